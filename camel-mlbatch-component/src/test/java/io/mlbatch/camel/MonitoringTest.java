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
package io.mlbatch.camel;

import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.console.DevConsole.MediaType;
import org.apache.camel.console.DevConsoleRegistry;
import org.apache.camel.health.HealthCheck.Result;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.mlbatch.testing.http.StubServer;

import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static io.mlbatch.testing.http.StubServer.json;
import static org.assertj.core.api.Assertions.assertThat;

/** The properties that the guide shows do what it says of them. */
class MonitoringTest {

    @RegisterExtension
    private final StubServer server = new StubServer();

    @Test
    void propertiesOfTheGuide_enableHealthAndConsole() throws Exception {
        server.answer(get(urlPathEqualTo("/status")), json("{\"statusCode\":\"pass\"}"));
        Main main = new Main();
        main.setPropertyPlaceholderLocations("classpath:monitoring/application.properties");
        main.configure().addRoutesBuilder(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:a").to("mlbatch:TxService/1.0?serverUrl=" + server.url());
            }
        });
        main.start();
        try {
            CamelContext camel = main.getCamelContext();

            assertThat(HealthCheckHelper.invokeReadiness(camel))
                    .filteredOn(result -> result.getCheck().getId().startsWith("producer:mlbatch-"))
                    .extracting(Result::getDetails)
                    .singleElement()
                    .satisfies(details -> assertThat(details).containsEntry("server.status", "pass"));
            DevConsoleRegistry consoles = camel.getCamelContextExtension().getContextPlugin(DevConsoleRegistry.class);
            assertThat((String) consoles.getConsole("mlbatch").orElseThrow().call(MediaType.TEXT))
                    .contains("Service: TxService/1.0");
        } finally {
            main.stop();
        }
    }
}
