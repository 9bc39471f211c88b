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
package io.mlbatch.service.http;

import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.PlatformHttpComponent;

import io.mlbatch.service.http.platform.PlatformServer;
import io.mlbatch.service.http.platform.RequestLimits;
import io.mlbatch.service.http.platform.ServletServer;
import io.mlbatch.service.http.vertx.VertxServer;

/** Detects the HTTP server below platform-http. */
final class PlatformServers {

    private static final String VERTX_ENGINE = "org.apache.camel.component.platform.http.vertx.VertxPlatformHttpEngine";

    private PlatformServers() {}

    static PlatformServer of(CamelContext camelContext, RequestLimits limits) {
        PlatformHttpComponent component = component(camelContext);
        return isVertx(component)
                ? new VertxServer(camelContext, component.getEngine().getServerPort(), limits)
                : new ServletServer(camelContext, limits);
    }

    /** Returns true if the server accepts connections although the Camel context has no routes yet. */
    static boolean acceptsWithoutRoutes(CamelContext camelContext) {
        PlatformHttpComponent component = component(camelContext);
        return isVertx(component)
                && VertxServer.isStarted(camelContext, component.getEngine().getServerPort());
    }

    private static PlatformHttpComponent component(CamelContext camelContext) {
        return camelContext.getComponent("platform-http", PlatformHttpComponent.class);
    }

    /** Compares names: the classes of Vert.x are loaded only if this server uses them. */
    private static boolean isVertx(PlatformHttpComponent component) {
        for (Class<?> type = component.getEngine().getClass(); type != null; type = type.getSuperclass()) {
            if (type.getName().equals(VERTX_ENGINE)) {
                return true;
            }
        }
        return false;
    }
}
