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
package io.mlbatch.client.calls;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.client.AccessDeniedException;
import io.mlbatch.client.BatchClient;
import io.mlbatch.client.InvalidInputException;
import io.mlbatch.client.MlbatchException;
import io.mlbatch.client.NotFoundException;
import io.mlbatch.client.RecordSource;
import io.mlbatch.client.ResultsMismatchException;
import io.mlbatch.client.ServerUnavailableException;
import io.mlbatch.client.StartRequest;
import io.mlbatch.client.UnknownOutcomeException;
import io.mlbatch.client.transport.ApiRequest;
import io.mlbatch.client.transport.AuthenticatingTransport;
import io.mlbatch.client.transport.TokenSession;
import io.mlbatch.protocol.ApiCall;
import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.BatchState;
import io.mlbatch.protocol.Credentials;
import io.mlbatch.protocol.ServerStatus;
import io.mlbatch.protocol.ServiceResponse;
import io.mlbatch.protocol.spool.SpoolFactory;
import io.mlbatch.testing.VirtualTime;
import io.mlbatch.testing.client.FakeRecordSource;
import io.mlbatch.testing.client.FakeTransport;

import static io.mlbatch.testing.client.FakeTransport.bodyOf;
import static io.mlbatch.testing.client.FakeTransport.fail;
import static io.mlbatch.testing.client.FakeTransport.respond;
import static io.mlbatch.testing.client.Samples.COMPLETE;
import static io.mlbatch.testing.client.Samples.CONSUMED;
import static io.mlbatch.testing.client.Samples.DESCRIPTION;
import static io.mlbatch.testing.client.Samples.DESCRIPTION_WITHOUT_INPUTS;
import static io.mlbatch.testing.client.Samples.EXECUTION;
import static io.mlbatch.testing.client.Samples.RECORDS;
import static io.mlbatch.testing.client.Samples.SERVICE;
import static io.mlbatch.testing.client.Samples.STARTED;
import static io.mlbatch.testing.client.Samples.description;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class DefaultBatchClientTest {

    private static final int MANY = 100_000;

    private final VirtualTime time = new VirtualTime();
    private final FakeTransport server = new FakeTransport();
    private final BatchClient client = client(true);

    @Test
    void invalidInput_isAnErrorBeforeAnythingIsSent() {
        server.on(ApiCall.DESCRIBE, respond(DESCRIPTION));

        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> client.start(
                        SERVICE, RecordSource.of(List.of(RECORDS.get(0), Map.of("hp", "many", "wt", 1))), 10))
                .withMessageContaining("record 1")
                .withMessageContaining("'hp' (numeric)");
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> client.start(SERVICE, RecordSource.of(List.of()), 10))
                .withMessageContaining("there is no record to score");
        assertThat(server.calls()).containsExactly(ApiCall.DESCRIBE);
    }

    static Stream<Arguments> bodies() {
        Map<String, Object> missing = new HashMap<>(Map.of("wt", 1.5));
        missing.put("hp", null);
        return Stream.of(
                arguments("missing value", true, DESCRIPTION, missing, "[{\"hp\":null,\"wt\":1.5}]"),
                arguments("misfit", false, DESCRIPTION, Map.of("hp", "many"), "[{\"hp\":\"many\"}]"),
                arguments(
                        "no declared inputs",
                        false,
                        DESCRIPTION_WITHOUT_INPUTS,
                        Map.of("any", "thing"),
                        "[{\"any\":\"thing\"}]"));
    }

    @ParameterizedTest(name = "{0}, validateInput={1}")
    @MethodSource("bodies")
    void record_isSentAsDeclared_orUncheckedWithoutValidation(
            String what, boolean validateInput, String description, Map<String, Object> record, String body) {
        server.on(ApiCall.DESCRIBE, respond(description)).on(ApiCall.START, respond(STARTED));

        client(validateInput).start(SERVICE, RecordSource.of(List.of(record)), 10);

        assertThat(bodyOf(server.requests(ApiCall.START).get(0))).isEqualTo(body);
    }

    @Test
    void serviceWithoutInputs_cannotBeStarted_andTheRecordsAreNotOpened() {
        server.on(ApiCall.DESCRIBE, respond(DESCRIPTION_WITHOUT_INPUTS));
        FakeRecordSource source = manyRecords(false);

        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> client.start(SERVICE, source, 10))
                .withMessageContaining("declares no inputs")
                .withMessageEndingWith("validateInput=false sends records without a check");
        assertThat(source.opened()).isZero();
    }

    @Test
    void sendingThatFailsHalfWay_closesTheRecords() {
        FakeRecordSource source = manyRecords(true);
        server.on(ApiCall.DESCRIBE, respond(DESCRIPTION)).on(ApiCall.START, (request, body) -> {
            body.readNBytes(RecordsBody.BUFFER_BYTES + 1);
            throw new UnknownOutcomeException(request.context(), 0, null, null, "the connection broke", null);
        });

        assertThatExceptionOfType(UnknownOutcomeException.class).isThrownBy(() -> client.start(SERVICE, source, 10));
        assertThat(source.isEveryOpenedOneClosed()).isTrue();
    }

    @Test
    void loginThatFailsBeforeALargeInputIsSent_closesTheRecords() {
        FakeRecordSource source = manyRecords(false);
        server.on(ApiCall.DESCRIBE, respond(DESCRIPTION))
                .on(ApiCall.LOGIN, fail(context -> new ServerUnavailableException(context, "down", null)));
        ServiceDescriptions known = new ServiceDescriptions(time);
        known.refresh(SERVICE, server);
        BatchClient loggingIn = new DefaultBatchClient(
                new AuthenticatingTransport(server, new TokenSession(server, new Credentials("ada", "x"), time)),
                known,
                true,
                SpoolFactory.IN_MEMORY);

        assertThatExceptionOfType(ServerUnavailableException.class)
                .isThrownBy(() -> loggingIn.start(SERVICE, source, 10));
        assertThat(source.opened()).isEqualTo(1);
        assertThat(source.isEveryOpenedOneClosed()).isTrue();
    }

    @Test
    void cancel_isFalseForAMissingExecution_andThrowsOtherFailures() {
        server.on(
                ApiCall.CANCEL,
                respond("[\"canceled\"]"),
                fail(context -> new NotFoundException(context, 404, "gone", "HTTP 404: gone")),
                fail(context -> new AccessDeniedException(context, 403, "no", "HTTP 403: no")));

        assertThat(client.cancel(EXECUTION)).isTrue();
        assertThat(client.cancel(EXECUTION)).isFalse();
        assertThatExceptionOfType(AccessDeniedException.class).isThrownBy(() -> client.cancel(EXECUTION));
    }

    @Test
    void executions_areThoseThatTheServerNames() {
        server.on(ApiCall.LIST, respond("[\"" + EXECUTION.value() + "\"]"), respond("[]"));

        assertThat(client.executions(SERVICE)).containsExactly(EXECUTION);
        assertThat(client.executions(SERVICE)).isEmpty();
    }

    @Test
    void listOfMoreExecutionsThanFitIntoMemory_isAnErrorThatNamesTheLimit() {
        server.on(ApiCall.LIST, respond("[" + "\"e\",".repeat(500_000) + "\"e\"]"));

        assertThatExceptionOfType(MlbatchException.class)
                .isThrownBy(() -> client.executions(SERVICE))
                .withMessageContaining("more than 500000 executions");
    }

    @Test
    void listOfAnyLength_isPassedOnOneByOne() {
        server.on(ApiCall.LIST, respond("[" + "\"e\",".repeat(600_000) + "\"e\"]"));
        AtomicInteger passedOn = new AtomicInteger();

        client.executions(SERVICE, id -> passedOn.incrementAndGet());

        assertThat(passedOn).hasValue(600_001);
    }

    private static String completeOf(int total, String results) {
        return "{\"state\":\"Complete\",\"completedItemCount\":" + total + ",\"totalItemCount\":" + total
                + ",\"batchExecutionResults\":" + results + "}";
    }

    @Test
    void artifacts_areTheNamesThatTheServerGives_howeverHostile() {
        server.on(ApiCall.LIST_ARTIFACTS, respond("[\"answer.csv\",\"../x\"]"), respond("null"));

        assertThat(client.artifacts(EXECUTION, 3)).containsExactly("answer.csv", "../x");
        assertThat(client.artifacts(EXECUTION, 4)).isEmpty();
        assertThat(server.requests())
                .extracting(ApiRequest::path)
                .containsExactly(
                        "/api/TxService/1.0/batch/" + EXECUTION.value() + "/3/files",
                        "/api/TxService/1.0/batch/" + EXECUTION.value() + "/4/files");
    }

    @Test
    void capabilities_areRequestedEachTime() {
        server.on(ApiCall.DESCRIBE, respond(DESCRIPTION), respond(DESCRIPTION_WITHOUT_INPUTS));

        assertThat(client.capabilities(SERVICE)).isEqualTo(description());
        assertThat(client.capabilities(SERVICE).inputs()).isEmpty();
    }

    @Test
    void start_sendsItsKey() {
        server.on(ApiCall.DESCRIBE, respond(DESCRIPTION)).on(ApiCall.START, respond(STARTED));

        client.start(SERVICE, RecordSource.of(RECORDS), new StartRequest(4, "k-1"));
        client.start(SERVICE, RecordSource.of(RECORDS), 4);
        client.start(SERVICE, RecordSource.of(RECORDS), 4);

        assertThat(server.requests(ApiCall.START))
                .extracting(ApiRequest::idempotencyKey)
                .doesNotHaveDuplicates()
                .doesNotContainNull()
                .startsWith("k-1");
    }

    @Test
    void swagger_isTheTextThatTheServerGives() {
        server.on(ApiCall.SWAGGER, respond("{\"swagger\": \"2.0\"}"));

        assertThat(client.swagger(SERVICE)).isEqualTo("{\"swagger\": \"2.0\"}");
    }

    @Test
    void status_isReadFromTheServer() {
        server.on(
                ApiCall.STATUS,
                respond("{\"statusCode\":\"warn\",\"components\":{\"node\":{\"statusCode\":\"fail\"}}}"));

        assertThat(client.status()).isEqualTo(new ServerStatus(ServerStatus.Code.WARN, Map.of("node", "fail")));
    }

    private BatchClient client(boolean validateInput) {
        return new DefaultBatchClient(server, new ServiceDescriptions(time), validateInput, SpoolFactory.IN_MEMORY);
    }

    private static FakeRecordSource manyRecords(boolean repeatable) {
        return new FakeRecordSource(MANY, repeatable, index -> Map.of("hp", index, "wt", 1));
    }

    @Nested
    class Consume {

        @Test
        void consume_sendsOneRecordInTheDeclaredOrder_andDecodesItsResult() {
            server.on(ApiCall.DESCRIBE, respond(DESCRIPTION)).on(ApiCall.CONSUME, respond(CONSUMED));

            ServiceResponse result = client.consume(SERVICE, RecordSource.of(RECORDS.subList(0, 1)));

            assertThat(result.output("answer")).isEqualTo(0.5);
            assertThat(result.outputFiles().get("answer.csv")).asString().isEqualTo("a,b\n");
            ApiRequest request = server.requests(ApiCall.CONSUME).get(0);
            assertThat(request.target()).isEqualTo("/api/TxService/1.0");
            assertThat(bodyOf(request)).isEqualTo("{\"hp\":110.0,\"wt\":2.62}");
            assertThat(request.idempotencyKey()).isNull();
        }

        @ParameterizedTest
        @CsvSource({"0, none", "2, 'more: a map of lists is read as columns, in a list it is one record'"})
        void consumeOfAnotherNumberOfRecords_isAnErrorBeforeAnythingIsSent(int records, String got) {
            server.on(ApiCall.DESCRIBE, respond(DESCRIPTION));

            assertThatExceptionOfType(InvalidInputException.class)
                    .isThrownBy(() -> client.consume(SERVICE, RecordSource.of(RECORDS.subList(0, records))))
                    .withMessage("consume TxService/1.0: expected one record, got " + got);
            assertThat(server.calls()).containsExactly(ApiCall.DESCRIBE);
        }

        @Test
        void consumeOfARecordThatDoesNotFit_isAnErrorThatNamesTheInput() {
            server.on(ApiCall.DESCRIBE, respond(DESCRIPTION));

            assertThatExceptionOfType(InvalidInputException.class)
                    .isThrownBy(() -> client.consume(SERVICE, RecordSource.of(List.of(Map.of("hp", 1)))))
                    .withMessageContaining("record 0: input 'wt' (numeric) is missing");
        }

        @Test
        void consumeOfAServiceWithoutInputs_sendsTheRecordUnchanged() {
            server.on(ApiCall.DESCRIBE, respond(DESCRIPTION_WITHOUT_INPUTS)).on(ApiCall.CONSUME, respond(CONSUMED));

            for (Map<String, ?> record : List.of(Map.of("hp", 110), Map.<String, Object>of())) {
                assertThat(client.consume(SERVICE, RecordSource.of(List.of(record)))
                                .success())
                        .isTrue();
            }

            assertThat(server.requests(ApiCall.CONSUME))
                    .extracting(FakeTransport::bodyOf)
                    .containsExactly("{\"hp\":110}", "{}");
        }
    }

    @Nested
    class Results {

        @Test
        void results_areAskedForAsTold_andDecodedByTheDeclaredOutputs() {
            server.on(ApiCall.DESCRIBE, respond(DESCRIPTION))
                    .on(ApiCall.RESULTS, respond(COMPLETE.replace("0.5", "\"0.5\"")));

            BatchResponse partial = client.results(EXECUTION, true);
            client.results(EXECUTION, false);

            assertThat(partial.state()).isEqualTo(BatchState.COMPLETE);
            assertThat(partial.execution(0).output("answer")).isEqualTo(0.5);
            assertThat(server.requests(ApiCall.RESULTS))
                    .extracting(ApiRequest::query)
                    .containsExactly("showPartialResults=true", "showPartialResults=false");
        }

        @Test
        void resultsOfAServerThatShowsNoDescription_stayAsTheyCame() {
            server.on(
                            ApiCall.DESCRIBE,
                            fail(context ->
                                    new AccessDeniedException(context, 403, "not yours", "HTTP 403: not yours")))
                    .on(ApiCall.RESULTS, respond(COMPLETE.replace("0.5", "\"0.5\"")));

            assertThat(client.results(EXECUTION, false).execution(0).output("answer"))
                    .isEqualTo("0.5");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "null",
                    "[]",
                    "[{}]",
                    "[{},null]",
                    "[null,{}]",
                    "[{},{},{}]",
                })
        void completeExecutionWithoutOneResultForEachRecord_isAnError(String results) {
            server.on(ApiCall.DESCRIBE, respond(DESCRIPTION)).on(ApiCall.RESULTS, respond(completeOf(2, results)));

            assertThatExceptionOfType(ResultsMismatchException.class)
                    .isThrownBy(() -> client.results(EXECUTION, true))
                    .withMessageContaining(EXECUTION.value())
                    .withMessageContaining("complete with 2 records");
            assertThatExceptionOfType(ResultsMismatchException.class)
                    .isThrownBy(() -> client.results(EXECUTION, false));
            assertThatExceptionOfType(ResultsMismatchException.class)
                    .isThrownBy(() -> client.poll(EXECUTION, status -> true));
        }

        @Test
        void missingResult_isNamed() {
            server.on(ApiCall.DESCRIBE, respond(DESCRIPTION))
                    .on(ApiCall.RESULTS, respond(completeOf(5, "[{},null,{},{}]")));

            assertThatExceptionOfType(ResultsMismatchException.class)
                    .isThrownBy(() -> client.results(EXECUTION, true))
                    .withMessageEndingWith(
                            "the server reports the execution as complete with 5 records, but sent 3 results;"
                                    + " the first record without a result is 1");
        }

        @ParameterizedTest
        @ValueSource(strings = {"null", "[{}]", "[{},{},{}]"})
        void missingResultsThatAreNotWanted_areNotAnError(String results) {
            server.on(ApiCall.DESCRIBE, respond(DESCRIPTION)).on(ApiCall.RESULTS, respond(completeOf(2, results)));
            AtomicInteger asked = new AtomicInteger();

            BatchResponse response = client.poll(EXECUTION, status -> {
                asked.incrementAndGet();
                return false;
            });

            assertThat(response.state()).isEqualTo(BatchState.COMPLETE);
            assertThat(asked).hasValue(1);
        }

        @ParameterizedTest
        @ValueSource(strings = {"Failed", "Canceled", "InProgress"})
        void executionThatIsNotComplete_mayLackResults(String state) {
            server.on(ApiCall.DESCRIBE, respond(DESCRIPTION))
                    .on(ApiCall.RESULTS, respond(completeOf(2, "[{}]").replace("Complete", state)));

            assertThat(client.results(EXECUTION, true)).hasSize(1);
        }
    }
}
