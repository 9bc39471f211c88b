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

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.apache.camel.Service;

/** Redirects {@code /} to the page, unless another route of the router responds to {@code /}. */
final class VertxPageRedirect implements Service {

    private final Router router;
    private final String page;
    private Route route;

    /** @param page the path of the page, which begins with a slash */
    VertxPageRedirect(Router router, String page) {
        this.router = router;
        this.page = page;
    }

    @Override
    public void start() {
        route = router.route("/")
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .order(Integer.MAX_VALUE)
                .handler(this::redirect);
    }

    @Override
    public void stop() {
        route.remove();
    }

    /** The location is relative: a proxy may have a prefix. */
    private void redirect(RoutingContext routing) {
        String path = routing.request().path();
        // empty, unless the server has a context path and the slash behind it is missing
        String contextPath = path.substring(path.lastIndexOf('/') + 1);
        routing.response()
                .setStatusCode(302)
                .putHeader("Location", (contextPath + page + "/").replaceFirst("^/", ""))
                .end();
    }
}
