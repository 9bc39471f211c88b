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
package io.mlbatch.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;

import com.github.tomakehurst.wiremock.http.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.client.calls.DefaultBatchClient;
import io.mlbatch.client.calls.ServiceDescriptions;
import io.mlbatch.client.transport.TokenSource;
import io.mlbatch.protocol.spool.SpoolFactory;
import io.mlbatch.testing.client.FakeRecordSource;
import io.mlbatch.testing.client.HttpServerSupport;
import io.mlbatch.testing.client.PooledHttp;
import io.mlbatch.testing.http.RawServer;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.deleteRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static io.mlbatch.testing.client.Samples.COMPLETE;
import static io.mlbatch.testing.client.Samples.EXECUTION;
import static io.mlbatch.testing.client.Samples.SERVICE;
import static io.mlbatch.testing.client.Samples.STARTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Calls whose connection is refused, breaks, or is too slow. */
class HttpFaultsTest extends HttpServerSupport {

    @ParameterizedTest
    @EnumSource
    void connectionBreaksAfterAStart_theOutcomeIsUnknownAndNothingIsRepeated(Fault fault) {
        respond(Call.START, aResponse().withFault(fault));

        assertThat(catchThrowable(() -> Call.START.make(client())))
                .isExactlyInstanceOf(UnknownOutcomeException.class)
                .hasMessageStartingWith("start TxService/1.0: unknown whether the server started the batch: ")
                .hasMessageContaining(serverUrl());
        assertThat(requestsOf("POST")).isEqualTo(1);
        assertThat(http.leased()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void connectionBreaksAfterARead_theServerIsUnavailable(Fault fault) {
        respond(Call.RESULTS, aResponse().withFault(fault));

        assertThat(catchThrowable(() -> Call.RESULTS.make(client())))
                .isExactlyInstanceOf(ServerUnavailableException.class)
                .hasMessageContaining(EXECUTION.value())
                .hasMessageContaining("the connection to " + serverUrl() + " broke");
        assertThat(http.leased()).isZero();
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"START", "CONSUME"})
    void connectionReset_theServerIsUnavailableForEveryOtherCall(Call call) {
        respond(call, aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER));

        assertThat(catchThrowable(() -> call.make(client()))).isExactlyInstanceOf(ServerUnavailableException.class);
    }

