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

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import com.github.tomakehurst.wiremock.stubbing.Scenario;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.client.InvalidInputException;
import io.mlbatch.client.RequestRejectedException;

import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static io.mlbatch.testing.http.StubServer.BATCH;
import static io.mlbatch.testing.http.StubServer.json;
import static org.assertj.core.api.Assertions.assertThat;

/** Bodies that can be read only once, in exchanges that Camel redelivers. */
class SingleUseBodyTest extends MlbatchProducerSupport {

    private int redeliveries = 1;

    @BeforeEach
    void refuseTheFirstCall() {
        for (String path : List.of(BATCH, "/api/TxService/1.0")) {
            server.http.stubFor(post(urlPathEqualTo(path))
                    .inScenario(path)
                    .whenScenarioStateIs(Scenario.STARTED)
                    .willSetStateTo("ready")
                    .willReturn(json("{\"message\":\"the disk is full\"}").withStatus(400)));
            server.http.stubFor(post(urlPathEqualTo(path))
                    .inScenario(path)
                    .whenScenarioStateIs("ready")
                    .willReturn(json("{\"batchExecutionId\":\"e1\",\"success\":true}")
                            .withStatus(202)));
        }
    }

    private Exchange redeliver(String operation, boolean caching, Object body) throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(
                        defaultErrorHandler().maximumRedeliveries(redeliveries).redeliveryDelay(0));
                from("direct:in")
                        .streamCache(String.valueOf(caching))
                        .to("mlbatch:TxService/1.0?operation=" + operation + "&serverUrl=" + server.url());
            }
        });
        return template.request("direct:in", sent -> sent.getMessage().setBody(body));
    }

    @ParameterizedTest
    @ValueSource(strings = {"start", "consume"})
    void redeliveredIterator_isAnErrorThatNamesTheFirstFailure(String operation) throws Exception {
        Exchange exchange =
                redeliver(operation, true, List.of(Map.of("hp", 1, "wt", 2)).iterator());

        assertThat(exchange.getException())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(operation + " TxService/1.0: the body (")
                .hasMessageContaining(") can be read only once, and an earlier attempt or step has read it: make it a"
                        + " list, or a stream that Camel caches; the earlier failure was: ")
                .hasMessageEndingWith("the disk is full")
                .hasCauseInstanceOf(RequestRejectedException.class);
    }

    @Test
    void iteratorRedeliveredTwice_isAnErrorThatNamesTheFirstFailureOnce() throws Exception {
        redeliveries = 3;

        Exchange exchange =
                redeliver("start", true, List.of(Map.of("hp", 1, "wt", 2)).iterator());

        assertThat(exchange.getException().getMessage())
                .containsOnlyOnce("the earlier failure was: ")
                .endsWith("the disk is full");
        assertThat(exchange.getException()).hasCauseInstanceOf(RequestRejectedException.class);
    }

    @Test
    void redeliveredStream_isAnErrorThatNamesTheFirstFailure() throws Exception {
        Exchange exchange = redeliver("start", false, stream());

        assertThat(exchange.getException())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("the earlier failure was: ")
                .hasCauseInstanceOf(RequestRejectedException.class);
    }

    @Test
    void redeliveredStreamThatCamelCaches_isSentAgain() throws Exception {
        Exchange exchange = redeliver("start", true, stream());

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody()).isEqualTo("e1");
    }

    private static ByteArrayInputStream stream() {
        return new ByteArrayInputStream("[{\"hp\":1,\"wt\":2}]".getBytes(StandardCharsets.UTF_8));
    }
}
