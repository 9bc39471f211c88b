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

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.client.InvalidInputException;
import io.mlbatch.client.UnknownOutcomeException;
import io.mlbatch.client.WaitTimeoutException;
import io.mlbatch.protocol.BatchResponse;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static io.mlbatch.testing.http.StubServer.BATCH;
import static io.mlbatch.testing.http.StubServer.json;
import static org.assertj.core.api.Assertions.assertThat;

/** One key per exchange, and what a server that knows it again makes possible. */
class IdempotentStartTest extends MlbatchProducerSupport {

    private static final List<Map<String, Object>> RECORDS = List.of(Map.of("hp", 110, "wt", 2.62));
    private static final String STARTED = "{\"batchExecutionId\":\"e1\"}";

    private List<String> keys() {
        return server.http.findAll(postRequestedFor(urlPathEqualTo(BATCH))).stream()
                .map((LoggedRequest request) -> request.getHeader("Idempotency-Key"))
                .toList();
    }

    private void acceptsOnceThenBreaksOnceThenAccepts(boolean acknowledging) {
        String echo = acknowledging ? "{{request.headers.Idempotency-Key}}" : "another";
        for (String state : List.of(Scenario.STARTED, "again")) {
            server.http.stubFor(post(urlPathEqualTo(BATCH))
                    .inScenario("starts")
                    .whenScenarioStateIs(state)
                    .willSetStateTo(state.equals("again") ? "again" : "breaks")
                    .willReturn(json(STARTED)
                            .withStatus(202)
                            .withHeader("Idempotency-Key", echo)
                            .withTransformers("response-template")));
        }
        server.http.stubFor(post(urlPathEqualTo(BATCH))
                .inScenario("starts")
                .whenScenarioStateIs("breaks")
                .willSetStateTo("again")
                .willReturn(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER)));
    }

    @Test
    void lostResponseWithAcknowledgedKeys_isRetriedWithTheSameKey() {
        acceptsOnceThenBreaksOnceThenAccepts(true);
        send("", RECORDS, Map.of());

        Exchange exchange = send("", RECORDS, Map.of());

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody()).isEqualTo("e1");
        assertThat(keys()).hasSize(3);
        assertThat(keys().get(1)).isEqualTo(keys().get(2)).isNotEqualTo(keys().get(0));
        assertThat(exchange.getMessage().getHeaders()).doesNotContainKey(MlbatchConstants.IDEMPOTENCY_KEY);
    }

    @Test
    void lostResponseWithoutAcknowledgedKeys_isUnknownAndNamesTheKey() {
        acceptsOnceThenBreaksOnceThenAccepts(false);
        send("", RECORDS, Map.of());

        Exchange exchange = send("", RECORDS, Map.of());

        assertThat(exchange.getException())
                .isInstanceOf(UnknownOutcomeException.class)
                .hasMessageContaining("unknown whether the server started the batch")
                .hasMessageContaining("after the request was sent whole")
                .hasMessageEndingWith("(Idempotency-Key " + keys().get(1) + ")");
        assertThat(keys()).hasSize(2);
    }

    @Test
    void redeliveredExchange_keepsItsKeyAndTheNextHasAnother() throws Exception {
        acceptsOnceThenBreaksOnceThenAccepts(false);
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                onException(UnknownOutcomeException.class)
                        .maximumRedeliveries(1)
                        .redeliveryDelay(0);
                from("direct:start").loop(3).copy().to("mlbatch:TxService/1.0?serverUrl=" + server.url());
            }
        });

        Exchange exchange =
                template.request("direct:start", start -> start.getMessage().setBody(RECORDS));

        assertThat(exchange.getException()).isNull();
        assertThat(keys()).hasSize(4);
        assertThat(keys().get(1)).as("redelivered").isEqualTo(keys().get(2));
        assertThat(List.of(keys().get(0), keys().get(1), keys().get(3)))
                .as("one for each iteration")
                .doesNotHaveDuplicates();
    }

    private String start(String options) {
        return "mlbatch:TxService/1.0?initialDelay=1&delay=1&maxDelay=5&serverUrl=" + server.url() + options;
    }

    private Exchange run(RouteBuilder route) throws Exception {
        camel.addRoutes(route);
        return template.request(
                "direct:start", exchange -> exchange.getMessage().setBody(RECORDS));
    }

    @Test
    void startsRedeliveredTogether_haveDifferentKeys() throws Exception {
        acceptsOnceThenBreaksOnceThenAccepts(false);

        run(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:start")
                        .errorHandler(
                                defaultErrorHandler().maximumRedeliveries(1).redeliveryDelay(0))
                        .to("direct:both");
                from("direct:both")
                        .errorHandler(noErrorHandler())
                        .setBody(constant(RECORDS))
                        .to(start(""))
                        .setBody(constant(RECORDS))
                        .to(start("&parallelCount=2"));
            }
        });

        assertThat(keys()).hasSize(4);
        assertThat(keys().get(1)).as("the one whose answer was lost").isEqualTo(keys().get(3));
        assertThat(keys().get(2)).isNotIn(keys().get(0), keys().get(1));
    }

    @Test
    void loopIterationAfterARedelivery_hasItsOwnKey() throws Exception {
        acceptsOnceThenBreaksOnceThenAccepts(false);
        send("", RECORDS, Map.of());
        AtomicInteger flaky = new AtomicInteger();

        run(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(defaultErrorHandler().maximumRedeliveries(1).redeliveryDelay(0));
                from("direct:start")
                        .process(exchange -> {
                            if (flaky.getAndIncrement() == 0) {
                                throw new IllegalStateException("flaky");
                            }
                        })
                        .loop(2)
                        .setBody(constant(RECORDS))
                        .doTry()
                        .to(start(""))
                        .doCatch(UnknownOutcomeException.class)
                        .log("${exception.message}")
                        .end()
                        .end();
            }
        });

        assertThat(keys()).hasSize(3).doesNotHaveDuplicates();
    }

    @Test
    void executeRedeliveredAfterATimeout_awaitsTheSameBatch() throws Exception {
        server.accepts("e1");
        server.isAt("e1", "InProgress", 0, 1);
        AtomicInteger deliveries = new AtomicInteger();

        Exchange exchange = run(new RouteBuilder() {
            @Override
            public void configure() {
                onException(WaitTimeoutException.class)
                        .maximumRedeliveries(3)
                        .redeliveryDelay(0)
                        .onRedelivery(redelivered -> {
                            if (deliveries.incrementAndGet() == 3) {
                                server.isAt("e1", "Complete", 1, 1);
                            }
                        });
                from("direct:start").to(start("&operation=execute&waitTimeout=50"));
            }
        });

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody(BatchResponse.class).completedItemCount())
                .isEqualTo(1);
        assertThat(deliveries).hasValue(3);
        assertThat(keys()).hasSize(1);
    }

    @Test
    void executeCanceledAtItsTimeout_isNotStartedAgain() throws Exception {
        server.accepts("e1");
        server.isAt("e1", "InProgress", 0, 1);
        server.deletes("e1");

        Exchange exchange = run(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(defaultErrorHandler().maximumRedeliveries(2).redeliveryDelay(0));
                from("direct:start").to(start("&operation=execute&waitTimeout=50&onTimeout=cancel"));
            }
        });

        assertThat(exchange.getException()).isInstanceOf(WaitTimeoutException.class);
        assertThat(keys()).hasSize(1);
    }

    @Test
    void secondExecuteOfAnExchange_startsAnotherBatch() throws Exception {
        server.accepts("e1");
        server.isAt("e1", "Complete", 1, 1);

        Exchange exchange = run(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:start").loop(2).setBody(constant(RECORDS)).to(start("&operation=execute"));
            }
        });

        assertThat(exchange.getException()).isNull();
        assertThat(keys()).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void keyOfTheRoute_isSentForOneStart() {
        server.accepts("e1");

        Exchange exchange = send("", RECORDS, Map.of(MlbatchConstants.IDEMPOTENCY_KEY, "cars.csv-2026-11-23"));

        assertThat(keys()).containsExactly("cars.csv-2026-11-23");
        assertThat(exchange.getMessage().getHeaders()).doesNotContainKey(MlbatchConstants.IDEMPOTENCY_KEY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two words", "line\nbreak", "schlüssel"})
    void invalidKey_failsBeforeAnyRequest(String key) {
        Exchange exchange = send("", RECORDS, Map.of(MlbatchConstants.IDEMPOTENCY_KEY, key));

        assertThat(exchange.getException())
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("start TxService/1.0: the header CamelMlbatchIdempotencyKey must be 1 to 255 visible ASCII"
                        + " characters");
        assertThat(keys()).isEmpty();
    }
}
