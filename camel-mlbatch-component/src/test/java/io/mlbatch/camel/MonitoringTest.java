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

import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.console.DevConsole;
import org.apache.camel.console.DevConsole.MediaType;
import org.apache.camel.console.DevConsoleRegistry;
import org.apache.camel.health.HealthCheck.Result;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.main.Main;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import io.mlbatch.protocol.BatchResponse;

import static io.mlbatch.testing.http.ScriptedServer.json;
import static org.assertj.core.api.Assertions.assertThat;

/** JMX attributes, developer console, and the properties of the guide for monitoring. */
class MonitoringTest extends MlbatchTestSupport {

    @Override
    boolean hasMBeans() {
        return true;
    }

    /** JMX attributes of an endpoint. */
    @Nested
    class Jmx {

        private MlbatchEndpoint endpoint;
        private ObjectName name;

        @BeforeEach
        void addRoute() throws Exception {
            server.post("/login", json("{\"access_token\":\"t0ken\",\"expires_in\":3600}"));
            server.accepts("e1");
            route(route -> route.from("direct:in").to(uri("&operation=execute&username=u&password=RAW(s3cret)")));
            endpoint = (MlbatchEndpoint) camel.getEndpoints().stream()
                    .filter(MlbatchEndpoint.class::isInstance)
                    .findFirst()
                    .orElseThrow();
            name = camel.getManagementStrategy()
                    .getManagementObjectNameStrategy()
                    .getObjectNameForEndpoint(endpoint);
        }

        private Object attribute(String attribute) throws Exception {
            return ManagementFactory.getPlatformMBeanServer().getAttribute(name, attribute);
        }

        private CompletableFuture<BatchResponse> execute() {
            return template.asyncRequestBody("direct:in", TWO_RECORDS, BatchResponse.class);
        }

        @Test
        void endpointBeforeTheFirstPoll_hasNoPollAttributes() throws Exception {
            assertThat(attribute("ServiceName")).isEqualTo("TxService");
            assertThat(attribute("ServiceVersion")).isEqualTo("1.0");
            assertThat(attribute("ExecutionsInFlight")).isEqualTo(0);
            assertThat(attribute("Polls")).isEqualTo(0L);
            assertThat(attribute("FailedPolls")).isEqualTo(0L);
            assertThat(attribute("LastPoll")).isNull();
            assertThat(attribute("LastError")).isNull();
        }

        @Test
        void awaitedExecution_isInFlightAndItsPollsAreCounted() throws Exception {
            Instant before = Instant.now();
            server.isAt("e1", "InProgress", 1, 2);

            CompletableFuture<BatchResponse> outcome = execute();
            soon().until(() -> (long) attribute("Polls") >= 2);
            assertThat(attribute("ExecutionsInFlight")).isEqualTo(1);
            server.isAt("e1", "Complete", 2, 2);
            outcome.get(1, TimeUnit.MINUTES);

            soon().until(() -> attribute("ExecutionsInFlight").equals(0));
            assertThat((long) attribute("Polls")).isGreaterThanOrEqualTo(3);
            assertThat(attribute("FailedPolls")).isEqualTo(0L);
            assertThat(attribute("LastError")).isNull();
            assertThat(Instant.parse((String) attribute("LastPoll"))).isBetween(before, Instant.now());
        }

        @Test
        void failedPoll_isCountedWithAnErrorWithoutSecrets() throws Exception {
            server.poll("e1", json(503, "{\"message\":\"busy\"}"));

            CompletableFuture<BatchResponse> outcome = execute();
            soon().until(() -> (long) attribute("FailedPolls") >= 1);
            server.isAt("e1", "Complete", 2, 2);
            outcome.get(1, TimeUnit.MINUTES);

            String lastError = (String) attribute("LastError");
            assertThat(lastError)
                    .endsWith(" execute TxService/1.0, execution e1: HTTP 503: busy")
                    .doesNotContain("s3cret")
                    .doesNotContain("t0ken");
            assertThat(Instant.parse(lastError.substring(0, lastError.indexOf(' '))))
                    .isBeforeOrEqualTo(Instant.parse((String) attribute("LastPoll")));
            assertThat((long) attribute("Polls")).isGreaterThan((long) attribute("FailedPolls"));
        }