    static Stream<Arguments> unreachable() throws IOException {
        return Stream.of(
                arguments("connection refused", "http://localhost:" + freePort()),
                arguments("unknown host", "http://nowhere.invalid:12800"),
                arguments("certificate not trusted", "https://localhost:" + SERVER.getHttpsPort()),
                arguments("server without TLS", serverUrl().replace("http:", "https:")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unreachable")
    void noConnection_theServerIsUnavailableAndTheBatchNotStarted(String reason, String url) {
        respond(Call.START, okJson(STARTED));
        BatchClient unreachable = startingAt(url);

        assertThat(catchThrowable(() -> Call.START.make(unreachable)))
                .isExactlyInstanceOf(ServerUnavailableException.class)
                .hasMessageStartingWith("start TxService/1.0: cannot connect to " + url);
        assertThat(catchThrowable(() -> unreachable.executions(SERVICE)))
                .isExactlyInstanceOf(ServerUnavailableException.class)
                .hasMessageStartingWith("list TxService/1.0: cannot connect to " + url);
        assertThat(requestsOf("POST")).isZero();
    }

    @Test
    void connectionRefusedForAStart_closesTheRecords() throws IOException {
        describeService();
        FakeRecordSource source = new FakeRecordSource(50_000, false, index -> Map.of("hp", index, "wt", 1));
        BatchClient unreachable = startingAt("http://localhost:" + freePort());

        assertThatExceptionOfType(ServerUnavailableException.class)
                .isThrownBy(() -> unreachable.start(SERVICE, source, 10));
        assertThat(source.opened()).isEqualTo(1);
        assertThat(source.isEveryOpenedOneClosed()).isTrue();
    }

    @Test
    void failureOfTheLocalDisk_doesNotBlameTheServer(@TempDir Path folder) {
        respond(Call.RESULTS, okJson(COMPLETE));
        Path missing = folder.resolve("missing");
        BatchClient spooling = new DefaultBatchClient(
                http.transport(serverUrl()), new ServiceDescriptions(time), true, new SpoolFactory(0, missing));

        assertThat(catchThrowable(() -> Call.RESULTS.make(spooling)))
                .isExactlyInstanceOf(MlbatchException.class)
                .hasMessageContaining("the response cannot be kept: no temporary file could be made in " + missing);
        assertThat(http.leased()).isZero();
    }

    @Test
    void slowResponse_theServerIsUnavailable_andTheOutcomeOfAStartUnknown() throws IOException {
        respond(Call.RESULTS, okJson("{}").withFixedDelay(1_000));
        respond(Call.START, okJson(STARTED).withFixedDelay(1_000));

        try (PooledHttp impatient = new PooledHttp(time, Duration.ofMillis(100))) {
            BatchClient client = impatient.client(serverUrl(), TokenSource.NONE);
            client.capabilities(SERVICE);

            assertThat(catchThrowable(() -> client.results(EXECUTION, false)))
                    .isExactlyInstanceOf(ServerUnavailableException.class)
                    .hasMessageContaining("timed out");
            assertThat(catchThrowable(() -> Call.START.make(client)))
                    .isExactlyInstanceOf(UnknownOutcomeException.class);
            assertThat(requestsOf("POST")).isEqualTo(1);
            assertThat(impatient.leased()).isZero();
        }
    }

    @Test
    void responseTruncatedAfterAllThatMatters_isAccepted() throws IOException {
        describeService();
        try (RawServer server = RawServer.answering("HTTP/1.1 202 Accepted\r\nContent-Length: 500\r\n\r\n" + STARTED)) {
            assertThat(Call.START.make(startingAt(server.url()))).isEqualTo(EXECUTION);
            assertThat(startingAt(server.url()).cancel(EXECUTION)).isTrue();
        }
        assertThat(http.leased()).isZero();
    }

    @Test
    void truncatedResponse_isNotAccepted() throws IOException {
        try (RawServer server = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[\"a\"]")) {
            assertThat(catchThrowable(
                            () -> http.client(server.url(), TokenSource.NONE).executions(SERVICE)))
                    .isExactlyInstanceOf(ServerUnavailableException.class);
        }
    }

    @Test
    void artifactThatBreaksOff_doesNotLookWhole() throws IOException {
        try (RawServer server = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\na,b\n1,2\n");
                Artifact artifact = http.client(server.url(), TokenSource.NONE).artifact(EXECUTION, 0, "answer.csv")) {
            assertThatExceptionOfType(IOException.class).isThrownBy(artifact::readAllBytes);
        }
        assertThat(http.leased()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 200 OK\r\nDate: Wed, 04 Nov", "HTTP/1.1 200 OK", "HTTP/1.1 200 OK\r\n"})
    void responseTruncatedInItsHead_isNotAnEmptyResponse(String head) throws IOException {
        try (RawServer server = RawServer.answering(head)) {
            assertThat(catchThrowable(
                            () -> http.client(server.url(), TokenSource.NONE).artifacts(EXECUTION, 0)))
                    .isExactlyInstanceOf(ServerUnavailableException.class);
            try (Artifact artifact = http.client(server.url(), TokenSource.NONE).artifact(EXECUTION, 0, "answer.csv")) {
                assertThatExceptionOfType(IOException.class).isThrownBy(artifact::readAllBytes);
            }
        }
        assertThat(http.leased()).isZero();
    }

    @Test
    void responseWithoutALength_endsWithTheConnection() throws IOException {
        try (RawServer server = RawServer.answering("HTTP/1.1 200 OK\r\n\r\n[\"a\"]")) {
            assertThat(http.client(server.url(), TokenSource.NONE).artifacts(EXECUTION, 0))
                    .containsExactly("a");
        }
    }

    private static FakeRecordSource invalidAt(int bad) {
        return new FakeRecordSource(100_000, false, index -> Map.of("hp", index == bad ? "many" : index, "wt", 1));
    }

    private static String sent() {
        return SERVER.findAll(postRequestedFor(urlPathEqualTo(BATCH))).get(0).getBodyAsString();
    }

    @Test
    void recordThatDoesNotFitBehindTheBuffer_leavesTheServerADocumentThatIsNotWhole() {
        respond(Call.START, aResponse().withStatus(400).withBody("{\"message\":\"no JSON\"}"));
        FakeRecordSource source = invalidAt(90_000);

        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> client().start(SERVICE, source, 10))
                .withMessage("start TxService/1.0: record 90000: input 'hp' (numeric): expected a number, got the text"
                        + " 'many'");

        assertThat(sent())
                .startsWith("[{\"hp\":0,\"wt\":1}")
                .doesNotEndWith("]")
                .doesNotContain("90000");
        assertThat(source.isEveryOpenedOneClosed()).isTrue();
        assertThat(http.leased()).isZero();
    }

    @Test
    void batchThatTheServerStartedOfAnUploadThatBrokeOff_isCanceled() {
        respond(Call.START, aResponse().withStatus(202).withBody(STARTED));
        SERVER.stubFor(Call.CANCEL.responding());

        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> client().start(SERVICE, invalidAt(90_000), 10))
                .withMessageContaining("record 90000")
                .satisfies(e -> assertThat(e.executionId()).isEmpty());

        SERVER.verify(1, deleteRequestedFor(urlPathEqualTo(BATCH_EXECUTION)));
        assertThat(http.leased()).isZero();
    }

    @Test
    void batchOfAnUploadThatBrokeOffThatCannotBeCanceled_isNamed() {
        respond(Call.START, aResponse().withStatus(202).withBody(STARTED));
        SERVER.stubFor(Call.CANCEL.onServer().willReturn(aResponse().withStatus(500)));

        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> client().start(SERVICE, invalidAt(90_000), 10))
                .withMessageContaining("record 90000")
                .withMessageEndingWith("got the text 'many'; the records before it may be a batch on the server all the"
                        + " same: HTTP 500")
                .withCauseInstanceOf(ServerUnavailableException.class)
                .satisfies(e -> assertThat(e.executionId()).contains(EXECUTION));
    }

    @Test
    void uploadBrokenOffWithoutAResponse_hasAnUnknownOutcome() {
        respond(Call.START, aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER));

        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> client().start(SERVICE, invalidAt(90_000), new StartRequest(10, "k-1")))
                .withMessageContaining("record 90000")
                .withMessageContaining(
                        "the records before it may be a batch on the server all the same: unknown whether"
                                + " the server started the batch: the connection to ")
                .withMessageEndingWith("(Idempotency-Key k-1)");
    }

