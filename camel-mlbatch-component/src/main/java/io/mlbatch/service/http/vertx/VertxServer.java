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

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.vertx.core.impl.VertxInternal;
import org.apache.camel.CamelContext;
import org.apache.camel.Service;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;

import io.mlbatch.service.http.api.RequestHandler;
import io.mlbatch.service.http.platform.ApiRoot;
import io.mlbatch.service.http.platform.PlatformServer;
import io.mlbatch.service.http.platform.RequestLimiter;
import io.mlbatch.service.http.platform.RequestLimits;
import io.mlbatch.service.http.platform.RequestPools;

/** The server of Vert.x: standalone, of camel-main, or of Quarkus. Receives requests from its router. */
public final class VertxServer implements PlatformServer {

    /** Quarkus' property for the address that its server, which is not Camel's, is bound to. */
    private static final String QUARKUS_HOST = "quarkus.http.host";

    /** Quarkus' property for the context path. */
    private static final String QUARKUS_ROOT_PATH = "quarkus.http.root-path";

    private final CamelContext camelContext;
    private final VertxPlatformHttpRouter router;
    private final String contextPath;
    private final RequestLimits limits;

    public VertxServer(CamelContext camelContext, int port, RequestLimits limits) {
        this.camelContext = camelContext;
        this.router = router(camelContext, port);
        this.contextPath = contextPath(camelContext, router.getServer());
        this.limits = limits;
    }

    /** Returns true if the server has been started. */
    public static boolean isStarted(CamelContext camelContext, int port) {
        return find(camelContext, port).isPresent();
    }

    private static VertxPlatformHttpRouter router(CamelContext camelContext, int port) {
        return find(camelContext, port)
                .orElseThrow(() -> new IllegalStateException("The HTTP server of platform-http has not been started:"
                        + " with camel-main, set camel.server.enabled = true"));
    }

    /** Finds the router by the names that the consumers of platform-http use. */
    private static Optional<VertxPlatformHttpRouter> find(CamelContext camelContext, int port) {
        return Optional.ofNullable(named(camelContext, port)).or(() -> Optional.ofNullable(named(camelContext, 0)));
    }

    /** Looks in the registry, because the lookup of platform-http throws on Camel 4.14 if there is no router. */
    private static VertxPlatformHttpRouter named(CamelContext camelContext, int port) {
        return camelContext
                .getRegistry()
                .lookupByNameAndType(
                        VertxPlatformHttpRouter.getRouterNameFromPort(port), VertxPlatformHttpRouter.class);
    }

    @Override
    public Optional<String> boundHost() {
        VertxPlatformHttpServer server = router.getServer();
        return server == null
                ? camelContext.getPropertiesComponent().resolveProperty(QUARKUS_HOST)
                : Optional.of(server.getHost());
    }

    @Override
    public List<Service> listen(List<ApiRoot> roots, RequestHandler api, RequestPools pools) {
        List<Service> listeners = new ArrayList<>();
        VertxPlatformHttpServer server = router.getServer();
        if (server != null) {
            // the server belongs to this Camel context, and has settings for neither of these
            VertxInternal vertx = (VertxInternal) router.vertx();
            listeners.add(new VertxThreadWatch(camelContext, vertx));
            listeners.add(new VertxConnectionLimit(router, vertx, server.getServer(), limits));
        }
        // shared by all listeners
        RequestLimiter waits = new RequestLimiter(OpenFiles.waits(limits));
        for (ApiRoot root : roots) {
            listeners.add(new VertxListener(router, contextPath, root, api, pools, limits, waits));
            if (root.isPage() && server != null) {
                // a server of another framework has its own start page
                listeners.add(new VertxPageRedirect(router, root.endpoint().getPath()));
            }
        }
        return listeners;
    }

    private static String contextPath(CamelContext camelContext, VertxPlatformHttpServer server) {
        String path = server == null
                ? camelContext
                        .getPropertiesComponent()
                        .resolveProperty(QUARKUS_ROOT_PATH)
                        .orElse("/")
                : server.getPath();
        String segments = path.replaceAll("^/+|/+$", "");
        return segments.isEmpty() ? "" : "/" + segments;
    }
}
