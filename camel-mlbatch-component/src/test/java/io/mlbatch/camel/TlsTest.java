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

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.jsse.KeyManagersParameters;
import org.apache.camel.support.jsse.KeyStoreParameters;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.support.jsse.TrustManagersParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.client.RequestRejectedException;
import io.mlbatch.client.ServerUnavailableException;
import io.mlbatch.testing.http.ScriptedServer;

import static io.mlbatch.testing.http.ScriptedServer.SERVICE;
import static io.mlbatch.testing.http.ScriptedServer.json;
import static org.assertj.core.api.Assertions.assertThat;

/** A server with a certificate that it has signed itself, and a client with {@code http.sslContextParameters}. */
@Timeout(120)
class TlsTest extends MlbatchTestSupport {

    private static final String PASSWORD = "changeit";

    @TempDir
    static Path folder;

    private static final String LOGIN = "{\"access_token\":\"t\",\"expires_in\":3600}";

    private static SSLContextParameters trusting;
    private static SSLContext tls;

    private final CountDownLatch testIsOver = new CountDownLatch(1);

    /** Handler of a new connection. */
    private interface Connection {
        void serve(Socket socket) throws IOException, InterruptedException;
    }

    /** A server with a thread for each connection. */
    private static final class Server implements AutoCloseable {

        private final ServerSocket socket;

        Server(ServerSocketFactory factory, Connection connection) throws IOException {
            socket = factory.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
            start(() -> accept(connection));
        }

        private void accept(Connection connection) {
            while (!socket.isClosed()) {
                try {
                    Socket accepted = socket.accept();
                    start(() -> serve(connection, accepted));
                } catch (IOException closed) {
                    // the test is over
                }
            }
        }

