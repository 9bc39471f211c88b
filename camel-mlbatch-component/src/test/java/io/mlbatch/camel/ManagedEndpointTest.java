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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.management.ObjectName;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.testing.http.StubServer;

import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static io.mlbatch.testing.http.StubServer.BATCH;
import static io.mlbatch.testing.http.StubServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What JMX shows of an endpoint. */
class ManagedEndpointTest {

    private static final Object RECORDS = List.of(Map.of("hp", 1, "wt", 2), Map.of("hp", 3, "wt", 4));

    @RegisterExtension
    private final StubServer server = new StubServer();

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private MlbatchEndpoint endpoint;
    private ObjectName name;

    @BeforeEach
    void start() throws Exception {
        server.answer(post(urlPathEqualTo("/login")), json("{\"access_token\":\"t0ken\",\"expires_in\":3600}"));
        server.accepts("e1");
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:execute")
                        .to("mlbatch:TxService/1.0?operation=execute&initialDelay=1&delay=1&maxDelay=5&serverUrl="
                                + server.url() + "&username=u&password=RAW(s3cret)");
            }
        });
        camel.start();
        endpoint = (MlbatchEndpoint) camel.getEndpoints().stream()
                .filter(MlbatchEndpoint.class::isInstance)
                .findFirst()
                .orElseThrow();
        name = camel.getManagementStrategy().getManagementObjectNameStrategy().getObjectNameForEndpoint(endpoint);
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    private Object attribute(String attribute) throws Exception {
        return ManagementFactory.getPlatformMBeanServer().getAttribute(name, attribute);
    }

    private CompletableFuture<BatchResponse> execute() {
        return camel.createProducerTemplate().asyncRequestBody("direct:execute", RECORDS, BatchResponse.class);
    }

    private static ConditionFactory soon() {
        return await().atMost(1, TimeUnit.MINUTES);
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
        server.answer(
                get(urlPathEqualTo(BATCH + "/e1")),
                json("{\"message\":\"busy\"}").withStatus(503));

        CompletableFuture<BatchResponse> outcome = execute();
        soon().until(() -> (long) attribute("FailedPolls") >= 1);
        server.isAt("e1", "Complete", 2, 2);
        outcome.get(1, TimeUnit.MINUTES);

        String lastError = (String) attribute("LastError");
        assertThat(lastError)
                .endsWith(" results TxService/1.0, execution e1: HTTP 503: busy")
                .doesNotContain("s3cret")
                .doesNotContain("t0ken");
        assertThat(Instant.parse(lastError.substring(0, lastError.indexOf(' '))))
                .isBeforeOrEqualTo(Instant.parse((String) attribute("LastPoll")));
        assertThat((long) attribute("Polls")).isGreaterThan((long) attribute("FailedPolls"));
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