    @Test
    void errorOfARecordBehindTheBuffer_leavesTheClientUsable() {
        respond(Call.START, aResponse().withStatus(400));
        FakeRecordSource source = new FakeRecordSource(100_000, false, index -> {
            if (index == 90_000) {
                throw new AssertionError("no such class");
            }
            return Map.of("hp", index, "wt", 1);
        });

        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> client().start(SERVICE, source, 10))
                .withMessageEndingWith("the records cannot be read: java.lang.AssertionError: no such class");
        assertThat(client().capabilities(SERVICE)).isNotNull();
    }

    @Test
    void clientThatWasClosed_failsAsCallsFail() throws IOException {
        http.close();

        assertThat(catchThrowable(() -> Call.EXECUTIONS.make(client())))
                .isExactlyInstanceOf(MlbatchException.class)
                .hasMessageContaining("the HTTP client cannot be used");
    }

    /** A client that knows the service from the server of this test, and starts batches at another one. */
    private BatchClient startingAt(String url) {
        ServiceDescriptions known = new ServiceDescriptions(time);
        known.refresh(SERVICE, http.transport(serverUrl()));
        return new DefaultBatchClient(http.transport(url), known, true, SpoolFactory.IN_MEMORY);
    }

    private static long requestsOf(String method) {
        return SERVER.getAllServeEvents().stream()
                .filter(event -> event.getRequest().getMethod().value().equals(method))
                .count();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