        private static void serve(Connection connection, Socket accepted) {
            try (accepted) {
                connection.serve(accepted);
            } catch (IOException gone) {
                // the client broke the connection off
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private static void start(Runnable task) {
            Thread thread = new Thread(task, "tls-server");
            thread.setDaemon(true);
            thread.start();
        }

        String url() {
            return "https://localhost:" + socket.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /** End of a connection after a response that precedes the end of the request. */
    enum End {
        CLOSE,
        RESET,
        STALL
    }

    @BeforeAll
    static void createCertificate() throws Exception {
        Path keys = folder.resolve("keys.p12");
        String options = "-alias server -keyalg EC -dname CN=localhost -ext SAN=dns:localhost -validity 3650"
                + " -storetype PKCS12 -storepass " + PASSWORD + " -genkeypair -keystore";
        List<String> command = new ArrayList<>(List.of(options.split(" ")));
        command.add(
                0, Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.add(keys.toString());
        Process keytool = new ProcessBuilder(command).inheritIO().start();
        assertThat(keytool.waitFor()).isZero();

        KeyStoreParameters store = new KeyStoreParameters();
        store.setResource("file:" + keys);
        store.setPassword(PASSWORD);
        TrustManagersParameters trust = new TrustManagersParameters();
        trust.setKeyStore(store);
        trusting = new SSLContextParameters();
        trusting.setTrustManagers(trust);
        KeyManagersParameters key = new KeyManagersParameters();
        key.setKeyStore(store);
        key.setKeyPassword(PASSWORD);
        SSLContextParameters serving = new SSLContextParameters();
        serving.setKeyManagers(key);
        tls = serving.createSSLContext(new DefaultCamelContext());
    }

    @BeforeEach
    void bindTrust() {
        camel.getRegistry().bind("tls", trusting);
    }

    @AfterEach
    void endConnections() {
        testIsOver.countDown();
    }

    private Exchange send(String url, String options, Object body, Map<String, Object> headers) {
        String uri = "mlbatch:TxService/1.0?serverUrl=" + url + "&delay=1&maxDelay=5&initialDelay=1"
                + "&http.connectTimeout=500&http.connectionsPerRoute=1" + options;
        return request(uri, body, headers);
    }

    private Exchange trusting(String url, String operation, Object body) {
        return send(
                url,
                "&http.sslContextParameters=#tls&username=u&password=p&operation=" + operation,
                body,
                file("e1", 0, "a.csv"));
    }

    /** A server that responds to every call. */
    private static ScriptedServer serving() {
        ScriptedServer server = new ScriptedServer(tls).start();
        server.post("/login", json(LOGIN)).post(SERVICE, json("{\"success\":true}"));
        server.hasFiles("e1", 0, "[\"a.csv\"]").hasFile("e1", 0, "a.csv", "a,b");
        return server.accepts("e1").completed("e1").deletes("e1");
    }

    /** The request line, after head and body have been read; {@code null} at the end of the connection. */
    private static String head(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int octet = in.read();
            if (octet < 0) {
                return null;
            }
            head.append((char) octet);
        }
        String lower = head.toString().toLowerCase(Locale.ROOT);
        int length = lower.indexOf("content-length: ");
        if (length >= 0) {
            in.readNBytes(Integer.parseInt(lower.substring(length + 16, lower.indexOf("\r\n", length))));
        }
        return head.substring(0, head.indexOf("\r\n"));
    }

    private static void respond(Socket socket, int status, String body) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(("HTTP/1.1 " + status + " Status\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private static List<Map<String, Object>> records(int count) {
        return IntStream.range(0, count)
                .mapToObj(index -> Map.<String, Object>of("hp", index, "wt", 1))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "start",
                "execute",
                "results",
                "listArtifacts",
                "artifact",
                "cancel",
                "list",
                "capabilities",
                "consume"
            })
    void operation_succeedsAgainAndAgain(String operation) {
        try (ScriptedServer server = serving()) {
            for (int i = 0; i < 3; i++) {
                Message message = succeeded(trusting(server.url(), operation, records(1)));
                if (operation.equals("artifact")) {
                    assertThat(message.getBody(String.class)).isEqualTo("a,b");
                }
            }
        }
    }

    @Test
    void largeUpload_isReceivedAsAWhole() {
        try (ScriptedServer server = serving()) {
            succeeded(trusting(server.url(), "start", records(100_000)));

            assertThat(server.starts()).singleElement().satisfies(start -> assertThat(start.body())
                    .endsWith("{\"hp\":99999,\"wt\":1}]"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void uploadThatIsRefusedEarly_isReportedAsARejection(End end) throws Exception {
        try (Server server = new Server(tls.getServerSocketFactory(), socket -> {
            for (String request = head(socket); request != null; request = head(socket)) {
                if (!request.contains("batch?")) {
                    respond(socket, 200, request.startsWith("POST /login ") ? LOGIN : ScriptedServer.DESCRIPTION);
                    continue;
                }
                socket.getInputStream().readNBytes(300_000);
                respond(socket, 413, "{\"message\":\"because\"}");
                if (end == End.STALL) {
                    testIsOver.await();
                }
                if (end == End.RESET) {
                    socket.setSoLinger(true, 0);
                }
                return;
            }
        })) {
            assertThat(trusting(server.url(), "start", records(500_000)).getException())
                    .isExactlyInstanceOf(RequestRejectedException.class)
                    .hasMessage("start TxService/1.0: HTTP 413: because");
        }
    }

    @Test
    void certificateThatIsNotTrusted_isAConnectionThatFails() throws Exception {
        try (ScriptedServer server = serving()) {
            assertThat(send(server.url(), "&operation=list", null, Map.of()).getException())
                    .isExactlyInstanceOf(ServerUnavailableException.class)
                    .hasMessageContaining("cannot connect to " + server.url())
                    .hasMessageContaining("PKIX path building failed");
        }
    }

    /** Nothing was sent, so nothing was started. */
    @ParameterizedTest
    @ValueSource(strings = {"close", "reset", "HTTP/1.1 400 Bad\r\n\r\n"})
    void handshakeThatFails_isNotAnUnknownOutcomeOfAStart(String behavior) throws Exception {
        AtomicBoolean described = new AtomicBoolean();
        try (Server server = new Server(ServerSocketFactory.getDefault(), socket -> {
            if (!described.getAndSet(true)) {
                SSLSocket upgraded = (SSLSocket) tls.getSocketFactory().createSocket(socket, null, 0, true);
                upgraded.setUseClientMode(false);
                head(upgraded);
                respond(upgraded, 200, ScriptedServer.DESCRIPTION);
            } else if (behavior.equals("reset")) {
                socket.setSoLinger(true, 0);
            } else if (!behavior.equals("close")) {
                socket.getOutputStream().write(behavior.getBytes(StandardCharsets.US_ASCII));
                testIsOver.await();
            }
        })) {
            assertThat(send(server.url(), "&http.sslContextParameters=#tls&operation=start", records(1), Map.of())
                            .getException())
                    .isExactlyInstanceOf(ServerUnavailableException.class)
                    .hasMessageStartingWith("start TxService/1.0: cannot connect to " + server.url());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"drip", "alerts", "nothing"})
    void handshakeThatDoesNotEnd_endsAtTheConnectTimeout(String behavior) throws Exception {
        try (Server server = new Server(ServerSocketFactory.getDefault(), socket -> {
            OutputStream out = socket.getOutputStream();
            if (behavior.equals("drip")) {
                out.write(new byte[] {22, 3, 3, 32, 0});
            }
            while (!behavior.equals("nothing")) {
                // a byte of a record, or a warning, each shorter than the timeout after the last one
                out.write(behavior.equals("drip") ? new byte[1] : new byte[] {21, 3, 3, 0, 2, 1, 90});
                out.flush();
                if (testIsOver.await(50, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
            testIsOver.await();
        })) {
            assertThat(send(server.url(), "&http.sslContextParameters=#tls&operation=list", null, Map.of())
                            .getException())
                    .isExactlyInstanceOf(ServerUnavailableException.class)
                    .hasMessageContaining("cannot connect to " + server.url());
        }
    }
}
