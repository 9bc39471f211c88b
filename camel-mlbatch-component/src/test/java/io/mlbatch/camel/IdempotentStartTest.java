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
import java.util.function.Function;

import org.apache.camel.Exchange;
import org.apache.camel.builder.LambdaRouteBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.client.InvalidInputException;
import io.mlbatch.client.UnknownOutcomeException;
import io.mlbatch.client.WaitTimeoutException;
import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.testing.http.ScriptedServer.Request;
import io.mlbatch.testing.http.ScriptedServer.Response;

import static io.mlbatch.camel.MlbatchConstants.IDEMPOTENCY_KEY;
import static io.mlbatch.testing.http.ScriptedServer.BATCH;
import static io.mlbatch.testing.http.ScriptedServer.json;
import static org.apache.camel.builder.Builder.constant;
import static org.assertj.core.api.Assertions.assertThat;

/** One idempotency key per exchange, and its retries with a server that acknowledges keys. */
class IdempotentStartTest extends MlbatchTestSupport {

    private List<String> keys() {
        return server.starts().stream()
                .map(request -> request.header("Idempotency-Key"))
                .toList();
    }

    private void acceptsOnceThenBreaksOnceThenAccepts(boolean acknowledging) {
        Function<Request, Response> accepts = request -> json(202, "{\"batchExecutionId\":\"e1\"}")
                .with("Idempotency-Key", acknowledging ? request.header("Idempotency-Key") : "another");
        server.on("POST", BATCH, List.of(accepts, request -> Response.BROKEN_CONNECTION, accepts));
    }

    private Exchange run(LambdaRouteBuilder route) throws Exception {
        return run(ONE_RECORD, Map.of(), route);
    }

    private static void redeliver(RouteBuilder route, int times) {
        route.errorHandler(
                route.defaultErrorHandler().maximumRedeliveries(times).redeliveryDelay(0));
    }

    @Test
    void lostResponseWithAcknowledgedKeys_isRetriedWithTheSameKey() {
        acceptsOnceThenBreaksOnceThenAccepts(true);
        succeed("", ONE_RECORD);

        assertThat(succeed("", ONE_RECORD).getHeaders())
                .containsEntry(MlbatchConstants.EXECUTION_ID, "e1")
                .doesNotContainKey(IDEMPOTENCY_KEY);

        assertThat(keys()).hasSize(3);
        assertThat(keys().get(1)).isEqualTo(keys().get(2)).isNotEqualTo(keys().get(0));
    }

    @Test
    void lostResponseWithoutAcknowledgedKeys_isUnknownAndNamesTheKey() {
        acceptsOnceThenBreaksOnceThenAccepts(false);
        succeed("", ONE_RECORD);

        Exchange exchange = send("", ONE_RECORD, Map.of());

        assertThat(keys()).hasSize(2);
        assertThat(exchange.getException())
                .isInstanceOf(UnknownOutcomeException.class)
                .hasMessageContaining("unknown whether the server started the batch")
                .hasMessageContaining("after the request was sent whole")
                .hasMessageEndingWith("(Idempotency-Key " + keys().get(1) + ")");
    }

    @Test
    void redeliveredExchange_keepsItsKeyAndTheNextHasAnother() throws Exception {
        acceptsOnceThenBreaksOnceThenAccepts(false);

        succeeded(run(route -> {
            redeliver(route, 1);
            route.from("direct:in").loop(3).copy().to(uri(""));
        }));

        assertThat(keys()).hasSize(4);
        assertThat(keys().get(1)).as("redelivered").isEqualTo(keys().get(2));
        assertThat(List.of(keys().get(0), keys().get(1), keys().get(3)))
                .as("one for each iteration")
                .doesNotHaveDuplicates();
    }

