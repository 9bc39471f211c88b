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

import java.io.StringReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

import io.mlbatch.camel.output.Csv;
import io.mlbatch.client.AuthenticationFailedException;
import io.mlbatch.client.InvalidInputException;
import io.mlbatch.client.MlbatchException;
import io.mlbatch.client.NotFoundException;
import io.mlbatch.client.ServerUnavailableException;
import io.mlbatch.client.UnknownOutcomeException;
import io.mlbatch.client.WaitEndedException;
import io.mlbatch.client.WaitTimeoutException;
import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.BatchState;
import io.mlbatch.testing.http.ScriptedServer.Response;

import static io.mlbatch.camel.MlbatchConstants.EXECUTION_ID;
import static io.mlbatch.camel.MlbatchConstants.INDEX;
import static io.mlbatch.testing.http.ScriptedServer.BATCH;
import static io.mlbatch.testing.http.ScriptedServer.SERVICE;
import static io.mlbatch.testing.http.ScriptedServer.json;
import static io.mlbatch.testing.http.ScriptedServer.result;
import static io.mlbatch.testing.http.ScriptedServer.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class MlbatchProducerTest extends MlbatchTestSupport {

    private static final List<Map<String, Object>> RECORDS =
            List.of(Map.of("wt", "2.62", "hp", 110, "model", "Mazda RX4"), Map.of("hp", 93, "wt", 2.32));

    @Nested
    class Start {

        private record Car(String model, int hp, double wt) {}

        private static final List<Arguments> BODIES = List.of(
                arguments(RECORDS, "", Map.of(), "[{\"hp\":110,\"wt\":2.62},{\"hp\":93,\"wt\":2.32}]"),
                arguments(List.of(new Car("Mazda RX4", 110, 2.62)), "", Map.of(), "[{\"hp\":110,\"wt\":2.62}]"),
                // the headers state the format of a text
                arguments(
                        new StringReader("hp,wt,[model]\n110,2.62,Mazda RX4\n"),
                        "",
                        Map.of(Exchange.CONTENT_TYPE, "text/csv; charset=utf-8", Exchange.FILE_NAME, "cars.json"),
                        "[{\"hp\":110.0,\"wt\":2.62}]"),
                arguments(List.of(Map.of("hp", "much")), "&validateInput=false", Map.of(), "[{\"hp\":\"much\"}]"));

        @ParameterizedTest
        @FieldSource("BODIES")
        void body_isSentAsTypedInputs(Object body, String options, Map<String, Object> headers, String sent) {
            server.accepts("e1");

            succeed(options, body, headers);

            assertThat(server.starts()).singleElement().satisfies(request -> {
                assertThat(request.header("Content-Type")).isEqualTo("application/json; charset=UTF-8");
                assertThat(request.body()).isEqualTo(sent);
            });
        }

        @Test
        void start_returnsTheExecutionIdAndKeepsOtherHeadersFromTheServer() {
            server.accepts("e1");

            Message message = succeed("&parallelCount=3", RECORDS, Map.of("other", "stays"));

            assertThat(message.getBody()).isEqualTo("e1");
            assertThat(message.getHeaders()).containsEntry(EXECUTION_ID, "e1").containsEntry("other", "stays");
            assertThat(server.starts().get(0).query()).isEqualTo("parallelCount=3");
            assertThat(server.starts().get(0).headers()).doesNotContainKey("other");
        }

        @Test
        void headers_overrideOptionsAndAreNotWrittenBack() {
            server.accepts("e1");

            Message message = succeed(
                    "&operation=list",
                    RECORDS,
                    Map.of(MlbatchConstants.OPERATION, "START", MlbatchConstants.PARALLEL_COUNT, "7"));

            assertThat(message.getHeaders()).containsEntry(MlbatchConstants.OPERATION, "START");
            assertThat(server.starts().get(0).query()).isEqualTo("parallelCount=7");
        }

        private static final List<Arguments> INVALID_INPUTS = List.of(
                arguments(
                        List.of(Map.of("hp", 1, "wt", 2), Map.of("hp", 110)),
                        "start",
                        "record 1: input 'wt' (numeric) is missing; the record has [hp]"),
                arguments(
                        "hp,wt\n110,2.62\n93\n",
                        "start",
                        "line 3: expected 2 fields as in line 1, found 1 (delimiter ',')"),
                arguments(
                        RECORDS,
                        "stat",
                        "unknown operation: the operations are [start, execute, await, results, cancel, list,"
                                + " listArtifacts, artifact, download, capabilities, consume, swagger]"));

        @ParameterizedTest
        @FieldSource("INVALID_INPUTS")
        void invalidInput_failsBeforeTheStart(Object body, String operation, String message) {
            fail("", body, Map.of(MlbatchConstants.OPERATION, operation))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage(operation + " TxService/1.0: " + message);
            assertThat(server.starts()).isEmpty();
        }

        @Test
        void unknownCharset_isNamedInTheError() {
            fail("", "hp,wt\n1,2\n", Map.of(Exchange.CHARSET_NAME, "utf-99"))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage("start TxService/1.0: the charset 'utf-99' is unknown");
        }

        @Test
        void lostResponseToStart_isAnUnknownOutcomeAndIsNotRetried() {
            server.post(BATCH, Response.BROKEN_CONNECTION);

            fail("", RECORDS)
                    .isInstanceOf(UnknownOutcomeException.class)
                    .hasMessageStartingWith("start TxService/1.0: unknown whether the server started the batch: ");
            assertThat(server.starts()).hasSize(1);
        }

        @Test
        void unreachableServer_isNamedByUrlInTheError() {
            server.stop();

            fail("", RECORDS)
                    .isInstanceOf(ServerUnavailableException.class)
                    .hasMessageContaining("start TxService/1.0: cannot connect to " + server.url());
        }

        @Test
        void unknownService_failsWithTheServersMessage() {
            server.get("/services/TxService/1.0", json(404, "{\"message\":\"No service TxService\",\"code\":404}"));

            fail("", RECORDS)
                    .isInstanceOf(NotFoundException.class)
                    .hasMessage("start TxService/1.0: HTTP 404: No service TxService")
                    .asInstanceOf(type(MlbatchException.class))
                    .satisfies(failure -> {
                        assertThat(failure.httpStatus()).hasValue(404);
                        assertThat(failure.serverMessage()).hasValue("No service TxService");
                    });
        }

        @Test
        void wrongPassword_failsWithoutThePasswordInTheError() {
            server.post("/login", json(401, "{\"message\":\"Wrong credentials\",\"code\":401}"));

            fail("&username=u&password=s3cret", RECORDS)
                    .hasToString(
                            AuthenticationFailedException.class.getName() + ": login: HTTP 401: Wrong credentials");
        }

        @Test
        void endpointsWithOneServerAndUser_shareASession() {
            server.post("/login", json("{\"access_token\":\"t1\",\"expires_in\":3600,\"refresh_token\":\"r1\"}"));
            server.holds();

            succeed("&operation=list&username=u&password=p", null);
            succeed("&operation=list&username=u&password=p&parallelCount=2", null);

            assertThat(server.requests("POST", "/login"))
                    .extracting(request -> request.body())
                    .containsExactly("{\"username\":\"u\",\"password\":\"p\"}");
            assertThat(server.requests("GET", BATCH))
                    .extracting(request -> request.header("Authorization"))
                    .containsExactly("Bearer t1", "Bearer t1");
        }
    }

    @Nested
    class Execute {

        @Test
        void execute_returnsTheResponseWithoutPartialResults() {
            server.accepts("e1")
                    .poll(
                            "e1",
                            status("inProgress", 1, 2, "null"),
                            json(503, "<html>busy</html>"),
                            status(
                                    "Complete",
                                    2,
                                    2,
                                    "[" + result(0.5) + ",{\"success\":false,\"errorMessage\":\"no\"}]"));

            Message message = succeed("&operation=execute", RECORDS);

            BatchResponse response = message.getBody(BatchResponse.class);
            assertThat(response.state()).isEqualTo(BatchState.COMPLETE);
            assertThat(response.execution(0).output("answer")).isEqualTo(Map.of("am_Pred", List.of(0.5)));
            assertThat(response.execution(1).error()).isEqualTo("no");
            assertThat(message.getHeaders())
                    .containsEntry(EXECUTION_ID, "e1")
                    .containsEntry(MlbatchConstants.STATE, "complete")
                    .containsEntry(MlbatchConstants.COMPLETED_ITEM_COUNT, 2)
                    .containsEntry(MlbatchConstants.TOTAL_ITEM_COUNT, 2);
            assertThat(server.starts()).hasSize(1);
            assertThat(server.requests("GET", BATCH + "/e1")).hasSize(3).allMatch(request -> request.query()
                    .equals("showPartialResults=false"));
        }

        @Test
        void await_returnsTheResponseOfAnExecutionThatAnotherStepStarted() {
            server.isAt("e1", "Complete", 2, 2);

            Message message = succeed("&operation=await", "other", execution("e1"));

            assertThat(message.getBody(BatchResponse.class).results().size()).isEqualTo(2);
            assertThat(message.getHeaders())
                    .containsEntry(MlbatchConstants.STATE, "complete")
                    .containsEntry(MlbatchConstants.TOTAL_ITEM_COUNT, 2);
            assertThat(server.starts()).isEmpty();
        }

        @Test
        void awaitTimeoutWithOnTimeoutCancel_cancelsTheBatch() {
            server.isAt("e1", "InProgress", 1, 2).deletes("e1");

            fail("&operation=await&maxAttempts=2&onTimeout=cancel", RECORDS, execution("e1"))
                    .isInstanceOf(WaitTimeoutException.class)
                    .hasMessageStartingWith("await TxService/1.0, execution e1: not at its end after 2 polls");
            assertThat(server.deleted("e1")).isEqualTo(1);
        }

        @Test
        void executeTimeout_setsTheIdAndDoesNotStartAgain() {
            server.accepts("e1").isAt("e1", "InProgress", 1, 2);

            Exchange exchange = send("&operation=execute&maxAttempts=2", RECORDS, Map.of());

            assertThat(exchange.getException())
                    .isInstanceOf(WaitTimeoutException.class)
                    .hasMessage("execute TxService/1.0, execution e1: not at its end after 2 polls"
                            + " (inProgress, 1 of 2 records completed); it is not started again");
            assertThat(exchange.getMessage().getHeader(EXECUTION_ID)).isEqualTo("e1");
            assertThat(server.starts()).hasSize(1);
            assertThat(server.deleted("e1")).isZero();
        }

        @Test
        void executeTimeoutWithOnTimeoutCancel_cancelsTheBatch() {
            server.accepts("e1").isAt("e1", "InProgress", 1, 2).deletes("e1");

            fail("&operation=execute&waitTimeout=20&onTimeout=cancel", RECORDS)
                    .isInstanceOf(WaitTimeoutException.class);
            assertThat(server.deleted("e1")).isEqualTo(1);
        }

        @Test
        void executeOfADeletedBatch_failsWithNotFound() {
            server.accepts("e1");

            fail("&operation=execute", RECORDS).isInstanceOf(NotFoundException.class);
        }

        @Test
        void stoppedComponent_endsTheWaitOfAnExchangeThatHasItsExecutionId() throws Exception {
            server.accepts("e1");
            String uri = "mlbatch:TxService/1.0?operation=execute&initialDelay=1h&serverUrl=" + server.url();
            Exchange exchange = camel.getEndpoint(uri).createExchange();
            exchange.getMessage().setBody(RECORDS);
            var waiting = template.asyncSend(uri, exchange);
            soon().until(() -> "e1".equals(exchange.getMessage().getHeader(EXECUTION_ID)));

            camel.getComponent("mlbatch").stop();

            assertThat(waiting.get(1, TimeUnit.MINUTES).getException()).isInstanceOf(WaitEndedException.class);
        }

        @Test
        void waits_mayExceedTheQueueOfCamelsPools() throws Exception {
            server.accepts("e1").isAt("e1", "Complete", 1, 1);
            int exchanges = 1200;
            CountDownLatch done = new CountDownLatch(exchanges);
            Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
            MlbatchEndpoint endpoint = camel.getEndpoint(
                    "mlbatch:TxService/1.0?operation=execute&initialDelay=1h&maxDelay=1h&serverUrl=" + server.url(),
                    MlbatchEndpoint.class);
            AsyncProducer producer = (AsyncProducer) endpoint.createProducer();
            producer.start();
            for (int i = 0; i < exchanges; i++) {
                Exchange exchange = endpoint.createExchange();
                exchange.getMessage().setBody(RECORDS);
                producer.process(exchange, doneSync -> {
                    if (exchange.getException() != null
                            && !exchange.getException().getMessage().contains("the context is stopping")) {
                        failures.add(exchange.getException());
                    }
                    done.countDown();
                });
            }
            camel.stop();

            assertThat(done.await(1, TimeUnit.MINUTES)).isTrue();
            assertThat(failures).isEmpty();
        }
    }

    @Nested
    class OperationsOfAnExecution {

        static Stream<Arguments> invalidHeaders() {
            String id = ": the header CamelMlbatchExecutionId";
            return Stream.concat(
                    Stream.of("results", "cancel", "listArtifacts", "artifact")
                            .map(operation -> arguments(operation, Map.of(), id + " is missing")),
                    Stream.of(
                            arguments("results", execution(" "), id),
                            arguments("results", execution("a/b"), id),
                            arguments("results", execution("a\nb"), id),
                            arguments("listArtifacts", file("e1", "some", "f"), ": the header CamelMlbatchIndex"),
                            arguments("listArtifacts", file("e1", "-1", "f"), ": the header CamelMlbatchIndex"),
                            arguments(
                                    "artifact", file("e1", "0", " "), ": the header CamelMlbatchFileName is missing")));
        }

        @ParameterizedTest
        @MethodSource("invalidHeaders")
        void invalidHeader_failsBeforeAnyRequest(String operation, Map<String, Object> headers, String message) {
            fail("&operation=" + operation, null, headers)
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageStartingWith(operation + " TxService/1.0" + message);
            assertThat(server.requests()).isEmpty();
        }

        @Test
        void results_returnsAvailableResultsInTheFormOfTheWire() {
            server.isAt("e1", "Complete", 1, 1);

            assertThat(succeed("&operation=results", null, execution("e1")).getBody(String.class))
                    .isEqualTo(
                            status("Complete", 1, 1, "[" + result("0.0") + "]").body());
            succeed(
                    "&operation=results",
                    null,
                    Map.of(EXECUTION_ID, "e1", MlbatchConstants.SHOW_PARTIAL_RESULTS, false));

            assertThat(server.requests("GET", BATCH + "/e1"))
                    .extracting(request -> request.query())
                    .containsExactly("showPartialResults=true", "showPartialResults=false");
        }

        @Test
        void cancel_keepsTheBodyAndSetsWhetherTheExecutionExisted() {
            server.deletes("e1");

            Message there = succeed("&operation=cancel", "body", execution("e1"));
            Message gone = succeed("&operation=cancel", "body", execution("e2"));

            assertThat(there.getBody()).isEqualTo("body");
            assertThat(there.getHeader(MlbatchConstants.CANCELLED)).isEqualTo(true);
            assertThat(gone.getHeader(MlbatchConstants.CANCELLED)).isEqualTo(false);
        }

        @Test
        void list_returnsTheExecutionsOfTheService() {
            server.holds("e1", "e2");

            assertThat(succeed("&operation=list", null).getBody()).isEqualTo(List.of("e1", "e2"));
        }

        @Test
        void listArtifacts_returnsNamesAndNoneForNull() {
            server.hasFiles("e1", 0, "[\"answer.csv\"]").hasFiles("e1", 1, "null");

            for (Map.Entry<Object, List<String>> names : Map.<Object, List<String>>of(
                            0, List.of("answer.csv"), "1", List.of())
                    .entrySet()) {
                assertThat(succeed("&operation=listArtifacts", null, Map.of(EXECUTION_ID, "e1", INDEX, names.getKey()))
                                .getBody())
                        .isEqualTo(names.getValue());
            }
        }

        @ParameterizedTest
        @CsvSource({
            "start,",
            "execute, application/json",
            "results, application/json",
            "list,",
            "listArtifacts,",
            "artifact, text/csv",
            "capabilities, application/json",
            "consume, application/json",
            "swagger, application/json",
        })
        void newBody_hasItsOwnContentHeaders(String operation, String contentType) {
            server.accepts("e1").isAt("e1", "Complete", 2, 2).holds("e1");
            server.hasFiles("e1", 0, "[\"answer.csv\"]").hasFile("e1", 0, "answer.csv", "x");
            server.post(SERVICE, json("{\"success\":true,\"outputParameters\":{}}"));
            server.get(SERVICE + "/swagger.json", json("{}"));
            Map<String, Object> headers = new HashMap<>(file("e1", 0, "answer.csv"));
            headers.putAll(Map.of(
                    Exchange.CONTENT_TYPE, "application/x-www-form-urlencoded",
                    Exchange.CONTENT_ENCODING, "gzip",
                    Exchange.CONTENT_LENGTH, 17,
                    Exchange.TRANSFER_ENCODING, "chunked"));

            Message message = succeed(
                    "&operation=" + operation, operation.equals("consume") ? RECORDS.subList(0, 1) : RECORDS, headers);

            assertThat(message.getHeaders())
                    .doesNotContainKeys(Exchange.CONTENT_ENCODING, Exchange.CONTENT_LENGTH, Exchange.TRANSFER_ENCODING);
            assertThat(message.getHeader(Exchange.CONTENT_TYPE)).isEqualTo(contentType);
        }

        @Test
        void resultsThatBecomeCsv_haveItsContentType() throws Exception {
            server.isAt("e1", "Complete", 1, 1);

            Message message = succeeded(run(null, execution("e1"), route -> route.from("direct:in")
                    .to(uri("&operation=results"))
                    .convertBodyTo(Csv.class)));

            assertThat(message.getHeader(Exchange.CONTENT_TYPE)).isEqualTo("text/csv; charset=UTF-8");
        }

        @Test
        void artifact_returnsAStreamWithFileHeaders() {
            server.hasFile("e1", 3, "%C3%BCber%20all.csv", "x,y");
            Map<String, Object> file = file("e1", 3, "\u00fcber all.csv");

            assertThat(template.requestBodyAndHeaders(uri("&operation=artifact"), null, file, String.class))
                    .isEqualTo("x,y");
            assertThat(succeed("&operation=artifact", null, file).getHeaders())
                    .containsEntry(Exchange.FILE_NAME, "\u00fcber all.csv")
                    .containsEntry(Exchange.CONTENT_TYPE, "text/csv");
        }
    }
}
