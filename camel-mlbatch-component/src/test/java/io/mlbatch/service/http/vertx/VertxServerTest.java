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

import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.mlbatch.service.http.platform.RequestLimits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The router of Quarkus, whose server is not Camel's. */
@Tag("host")
class VertxServerTest {

    private static final int PORT = 8080;

    private final DefaultCamelContext camelContext = new DefaultCamelContext();

    private VertxServer server() {
        String name = VertxPlatformHttpRouter.getRouterNameFromPort(PORT);
        camelContext.getRegistry().bind(name, new VertxPlatformHttpRouter(null, null, null, name));
        return new VertxServer(camelContext, PORT, RequestLimits.DEFAULT);
    }

    @Test
    void serverOfQuarkus_isBoundToTheHostOfItsProperty() {
        camelContext.getPropertiesComponent().addInitialProperty("quarkus.http.host", "10.0.0.1");

        assertThat(server().boundHost()).contains("10.0.0.1");
    }

    @Test
    void missingProperty_meansUnknownHost() {
        assertThat(server().boundHost()).isEmpty();
    }

    @Test
    void missingServer_isReportedWithTheRemedy() {
        assertThatThrownBy(() -> new VertxServer(camelContext, PORT, RequestLimits.DEFAULT))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("camel.server.enabled = true");
    }
}
