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
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.client.transport.TokenSource;
import io.mlbatch.testing.client.HttpServerSupport;
import io.mlbatch.testing.http.RawServer;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static io.mlbatch.testing.client.Samples.COMPLETE;
import static io.mlbatch.testing.client.Samples.DESCRIPTION;
import static io.mlbatch.testing.client.Samples.EXECUTION;
import static io.mlbatch.testing.client.Samples.SERVICE;
import static io.mlbatch.testing.client.Samples.STARTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** Connections return to the pool after every outcome of a call. */
class HttpConnectionsTest extends HttpServerSupport {

    private static final int CALLS = 50;
    private static final long ENDLESS = 10_000_000_000L;

    @ParameterizedTest
    @EnumSource
    void callsThatSucceed_useOneConnection(Call call) {
        describeService();
        SERVER.stubFor(call.responding());

        for (int i = 0; i < CALLS; i++) {
            call.make(client());
        }

        assertOneConnectionIsFree();
    }

    @ParameterizedTest
    @EnumSource
    void callsThatFail_useOneConnection(Call call) {
        for (int status : new int[] {302, 400, 401, 404, 429, 500, 503}) {
            respond(call, aResponse().withStatus(status).withBody("{\"message\":\"no\"}"));
            for (int i = 0; i < CALLS / 5; i++) {
                catchThrowable(() -> call.make(client()));
            }
        }

        assertOneConnectionIsFree();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 204})
    void responsesWithoutABody_useOneConnection(int status) {
        respond(Call.CANCEL, aResponse().withStatus(status));

        for (int i = 0; i < CALLS; i++) {
            assertThat(client().cancel(EXECUTION)).isTrue();
        }

        assertOneConnectionIsFree();
    }

    @Test
    void responsesThatAreNotJson_leaveNoConnectionInUse() {
        respond(Call.RESULTS, ok("<html></html>"));

        for (int i = 0; i < CALLS; i++) {
            catchThrowable(() -> Call.RESULTS.make(client()));
        }

        assertThat(http.leased()).isZero();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"gzip", "identity"})
    void responsesOfAnyEncoding_useOneConnection(String encoding) {
        String padding = " ".repeat(5_000);
        describeService();
        respond(Call.RESULTS, encoded(encoding, COMPLETE + padding));
        respond(Call.CANCEL, encoded(encoding, "[\"canceled\"]" + padding));
        respond(Call.EXECUTIONS, encoded(encoding, "[]" + padding));

        for (int i = 0; i < CALLS; i++) {
            client().results(EXECUTION, false);
            client().cancel(EXECUTION);
            client().executions(SERVICE);
        }

        assertOneConnectionIsFree();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"gzip", "identity"})
    void artifactReadToItsEnd_givesItsConnectionBack(String encoding) throws IOException {
        respond(Call.ARTIFACT, encoded(encoding, "x".repeat(500_000)));

        for (int i = 0; i < CALLS; i++) {
            try (Artifact artifact = client().artifact(EXECUTION, 0, "answer.csv")) {
                assertThat(http.leased()).isEqualTo(1);
                assertThat(artifact.readAllBytes()).hasSize(500_000);
            }
            assertOneConnectionIsFree();
        }
    }

    @Test
    void artifactClosedHalfWay_isNotReadToItsEnd() throws Exception {
        CompletableFuture<Long> sent = new CompletableFuture<>();
        try (RawServer server = endless("200 OK", sent)) {
            Artifact artifact = http.client(server.url(), TokenSource.NONE).artifact(EXECUTION, 0, "answer.csv");
            assertThat(artifact.length()).hasValue(ENDLESS);
            assertThat(artifact.readNBytes(100_000)).hasSize(100_000);
            artifact.close();

            assertBrokenOff(sent);
        }
    }

    @ParameterizedTest
    @CsvSource({"200 OK, CANCEL", "200 OK, CAPABILITIES", "404 Not Found, CANCEL", "500 Internal Server Error, CANCEL"})
    void endlessResponse_isNotReadToItsEnd(String status, Call call) throws Exception {
        CompletableFuture<Long> sent = new CompletableFuture<>();
        try (RawServer server = endless(status, sent)) {
            Throwable failure = catchThrowable(() -> call.make(http.client(server.url(), TokenSource.NONE)));

            assertThat(failure instanceof MalformedAnswerException).isEqualTo(call == Call.CAPABILITIES);
            assertBrokenOff(sent);
        }
    }

    @Test
    void startOnAPooledConnectionThatTheServerHasClosed_isSentOnANewOne() throws Exception {
        try (RawServer server = new RawServer((request, out) -> {
            String body = request.startsWith("POST") ? STARTED : DESCRIPTION;
            out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                    .getBytes(StandardCharsets.UTF_8));
        })) {
            BatchClient client = http.client(server.url(), TokenSource.NONE);
            for (int i = 0; i < 20; i++) {
                client.capabilities(SERVICE);
                server.awaitClosedConnection();
                assertThat(Call.START.make(client)).isEqualTo(EXECUTION);
                server.awaitClosedConnection();
            }
            assertThat(server.requestLines()).hasSize(40);
        }
    }

    @Test
    void artifactClosedTwice_isClosed() throws IOException {
        respond(Call.ARTIFACT, ok("x".repeat(500_000)));
        Artifact artifact = client().artifact(EXECUTION, 0, "answer.csv");

        artifact.close();
        artifact.close();

        assertThat(http.leased()).isZero();
    }

    /** A server whose response is ten gigabytes; completes the future with the number of bytes that it sent. */
    private static RawServer endless(String status, CompletableFuture<Long> sent) throws IOException {
        return new RawServer((request, out) -> {
            long bytes = 0;
            try {
                out.write(("HTTP/1.1 " + status + "\r\nContent-Length: " + ENDLESS + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
                byte[] block = new byte[8192];
                while (bytes < ENDLESS) {
                    out.write(block);
                    bytes += block.length;
                }
            } finally {
                sent.complete(bytes);
            }
        });
    }

    /** The server notices at once that the client has stopped reading. */
    private void assertBrokenOff(CompletableFuture<Long> sent) throws Exception {
        assertThat(sent.get(1, TimeUnit.MINUTES)).isLessThan(100_000_000L);
        assertThat(http.leased()).isZero();
        assertThat(http.available()).isZero();
    }

    private static ResponseDefinitionBuilder encoded(String encoding, String body) {
        return aResponse()
                .withHeader("Content-Encoding", encoding)
                .withBody(encoding.equals("gzip") ? gzip(body) : body.getBytes(StandardCharsets.UTF_8));
    }

    private void assertOneConnectionIsFree() {
        assertThat(http.leased()).isZero();
        assertThat(http.available()).isEqualTo(1);
    }
}