        @Test
        void endpointNames_containNoSecrets() throws Exception {
            route(route -> route.from("direct:secrets")
                    .to("mlbatch:TxService/1.0?username=u&password=s3cret&http.authPassword=s3cret2")
                    .to("mlbatch:TxService/1.0?accessToken=s3cret"));

            MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
            Set<ObjectName> endpoints = beans.queryNames(new ObjectName("org.apache.camel:type=endpoints,*"), null);

            assertThat(endpoints).anyMatch(name -> name.toString().contains("mlbatch"));
            for (ObjectName name : endpoints) {
                assertThat(name.toString()).doesNotContain("s3cret");
                assertThat((String) beans.getAttribute(name, "EndpointUri")).doesNotContain("s3cret");
            }
        }

        @Test
        void attributes_containNoSecrets() throws Exception {
            var beans = ManagementFactory.getPlatformMBeanServer();

            for (var attribute : beans.getMBeanInfo(name).getAttributes()) {
                assertThat(String.valueOf(beans.getAttribute(name, attribute.getName())))
                        .as(attribute.getName())
                        .doesNotContain("s3cret")
                        .doesNotContain("username=u");
            }
            assertThat((String) attribute("EndpointUri")).contains("password=xxxxxx");
        }
    }

    @Nested
    class Console {

        private DevConsole console;

        @BeforeEach
        void findConsole() {
            DevConsoleRegistry registry = camel.getCamelContextExtension().getContextPlugin(DevConsoleRegistry.class);
            registry.loadDevConsoles();
            console = registry.getConsole("mlbatch").orElseThrow();
        }

        /** Endpoints as the console sends them. */
        private List<Map<String, Object>> endpoints() throws Exception {
            JsonObject sent = (JsonObject) console.call(MediaType.JSON);
            JsonObject received = (JsonObject) Jsoner.deserialize(sent.toJson());
            return received.getCollection("endpoints");
        }

        @Test
        void contextWithoutEndpoints_showsNothing() throws Exception {
            assertThat(endpoints()).isEmpty();
            assertThat((String) console.call(MediaType.TEXT)).isEmpty();
        }

        @Test
        void endpointWithPolls_showsItsStatistics() throws Exception {
            server.accepts("e1").poll("e1", json(503, "{\"message\":\"busy\"}"));
            fail("&operation=execute&maxAttempts=2&accessToken=t0ken", ONE_RECORD);

            assertThat(endpoints()).hasSize(1);
            assertThat(endpoints().get(0))
                    .containsEntry("service", "TxService/1.0")
                    .containsEntry("server", server.url())
                    .containsKeys("lastPoll")
                    .hasEntrySatisfying("uri", uri -> assertThat((String) uri).contains("accessToken=xxxxxx"))
                    .hasEntrySatisfying("polls", polls -> assertThat(polls).hasToString("2"))
                    .hasEntrySatisfying(
                            "failedPolls", failed -> assertThat(failed).hasToString("2"))
                    .hasEntrySatisfying(
                            "executionsInFlight", waits -> assertThat(waits).hasToString("0"))
                    .hasEntrySatisfying(
                            "lastError", e -> assertThat((String) e).endsWith("execution e1: HTTP 503: busy"));
            assertThat((String) console.call(MediaType.TEXT))
                    .contains(
                            "Service: TxService/1.0", "Server: " + server.url(), "In Flight: 0", "Polls: 2 (failed: 2)")
                    .contains("execution e1: HTTP 503: busy")
                    .doesNotContain("t0ken");
        }

        @Test
        void endpointWithoutPolls_showsDashes() throws Exception {
            camel.getEndpoint("mlbatch:TxService/1.0?serverUrl=" + server.url());

            assertThat(endpoints().get(0)).containsEntry("lastPoll", null).containsEntry("lastError", null);
            assertThat((String) console.call(MediaType.TEXT)).contains("Last Poll: -", "Last Error: -");
        }
    }

    /** The properties of the guide for monitoring. */
    @Nested
    class Properties {

        @Test
        void propertiesOfTheGuide_enableHealthAndConsole() throws Exception {
            server.get("/status", json("{\"statusCode\":\"pass\"}"));
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
                DevConsoleRegistry consoles =
                        camel.getCamelContextExtension().getContextPlugin(DevConsoleRegistry.class);
                assertThat((String) consoles.getConsole("mlbatch").orElseThrow().call(MediaType.TEXT))
                        .contains("Service: TxService/1.0");
            } finally {
                main.stop();
            }
        }
    }
}