    @Test
    void startsRedeliveredTogether_haveDifferentKeys() throws Exception {
        acceptsOnceThenBreaksOnceThenAccepts(false);

        run(route -> {
            route.from("direct:in")
                    .errorHandler(
                            route.defaultErrorHandler().maximumRedeliveries(1).redeliveryDelay(0))
                    .to("direct:both");
            route.from("direct:both")
                    .errorHandler(route.noErrorHandler())
                    .setBody(constant(ONE_RECORD))
                    .to(uri(""))
                    .setBody(constant(ONE_RECORD))
                    .to(uri("&parallelCount=2"));
        });

        assertThat(keys()).hasSize(4);
        assertThat(keys().get(1)).as("the one whose response was lost").isEqualTo(keys().get(3));
        assertThat(keys().get(2)).isNotIn(keys().get(0), keys().get(1));
    }

    @Test
    void loopIterationAfterARedelivery_hasItsOwnKey() throws Exception {
        acceptsOnceThenBreaksOnceThenAccepts(false);
        succeed("", ONE_RECORD);
        AtomicInteger flaky = new AtomicInteger();

        run(route -> {
            redeliver(route, 1);
            route.from("direct:in")
                    .process(exchange -> {
                        if (flaky.getAndIncrement() == 0) {
                            throw new IllegalStateException("flaky");
                        }
                    })
                    .loop(2)
                    .setBody(constant(ONE_RECORD))
                    .doTry()
                    .to(uri(""))
                    .doCatch(UnknownOutcomeException.class)
                    .log("${exception.message}")
                    .end()
                    .end();
        });

        assertThat(keys()).hasSize(3).doesNotHaveDuplicates();
    }

    @Test
    void executeRedeliveredAfterATimeout_awaitsTheSameBatch() throws Exception {
        server.accepts("e1").isAt("e1", "InProgress", 0, 1);
        AtomicInteger deliveries = new AtomicInteger();

        Exchange exchange = run(route -> {
            route.onException(WaitTimeoutException.class)
                    .maximumRedeliveries(3)
                    .redeliveryDelay(0)
                    .onRedelivery(redelivered -> {
                        if (deliveries.incrementAndGet() == 3) {
                            server.isAt("e1", "Complete", 1, 1);
                        }
                    });
            route.from("direct:in").to(uri("&operation=execute&waitTimeout=50"));
        });

        assertThat(succeeded(exchange).getBody(BatchResponse.class).completedItemCount())
                .isEqualTo(1);
        assertThat(deliveries).hasValue(3);
        assertThat(keys()).hasSize(1);
    }

    @Test
    void executeCanceledAtItsTimeout_isNotStartedAgain() throws Exception {
        server.accepts("e1").isAt("e1", "InProgress", 0, 1).deletes("e1");

        Exchange exchange = run(route -> {
            redeliver(route, 2);
            route.from("direct:in").to(uri("&operation=execute&waitTimeout=50&onTimeout=cancel"));
        });

        assertThat(exchange.getException()).isInstanceOf(WaitTimeoutException.class);
        assertThat(keys()).hasSize(1);
    }

    @Test
    void secondExecuteOfAnExchange_startsAnotherBatch() throws Exception {
        server.accepts("e1").isAt("e1", "Complete", 1, 1);

        succeeded(run(route ->
                route.from("direct:in").loop(2).setBody(constant(ONE_RECORD)).to(uri("&operation=execute"))));

        assertThat(keys()).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void keyOfTheRoute_isSentForOneStart() {
        server.accepts("e1");

        assertThat(succeed("", ONE_RECORD, Map.of(IDEMPOTENCY_KEY, "cars.csv-2026-11-23"))
                        .getHeaders())
                .doesNotContainKey(IDEMPOTENCY_KEY);
        assertThat(keys()).containsExactly("cars.csv-2026-11-23");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two words", "line\nbreak", "schlüssel"})
    void invalidKey_failsBeforeAnyRequest(String key) {
        fail("", ONE_RECORD, Map.of(IDEMPOTENCY_KEY, key))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("start TxService/1.0: the header CamelMlbatchIdempotencyKey must be 1 to 255 visible ASCII"
                        + " characters");
        assertThat(keys()).isEmpty();
    }
}
