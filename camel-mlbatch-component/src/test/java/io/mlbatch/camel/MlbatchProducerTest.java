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
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

import static com.github.tomakehurst.wiremock.client.WireMock.deleteRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static io.mlbatch.testing.http.StubServer.BATCH;
import static io.mlbatch.testing.http.StubServer.json;
import static org.assertj.core.api.Assertions.assertThat;

class MlbatchProducerTest extends MlbatchProducerSupport {

    private static final List<Map<String, Object>> RECORDS =
            List.of(Map.of("wt", "2.62", "hp", 110, "model", "Mazda RX4"), Map.of("hp", 93, "wt", 2.32));

    // ---- start

    @Test
    void start_sendsTypedInputsAndReturnsTheExecutionId() {
        server.accepts("e1");

        Exchange exchange = send("&parallelCount=3", RECORDS, Map.of("other", "stays"));

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody()).isEqualTo("e1");
        assertThat(exchange.getMessage().getHeader(MlbatchConstants.EXECUTION_ID))
                .isEqualTo("e1");
        assertThat(exchange.getMessage().getHeader("other")).isEqualTo("stays");
        server.http.verify(
                1,
                postRequestedFor(urlEqualTo(BATCH + "?parallelCount=3"))
                        .withHeader("Content-Type", equalTo("application/json; charset=UTF-8"))
                        .withoutHeader("other")
                        .withRequestBody(equalTo("[{\"hp\":110,\"wt\":2.62},{\"hp\":93,\"wt\":2.32}]")));
    }

    private record Car(String model, int hp, double wt) {}

    @Test
    void objects_areRecords() {
        server.accepts("e1");

        Exchange exchange = send("", List.of(new Car("Mazda RX4", 110, 2.62)), Map.of());

        assertThat(exchange.getException()).isNull();
        server.http.verify(
                postRequestedFor(urlPathEqualTo(BATCH)).withRequestBody(equalTo("[{\"hp\":110,\"wt\":2.62}]")));
    }

    @Test
    void headers_stateTheFormatOfText() {
        server.accepts("e1");

        Exchange exchange = send(
                "",
                new StringReader("hp,wt,[model]\n110,2.62,Mazda RX4\n"),
                Map.of(Exchange.CONTENT_TYPE, "text/csv; charset=utf-8", Exchange.FILE_NAME, "cars.json"));

        assertThat(exchange.getException()).isNull();
        server.http.verify(
                postRequestedFor(urlPathEqualTo(BATCH)).withRequestBody(equalTo("[{\"hp\":110.0,\"wt\":2.62}]")));
    }

    @Test
    void headers_overrideOptionsAndAreNotWrittenBack() {
        server.accepts("e1");

        Exchange exchange = send(
                "&operation=list",
                RECORDS,
                Map.of(MlbatchConstants.OPERATION, "START", MlbatchConstants.PARALLEL_COUNT, "7"));

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getHeaders()).containsEntry(MlbatchConstants.OPERATION, "START");
        server.http.verify(postRequestedFor(urlEqualTo(BATCH + "?parallelCount=7")));
    }

    @Test
    void unknownOperation_failsWithAListOfOperations() {
        Exchange exchange = send("", RECORDS, Map.of(MlbatchConstants.OPERATION, "stat"));

        assertThat(exchange.getException())
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("stat TxService/1.0: unknown operation: the operations are"
                        + " [start, execute, await, results, cancel, list, listArtifacts, artifact, download, capabilities,"
                        + " consume, swagger]");
    }

    @Test
    void recordWithoutAnInput_failsBeforeAnyRequest() {
        Exchange exchange = send("", List.of(Map.of("hp", 1, "wt", 2), Map.of("hp", 110)), Map.of());

        assertThat(exchange.getException())
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("start TxService/1.0: record 1: input 'wt' (numeric) is missing; the record has [hp]");
        server.http.verify(0, postRequestedFor(urlPathEqualTo(BATCH)));
    }

    @Test
    void raggedCsv_failsWithItsLineBeforeTheStart() {
        Exchange exchange = send("", "hp,wt\n110,2.62\n93\n", Map.of());

        assertThat(exchange.getException())
                .hasMessage("start TxService/1.0: line 3: expected 2 fields as in line 1, found 1 (delimiter ',')");
        server.http.verify(0, postRequestedFor(urlPathEqualTo(BATCH)));
    }

    @Test
    void recordsWithoutValidation_areSentUnchanged() {
        server.accepts("e1");

        Exchange exchange = send("&validateInput=false", List.of(Map.of("hp", "much")), Map.of());

        assertThat(exchange.getException()).isNull();
        server.http.verify(postRequestedFor(urlPathEqualTo(BATCH)).withRequestBody(equalTo("[{\"hp\":\"much\"}]")));
    }

    @Test
    void lostResponseToStart_isAnUnknownOutcomeAndIsNotRetried() {
        server.http.stubFor(
                post(urlPathEqualTo(BATCH)).willReturn(WireMock.aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER)));

        Exchange exchange = send("", RECORDS, Map.of());

        assertThat(exchange.getException())
                .isInstanceOf(UnknownOutcomeException.class)
                .hasMessageStartingWith("start TxService/1.0: unknown whether the server started the batch: ");
        server.http.verify(1, postRequestedFor(urlPathEqualTo(BATCH)));
    }

    @Test
    void unreachableServer_isNamedByUrlInTheError() {
        String url = server.url();
        server.http.stop();

        Exchange exchange = template.request("mlbatch:TxService/1.0?serverUrl=" + url, sent -> sent.getMessage()
                .setBody(RECORDS));

        assertThat(exchange.getException())
                .isInstanceOf(ServerUnavailableException.class)
                .hasMessageContaining("capabilities TxService/1.0: cannot connect to " + url);
    }

    @Test
    void unknownService_failsWithTheServersMessage() {
        server.answer(
                get(urlPathEqualTo("/services/TxService/1.0")),
                json("{\"message\":\"No service TxService\",\"code\":404,\"fields\":\"\"}")
                        .withStatus(404));

        Exchange exchange = send("", RECORDS, Map.of());

        assertThat(exchange.getException())
                .isInstanceOf(NotFoundException.class)
                .hasMessage("capabilities TxService/1.0: HTTP 404: No service TxService");
        MlbatchException failure = (MlbatchException) exchange.getException();
        assertThat(failure.httpStatus()).hasValue(404);
        assertThat(failure.serverMessage()).hasValue("No service TxService");
    }

    @Test
    void wrongPassword_failsWithoutThePasswordInTheError() {
        server.answer(
                post(urlPathEqualTo("/login")),
                json("{\"message\":\"Wrong credentials\",\"code\":401,\"fields\":\"\"}")
                        .withStatus(401));

        Exchange exchange = send("&username=u&password=s3cret", RECORDS, Map.of());

        assertThat(exchange.getException())
                .isInstanceOf(AuthenticationFailedException.class)
                .hasMessage("login: HTTP 401: Wrong credentials");
        assertThat(exchange.getException())
                .hasToString(AuthenticationFailedException.class.getName() + ": login: HTTP 401: Wrong credentials");
    }

    @Test
    void endpointsWithOneServerAndUser_shareASession() {
        server.answer(
                post(urlPathEqualTo("/login")),
                json("{\"access_token\":\"t1\",\"expires_in\":3600,\"refresh_token\":\"r1\"}"));
        server.holds();

        send("&operation=list&username=u&password=p", null, Map.of());
        send("&operation=list&username=u&password=p&parallelCount=2", null, Map.of());

        server.http.verify(
                1,
                postRequestedFor(urlPathEqualTo("/login"))
                        .withRequestBody(equalToJson("{\"username\":\"u\",\"password\":\"p\"}")));
        server.http.verify(2, getRequestedFor(urlPathEqualTo(BATCH)).withHeader("Authorization", equalTo("Bearer t1")));
    }

    // ---- execute

    @Test
    void execute_returnsTheResponseWithoutPartialResults() {
        server.accepts("e1");
        server.http.stubFor(get(urlPathEqualTo(BATCH + "/e1"))
                .inScenario("run")
                .whenScenarioStateIs(Scenario.STARTED)
                .willReturn(json("{\"state\":\"inProgress\",\"completedItemCount\":1,\"totalItemCount\":2}"))
                .willSetStateTo("down"));
        server.http.stubFor(get(urlPathEqualTo(BATCH + "/e1"))
                .inScenario("run")
                .whenScenarioStateIs("down")
                .willReturn(json("<html>busy</html>").withStatus(503))
                .willSetStateTo("up"));
        server.http.stubFor(get(urlPathEqualTo(BATCH + "/e1"))
                .inScenario("run")
                .whenScenarioStateIs("up")
                .willReturn(json("{\"state\":\"Complete\",\"completedItemCount\":2,\"totalItemCount\":2,"
                        + "\"batchExecutionResults\":[{\"success\":true,\"outputParameters\":{\"answer\":{\"am_Pred\":[0.5]}}},"
                        + "{\"success\":false,\"errorMessage\":\"no\"}]}")));

        Exchange exchange = send("&operation=execute", RECORDS, Map.of());

        assertThat(exchange.getException()).isNull();
        BatchResponse response = exchange.getMessage().getBody(BatchResponse.class);
        assertThat(response.state()).isEqualTo(BatchState.COMPLETE);
        assertThat(response.execution(0).output("answer")).isEqualTo(Map.of("am_Pred", List.of(0.5)));
        assertThat(response.execution(1).error()).isEqualTo("no");
        assertThat(exchange.getMessage().getHeaders())
                .containsEntry(MlbatchConstants.EXECUTION_ID, "e1")
                .containsEntry(MlbatchConstants.STATE, "complete")
                .containsEntry(MlbatchConstants.COMPLETED_ITEM_COUNT, 2)
                .containsEntry(MlbatchConstants.TOTAL_ITEM_COUNT, 2);
        server.http.verify(1, postRequestedFor(urlPathEqualTo(BATCH)));
        server.http.verify(3, getRequestedFor(urlEqualTo(BATCH + "/e1?showPartialResults=false")));
    }

    @Test
    void await_returnsTheResponseOfAnExecutionThatAnotherStepStarted() {
        server.isAt("e1", "Complete", 2, 2);

        Exchange exchange = send("&operation=await", "other", execution("e1"));

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody(BatchResponse.class).results().size())
                .isEqualTo(2);
        assertThat(exchange.getMessage().getHeaders())
                .containsEntry(MlbatchConstants.STATE, "complete")
                .containsEntry(MlbatchConstants.TOTAL_ITEM_COUNT, 2);
        server.http.verify(0, postRequestedFor(urlPathEqualTo(BATCH)));
    }

    @Test
    void awaitTimeoutWithOnTimeoutCancel_cancelsTheBatch() {
        server.isAt("e1", "InProgress", 1, 2);
        server.deletes("e1");

        Exchange exchange = send("&operation=await&maxAttempts=2&onTimeout=cancel", RECORDS, execution("e1"));

        assertThat(exchange.getException())
                .isInstanceOf(WaitTimeoutException.class)
                .hasMessageStartingWith("await TxService/1.0, execution e1: not at its end after 2 polls");
        server.http.verify(1, deleteRequestedFor(urlPathEqualTo(BATCH + "/e1")));
    }

    @Test
    void executeTimeout_setsTheIdAndDoesNotStartAgain() {
        server.accepts("e1");
        server.isAt("e1", "InProgress", 1, 2);

        Exchange exchange = send("&operation=execute&maxAttempts=2", RECORDS, Map.of());

        assertThat(exchange.getException())
                .isInstanceOf(WaitTimeoutException.class)
                .hasMessage("execute TxService/1.0, execution e1: not at its end after 2 polls"
                        + " (inProgress, 1 of 2 records completed); it is not started again");
        assertThat(exchange.getMessage().getHeader(MlbatchConstants.EXECUTION_ID))
                .isEqualTo("e1");
        server.http.verify(1, postRequestedFor(urlPathEqualTo(BATCH)));
        server.http.verify(0, deleteRequestedFor(urlPathEqualTo(BATCH + "/e1")));
    }

    @Test
    void executeTimeoutWithOnTimeoutCancel_cancelsTheBatch() {
        server.accepts("e1");
        server.isAt("e1", "InProgress", 1, 2);
        server.deletes("e1");

        Exchange exchange = send("&operation=execute&waitTimeout=20&onTimeout=cancel", RECORDS, Map.of());

        assertThat(exchange.getException()).isInstanceOf(WaitTimeoutException.class);
        server.http.verify(1, deleteRequestedFor(urlPathEqualTo(BATCH + "/e1")));
    }

    @Test
    void executeOfADeletedBatch_failsWithNotFound() {
        server.accepts("e1");

        Exchange exchange = send("&operation=execute", RECORDS, Map.of());

        assertThat(exchange.getException()).isInstanceOf(NotFoundException.class);
    }

    @Test
    void stop_endsTheWaitAndLeavesTheBatch() {
        assertThat(stoppedWhileWaiting(""))
                .isInstanceOf(WaitEndedException.class)
                .hasMessageContaining("execution e1: the context is stopping; the batch continues");
        server.http.verify(0, deleteRequestedFor(urlPathEqualTo(BATCH + "/e1")));
    }

    @Test
    void stopWithOnStopCancel_cancelsTheBatch() {
        server.deletes("e1");

        assertThat(stoppedWhileWaiting("&onStop=cancel")).isInstanceOf(WaitEndedException.class);
        server.http.verify(1, deleteRequestedFor(urlPathEqualTo(BATCH + "/e1")));
    }

    @Test
    void stoppedComponent_endsTheWaitOfAnExchangeThatHasItsExecutionId() throws Exception {
        server.accepts("e1");
        String uri = "mlbatch:TxService/1.0?operation=execute&initialDelay=1h&serverUrl=" + server.url();
        Exchange exchange = camel.getEndpoint(uri).createExchange();
        exchange.getMessage().setBody(RECORDS);
        var waiting = template.asyncSend(uri, exchange);
        Awaitility.await().atMost(1, TimeUnit.MINUTES).until(() -> "e1"
                .equals(exchange.getMessage().getHeader(MlbatchConstants.EXECUTION_ID)));

        camel.getComponent("mlbatch").stop();

        assertThat(waiting.get(30, TimeUnit.SECONDS).getException()).isInstanceOf(WaitEndedException.class);
    }

    @Test
    void waits_mayExceedTheQueueOfCamelsPools() throws Exception {
        server.accepts("e1");
        server.isAt("e1", "Complete", 1, 1);
        int exchanges = 1200;
        CountDownLatch done = new CountDownLatch(exchanges);
        Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        MlbatchEndpoint endpoint = camel.getEndpoint(
                "mlbatch:TxService/1.0?operation=execute&initialDelay=20s&serverUrl=" + server.url(),
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

    @ParameterizedTest
    @ValueSource(strings = {" ", "a/b", "a\nb"})
    void invalidExecutionId_failsBeforeAnyRequest(String id) {
        Exchange exchange = send("&operation=results", null, execution(id));

        assertThat(exchange.getException())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("results TxService/1.0: the header CamelMlbatchExecutionId");
        assertThat(server.http.getAllServeEvents()).isEmpty();
    }

    @Test
    void blankFileName_failsBeforeAnyRequest() {
        Exchange exchange = send(
                "&operation=artifact",
                null,
                Map.of(
                        MlbatchConstants.EXECUTION_ID, "e1",
                        MlbatchConstants.INDEX, "0",
                        MlbatchConstants.FILE_NAME, " "));

        assertThat(exchange.getException())
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("artifact TxService/1.0: the header CamelMlbatchFileName is missing");
        assertThat(server.http.getAllServeEvents()).isEmpty();
    }

    @Test
    void unknownCharset_isNamedInTheError() {
        Exchange exchange = send("", "hp,wt\n1,2\n", Map.of(Exchange.CHARSET_NAME, "utf-99"));

        assertThat(exchange.getException())
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("start TxService/1.0: the charset 'utf-99' is unknown");
    }

    @ParameterizedTest
    @ValueSource(strings = {"some", "-1"})
    void invalidIndex_failsBeforeAnyRequest(String index) {
        Exchange exchange = send(
                "&operation=listArtifacts",
                null,
                Map.of(MlbatchConstants.EXECUTION_ID, "e1", MlbatchConstants.INDEX, index));

        assertThat(exchange.getException())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("the header CamelMlbatchIndex");
        assertThat(server.http.getAllServeEvents()).isEmpty();
    }

    private Throwable stoppedWhileWaiting(String options) {
        server.accepts("e1");
        server.isAt("e1", "InProgress", 1, 2);
        var waiting = template.asyncSend(
                "mlbatch:TxService/1.0?operation=execute&initialDelay=1&delay=1&maxDelay=5&serverUrl=" + server.url()
                        + options,
                exchange -> exchange.getMessage().setBody(RECORDS));
        Awaitility.await()
                .atMost(1, TimeUnit.MINUTES)
                .untilAsserted(
                        () -> server.http.verify(WireMock.moreThan(1), getRequestedFor(urlPathEqualTo(BATCH + "/e1"))));
        template.stop();
        camel.getEndpoints().forEach(endpoint -> endpoint.stop());
        camel.getShutdownStrategy().setTimeout(1);
        camel.stop();
        return Awaitility.await()
                .atMost(1, TimeUnit.MINUTES)
                .until(waiting::get, Exchange::isFailed)
                .getException();
    }

    // ---- results, cancel, list, files

    @Test
    void results_returnsAvailableResultsInTheFormOfTheWire() {
        server.isAt("e1", "Complete", 1, 1);

        Exchange exchange = send("&operation=results", null, execution("e1"));

        server.http.verify(getRequestedFor(urlEqualTo(BATCH + "/e1?showPartialResults=true")));
        assertThat(exchange.getMessage().getBody(String.class))
                .isEqualTo("{\"state\":\"Complete\",\"completedItemCount\":1,\"totalItemCount\":1,\"parallelCount\":10,"
                        + "\"batchExecutionResults\":[{\"success\":true,\"errorMessage\":\"\",\"consoleOutput\":\"\","
                        + "\"changedFiles\":[],\"outputParameters\":{\"answer\":{\"am_Pred\":[0.0]}}}]}");
    }

    @Test
    void resultsWithShowPartialResultsFalse_omitsPartialResults() {
        server.isAt("e1", "InProgress", 1, 2);

        send(
                "&operation=results",
                null,
                Map.of(MlbatchConstants.EXECUTION_ID, "e1", MlbatchConstants.SHOW_PARTIAL_RESULTS, false));

        server.http.verify(getRequestedFor(urlEqualTo(BATCH + "/e1?showPartialResults=false")));
    }

    @Test
    void missingExecutionId_failsBeforeAnyRequest() {
        for (String operation : List.of("results", "cancel", "listArtifacts", "artifact")) {
            Exchange exchange = send("&operation=" + operation, null, Map.of());

            assertThat(exchange.getException())
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage(operation + " TxService/1.0: the header CamelMlbatchExecutionId is missing");
        }
        assertThat(server.http.getAllServeEvents()).isEmpty();
    }

    @Test
    void cancel_keepsTheBodyAndSetsWhetherTheExecutionExisted() {
        server.deletes("e1");

        Exchange there = send("&operation=cancel", "body", execution("e1"));
        Exchange gone = send("&operation=cancel", "body", execution("e2"));

        assertThat(there.getMessage().getBody()).isEqualTo("body");
        assertThat(there.getMessage().getHeader(MlbatchConstants.CANCELLED)).isEqualTo(true);
        assertThat(gone.getException()).isNull();
        assertThat(gone.getMessage().getHeader(MlbatchConstants.CANCELLED)).isEqualTo(false);
    }

    @Test
    void list_returnsTheExecutionsOfTheService() {
        server.holds("e1", "e2");

        assertThat(send("&operation=list", null, Map.of()).getMessage().getBody())
                .isEqualTo(List.of("e1", "e2"));
    }

    @Test
    void listArtifacts_returnsNamesAndNoneForNull() {
        server.hasFiles("e1", 0, "[\"answer.csv\"]");
        server.hasFiles("e1", 1, "null");

        assertThat(send(
                                "&operation=listArtifacts",
                                null,
                                Map.of(MlbatchConstants.EXECUTION_ID, "e1", MlbatchConstants.INDEX, 0))
                        .getMessage()
                        .getBody())
                .isEqualTo(List.of("answer.csv"));
        assertThat(send(
                                "&operation=listArtifacts",
                                null,
                                Map.of(MlbatchConstants.EXECUTION_ID, "e1", MlbatchConstants.INDEX, "1"))
                        .getMessage()
                        .getBody())
                .isEqualTo(List.of());
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
        server.accepts("e1");
        server.isAt("e1", "Complete", 2, 2);
        server.holds("e1");
        server.hasFiles("e1", 0, "[\"answer.csv\"]");
        server.hasFile("e1", 0, "answer.csv", "x");
        server.answer(post(urlPathEqualTo("/api/TxService/1.0")), json("{\"success\":true,\"outputParameters\":{}}"));
        server.answer(get(urlPathEqualTo("/api/TxService/1.0/swagger.json")), json("{}"));

        Exchange exchange = send(
                "&operation=" + operation,
                operation.equals("consume") ? RECORDS.subList(0, 1) : RECORDS,
                Map.of(
                        MlbatchConstants.EXECUTION_ID, "e1",
                        MlbatchConstants.INDEX, 0,
                        MlbatchConstants.FILE_NAME, "answer.csv",
                        Exchange.CONTENT_TYPE, "application/x-www-form-urlencoded",
                        Exchange.CONTENT_ENCODING, "gzip",
                        Exchange.CONTENT_LENGTH, 17,
                        Exchange.TRANSFER_ENCODING, "chunked"));

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getHeaders())
                .doesNotContainKeys(Exchange.CONTENT_ENCODING, Exchange.CONTENT_LENGTH, Exchange.TRANSFER_ENCODING);
        assertThat(exchange.getMessage().getHeader(Exchange.CONTENT_TYPE)).isEqualTo(contentType);
    }

    @Test
    void resultsThatBecomeCsv_haveItsContentType() throws Exception {
        server.isAt("e1", "Complete", 1, 1);
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:csv")
                        .to("mlbatch:TxService/1.0?operation=results&serverUrl=" + server.url())
                        .convertBodyTo(Csv.class);
            }
        });

        Exchange exchange = template.request(
                "direct:csv", sent -> sent.getMessage().setHeader(MlbatchConstants.EXECUTION_ID, "e1"));

        assertThat(exchange.getMessage().getHeader(Exchange.CONTENT_TYPE)).isEqualTo("text/csv; charset=UTF-8");
    }

    @Test
    void artifact_returnsAStreamWithFileHeaders() {
        server.hasFile("e1", 3, "%C3%BCber%20all.csv", "x,y");

        String text = template.requestBodyAndHeaders(
                "mlbatch:TxService/1.0?operation=artifact&serverUrl=" + server.url(),
                null,
                Map.of(
                        MlbatchConstants.EXECUTION_ID, "e1",
                        MlbatchConstants.INDEX, 3,
                        MlbatchConstants.FILE_NAME, "\u00fcber all.csv"),
                String.class);
        Exchange exchange = send(
                "&operation=artifact",
                null,
                Map.of(
                        MlbatchConstants.EXECUTION_ID, "e1",
                        MlbatchConstants.INDEX, 3,
                        MlbatchConstants.FILE_NAME, "\u00fcber all.csv"));

        assertThat(text).isEqualTo("x,y");
        assertThat(exchange.getMessage().getHeader(Exchange.FILE_NAME)).isEqualTo("\u00fcber all.csv");
        assertThat(exchange.getMessage().getHeader(Exchange.CONTENT_TYPE)).isEqualTo("text/csv");
    }
}
