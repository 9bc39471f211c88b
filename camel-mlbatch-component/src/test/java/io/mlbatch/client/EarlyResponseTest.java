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
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import io.mlbatch.client.calls.DefaultBatchClient;
import io.mlbatch.client.calls.ServiceDescriptions;
import io.mlbatch.client.transport.AuthenticatingTransport;
import io.mlbatch.client.transport.TokenSource;
import io.mlbatch.client.transport.Transport;
import io.mlbatch.protocol.spool.SpoolFactory;
import io.mlbatch.testing.client.FakeRecordSource;
import io.mlbatch.testing.client.HttpServerSupport;

import static io.mlbatch.testing.client.Samples.EXECUTION;
import static io.mlbatch.testing.client.Samples.SERVICE;
import static io.mlbatch.testing.client.Samples.STARTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** Servers that respond to an upload of 20 MB before they have received it, as most do that refuse it. */
class EarlyResponseTest extends HttpServerSupport {

    /** The action of the server after its response. */
    enum End {
        /** Closes with unread data: the client's next writes meet a reset. */
        RESET,
        /** Reads a little more, and does not close. */
        STALL,
        /** Reads the rest of the request and closes. */
        DRAIN
    }

    private final AtomicInteger requests = new AtomicInteger();

    /** Sends the text once it has received that many bytes of a request. */
    private final class Server implements AutoCloseable {

        private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final String response;
        private final int after;
        private final End end;
        private volatile Socket stalled;

        Server(String response, int after, End end) throws IOException {
            this.response = response;
            this.after = after;
            this.end = end;
            Thread thread = new Thread(this::serve, "early-server");
            thread.setDaemon(true);
            thread.start();
        }

        private void serve() {
            while (!socket.isClosed()) {
                try {
                    Socket connection = socket.accept();
                    requests.incrementAndGet();
                    InputStream in = connection.getInputStream();
                    in.readNBytes(after);
                    OutputStream out = connection.getOutputStream();
                    out.write(response.getBytes(StandardCharsets.UTF_8));
                    out.flush();
                    if (end == End.STALL) {
                        stalled = connection;
                        in.readNBytes(1_000_000);
                        continue;
                    }
                    if (end == End.DRAIN) {
                        connection.shutdownOutput();
                        in.transferTo(OutputStream.nullOutputStream());
                    }
                    connection.close();
                } catch (IOException gone) {
                    // the client broke the connection off, or the test is over
                }
            }
        }

        String url() {
            return "http://localhost:" + socket.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            socket.close();
            if (stalled != null) {
                stalled.close();
            }
        }
    }

    private BatchClient startingAt(String url, TokenSource tokens) {
        describeService();
        ServiceDescriptions known = new ServiceDescriptions(time);
        known.refresh(SERVICE, http.transport(serverUrl()));
        Transport transport = new AuthenticatingTransport(http.transport(url), tokens);
        return new DefaultBatchClient(transport, known, true, SpoolFactory.IN_MEMORY);
    }

    private static RecordSource large(boolean repeatable) {
        return new FakeRecordSource(1_000_000, repeatable, index -> Map.of("hp", index, "wt", 1));
    }

    private static String response(int status, String body) {
        return "HTTP/1.1 " + status + " Early\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private Throwable failureOfStart(int status, int after, End end) throws IOException {
        try (Server server = new Server(response(status, "{\"message\":\"because\"}"), after, end)) {
            return catchThrowable(
                    () -> startingAt(server.url(), TokenSource.NONE).start(SERVICE, large(false), 10));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "400,io.mlbatch.client.RequestRejectedException",
        "401,io.mlbatch.client.AuthenticationFailedException",
        "403,io.mlbatch.client.AccessDeniedException",
        "404,io.mlbatch.client.NotFoundException",
        "413,io.mlbatch.client.RequestRejectedException",
        "429,io.mlbatch.client.ServerUnavailableException",
        "503,io.mlbatch.client.ServerUnavailableException"
    })
    void rejectionOfALargeUpload_isReported(int status, Class<?> type) throws IOException {
        for (End end : End.values()) {
            for (int after : new int[] {100, 5_000_000}) {
                assertThat(failureOfStart(status, after, end))
                        .describedAs("%s after %s bytes", end, after)
                        .isExactlyInstanceOf(type)
                        .hasMessageContaining("HTTP " + status);
                assertThat(http.leased()).isZero();
                // the one to the server that describes the service
                assertThat(http.available()).isEqualTo(1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void reasonOfARefusal_isRead(End end) throws IOException {
        assertThat(failureOfStart(413, 300_000, end)).hasMessageEndingWith("HTTP 413: because");
    }

    @Test
    void tokenThatIsRefusedDuringAnUpload_isRenewedAndTheUploadRepeated() throws IOException {
        AtomicInteger renewed = new AtomicInteger();
        TokenSource tokens = new TokenSource() {
            @Override
            public String token() {
                return "t" + renewed.get();
            }

            @Override
            public boolean renew(String refused) {
                return renewed.incrementAndGet() > 0;
            }
        };
        try (Server server = new Server(response(401, ""), 100_000, End.RESET)) {
            assertThat(catchThrowable(() -> startingAt(server.url(), tokens).start(SERVICE, large(true), 10)))
                    .isExactlyInstanceOf(AuthenticationFailedException.class);
        }
        assertThat(renewed).hasValue(1);
        assertThat(requests).hasValue(2);
    }

    @Test
    void interimResponsesDuringAnUpload_doNotEndIt() throws IOException {
        String interim = "HTTP/1.1 100 Continue\r\n\r\n".repeat(3);
        try (Server server = new Server(interim + response(400, ""), 100_000, End.DRAIN)) {
            assertThat(catchThrowable(
                            () -> startingAt(server.url(), TokenSource.NONE).start(SERVICE, large(false), 10)))
                    .isExactlyInstanceOf(RequestRejectedException.class);
        }
    }

    @Test
    void successThatIsSentEarly_doesNotCutTheUpload() throws IOException {
        AtomicInteger last = new AtomicInteger();
        RecordSource counting = new FakeRecordSource(1_000_000, false, index -> {
            last.set(index);
            return Map.of("hp", index, "wt", 1);
        });
        try (Server server = new Server(response(202, STARTED), 100_000, End.DRAIN)) {
            assertThat(startingAt(server.url(), TokenSource.NONE).start(SERVICE, counting, 10))
                    .isEqualTo(EXECUTION);
        }
        assertThat(last).hasValue(999_999);
    }

    @Test
    void uploadThatBreaksWithoutAResponse_hasAnUnknownOutcome() throws IOException {
        try (Server server = new Server("", 100_000, End.RESET)) {
            assertThat(catchThrowable(
                            () -> startingAt(server.url(), TokenSource.NONE).start(SERVICE, large(false), 10)))
                    .isExactlyInstanceOf(UnknownOutcomeException.class);
        }
    }
}
