/*
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.mlbatch.service.http.vertx;

import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.apache.camel.Service;
import org.apache.camel.component.platform.http.PlatformHttpComponent;

import io.mlbatch.service.http.api.RequestHandler;
import io.mlbatch.service.http.platform.ApiRoot;
import io.mlbatch.service.http.platform.RequestLimiter;
import io.mlbatch.service.http.platform.RequestLimits;
import io.mlbatch.service.http.platform.RequestPools;

/**
 * Receives the requests below a root from the router of platform-http. The consumers of platform-http would hold one of
 * Vert.x's 20 worker threads for each request, from the first byte of the body to the response, and queue all others.
 */
final class VertxListener implements Service {

    private final Router router;
    private final String contextPath;
    private final ApiRoot root;
    private final RequestHandler api;
    private final RequestPools pools;
    private final RequestLimits limits;
    private final RequestLimiter waits;
    private Route route;

    /**
     * @param contextPath the path that the server has before all others; empty if it has none
     * @param waits limits the requests that wait for the end of an execution
     */
    VertxListener(
            Router router,
            String contextPath,
            ApiRoot root,
            RequestHandler api,
            RequestPools pools,
            RequestLimits limits,
            RequestLimiter waits) {
        this.router = router;
        this.contextPath = contextPath;
        this.root = root;
        this.api = api;
        this.pools = pools;
        this.limits = limits;
        this.waits = waits;
    }

    @Override
    public void start() {
        route = router.route(path() + "/*");
        if (root.isPage()) {
            // after the routes of the application, before the static files of camel-main
            route.order(Integer.MAX_VALUE - 1);
        }
        route.handler(this::serve);
        // for Camel's list of HTTP endpoints
        component().addHttpEndpoint(path(), null, null, null, null);
    }

    @Override
    public void stop() {
        component().removeHttpEndpoint(path());
        route.remove();
    }

    private String path() {
        return root.endpoint().getPath();
    }

    private PlatformHttpComponent component() {
        return root.endpoint().getCamelContext().getComponent("platform-http", PlatformHttpComponent.class);
    }

    private void serve(RoutingContext routing) {
        VertxRequest received = VertxRequest.pause(routing, path(), contextPath, limits);
        VertxCall call = new VertxCall(received, api, pools, limits, waits);
        routing.addEndHandler(ended -> call.onEnd());
        call.begin();
    }
}
