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

import java.io.InputStream;
import java.util.Optional;

import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.apache.camel.Service;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;

import io.mlbatch.service.http.api.HttpRequest;
import io.mlbatch.service.http.api.IdempotencyKeyReader;
import io.mlbatch.service.http.api.Provenance;
import io.mlbatch.service.http.api.RequestHandler;
import io.mlbatch.service.http.platform.BodyCharset;
import io.mlbatch.service.http.platform.RequestBody;
import io.mlbatch.service.http.platform.RequestLimits;
import io.mlbatch.service.http.platform.RequestPools;

/**
 * Takes the requests below a root from the router of platform-http. Its consumers would hold one of Vert.x's 20 worker
 * threads for each request, from the first byte of the body to the response, and queue all others.
 */
final class VertxListener implements Service {

    private final Router router;
    private final String contextPath;
    private final PlatformHttpEndpoint endpoint;
    private final RequestHandler api;
    private final RequestPools pools;
    private final RequestLimits limits;
    private Route route;

    /** @param contextPath the path that the server has in front of all others; empty when it has none */
    VertxListener(
            Router router,
            String contextPath,
            PlatformHttpEndpoint endpoint,
            RequestHandler api,
            RequestPools pools,
            RequestLimits limits) {
        this.router = router;
        this.contextPath = contextPath;
        this.endpoint = endpoint;
        this.api = api;
        this.pools = pools;
        this.limits = limits;
    }

    @Override
    public void start() {
        route = router.route(endpoint.getPath() + "*").handler(this::serve);
        // for the list of endpoints that Camel shows
        component().addHttpEndpoint(endpoint.getPath(), null, null, null, null);
    }

    @Override
    public void stop() {
        component().removeHttpEndpoint(endpoint.getPath());
        route.remove();
    }

    private PlatformHttpComponent component() {
        return endpoint.getCamelContext().getComponent("platform-http", PlatformHttpComponent.class);
    }

    private void serve(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        request.pause();
        Context context = routing.vertx().getOrCreateContext();
        VertxRequestBody body = new VertxRequestBody(request, context, limits.bodyTimeout());
        RequestBody limited = RequestBody.of(
                body,
                limits.maxBodySize(),
                header(request, "Content-Length"),
                header(request, "Content-Type"),
                header(request, "Content-Encoding"));
        VertxCall call = new VertxCall(
                request,
                context,
                VertxConnectionLimit.takeOver(routing),
                head(request, limited),
                limited,
                body,
                api,
                pools,
                limits);
        routing.addEndHandler(ended -> call.onEnd());
        call.begin();
    }

    private HttpRequest head(HttpServerRequest request, RequestBody body) {
        String uri = request.uri();
        int query = uri.indexOf('?');
        return new HttpRequest(
                request.method().name(),
                endpoint.getPath(),
                contextPath,
                query < 0 ? uri : uri.substring(0, query),
                query < 0 ? "" : uri.substring(query + 1),
                header(request, "Content-Type"),
                header(request, "Authorization"),
                header(request, IdempotencyKeyReader.HEADER),
                Optional.ofNullable(request.remoteAddress()).map(Object::toString),
                new Provenance(host(request), header(request, "Origin"), header(request, "Sec-Fetch-Site")),
                decoded(body, header(request, "Content-Type")));
    }

    private static Optional<String> host(HttpServerRequest request) {
        // HTTP/2 has a pseudo-header in its place
        return header(request, "Host")
                .or(() -> Optional.ofNullable(request.authority()).map(Object::toString));
    }

    private static InputStream decoded(RequestBody body, Optional<String> contentType) {
        return contentType.map(type -> BodyCharset.decode(body, type)).orElse(body);
    }

    private static Optional<String> header(HttpServerRequest request, String name) {
        return Optional.ofNullable(request.getHeader(name));
    }
}
