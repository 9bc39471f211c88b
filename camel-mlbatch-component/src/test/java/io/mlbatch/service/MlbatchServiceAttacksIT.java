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
package io.mlbatch.service;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.vertx.core.impl.VertxInternal;
import org.apache.camel.builder.LambdaRouteBuilder;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.service.security.Caller;
import io.mlbatch.testing.CapturedLog;
import io.mlbatch.testing.host.HeldProcessor;
import io.mlbatch.testing.host.RunningHost;
import io.mlbatch.testing.http.RawConnection;
import io.mlbatch.testing.http.RawHttp2Connection;

import static io.mlbatch.testing.host.HostCaller.assertResponse;
import static io.mlbatch.testing.host.HostCaller.awaitTrue;
import static org.assertj.core.api.Assertions.assertThat;

/** Clients that hold resources of the host: each test holds one, and checks that others are served meanwhile. */
@Tag("host")
@Timeout(120)
class MlbatchServiceAttacksIT {

    private static final String BATCH = "/api/A/1/batch";
    private static final String JSON = "Content-Type: application/json";
    /** More than Vert.x has worker threads. */
    private static final int MANY = 30;

    private final HeldProcessor held = new HeldProcessor();
    private final CountDownLatch slowRoute = new CountDownLatch(1);
    private final List<RawConnection> attackers = new ArrayList<>();

    private final LambdaRouteBuilder routes = routes -> {
        routes.from("mlbatch-service:A/1").setBody(routes.constant("{}"));
        routes.from("mlbatch-service:Slow/1?outputs=answer:integer&maxParallelCount=1")
                .process(held);
        routes.from("platform-http:/own").process(exchange -> slowRoute.await()).setBody(routes.constant("own"));
    };

    private RunningHost open(Consumer<MlbatchServiceComponent> options) throws Exception {
        return RunningHost.with(options, routes);
    }

    /** With as many users as are asked for, whose password is their name. */
    private RunningHost secured() throws Exception {
        return open(component -> {
            component.setAuthenticator(credentials -> Optional.of(credentials)
                    .filter(each -> each.username().equals(each.password()))
                    .map(each -> new Caller(each.username(), Set.of())));
            // all attackers must stay connected until the end of the test
            component.setBodyTimeout(TimeUnit.MINUTES.toMillis(5));
        });
    }

    private static String login(RunningHost host, String name) throws Exception {
        String body = host.post("/login", "{\"username\":\"" + name + "\",\"password\":\"" + name + "\"}")
                .body();
        return "Bearer " + body.replaceAll(".*\"access_token\":\"([^\"]+)\".*", "$1");
    }

    @Test
    void largeLogin_isRejectedBeforeItIsRead() throws Exception {
        try (RunningHost host = secured();
                RawConnection declared = host.connect();
                RawConnection chunked = host.connect()) {
            declared.head("POST /login", "Content-Length: 200000000", JSON);
            assertThat(declared.answer()).startsWith("HTTP/1.1 413 ").contains("the limit is 16384 bytes");

            chunked.head("POST /login/refreshToken", "Transfer-Encoding: chunked", JSON);
            chunked.send("4001\r\n" + "x".repeat(0x4001) + "\r\n");
            assertThat(chunked.answer()).startsWith("HTTP/1.1 413 ").contains("the limit is 16384 bytes");
        }
    }

    @Test
    void loginWithoutABody_holdsNoSharedResource() throws Exception {
        try (RunningHost host = secured()) {
            for (int i = 0; i < 4 * MANY; i++) {
                attackers.add(host.connect().head("POST /login", "Content-Length: 100", JSON));
            }
            assertResponse(host.get("/status"), 200);
            String token = login(host, "anna");
            assertResponse(host.post(BATCH, "[{}]", "Authorization", token), 202);
            closeAttackers();
        }
    }

    @Test
    void responseOfALoginThatIsNotRead_holdsNothingThatOthersNeed() throws Exception {
        try (RunningHost host = secured();
                RawHttp2Connection attacker =
                        new RawHttp2Connection(URI.create(host.url()).getPort(), 0)) {
            for (int i = 0; i < 100; i++) {
                attacker.request("POST", "/login", "{\"username\":\"eve" + i + "\",\"password\":\"\"}");
            }
            attacker.awaitHeads(100);
            assertThat(login(host, "anna")).isNotEqualTo("Bearer ");
        }
    }

    @Test
    void connectionsWhoseRequestsHaveNoPlace_giveWayToOthers() throws Exception {
        try (RunningHost host = open(component -> component.setMaxConnections(4))) {
            for (int i = 0; i < 4; i++) {
                attackers.add(host.connect().head("POST /login", "Content-Length: 100", "Expect: 100-continue", JSON));
                assertThat(attackers.get(i).until("\r\n\r\n")).startsWith("HTTP/1.1 100 ");
            }
            assertResponse(host.get("/status"), 200);
            assertThat(attackers.get(0).isClosedByServer()).isTrue();
            closeAttackers();
        }
    }

    @Test
    void requestsThatOneConnectionSendsAhead_areLimited() throws Exception {
        try (RunningHost host = open(component -> {})) {
            List<RawHttp2Connection> greedy = new ArrayList<>();
            for (int i = 0; i < 11; i++) {
                RawHttp2Connection connection =
                        new RawHttp2Connection(URI.create(host.url()).getPort(), 0);
                greedy.add(connection);
                for (int request = 0; request < 100; request++) {
                    connection.request("GET", "/status", "");
                }
                if (i < 10) {
                    connection.awaitHeads(100);
                }
            }
            assertResponse(host.get("/status"), 200);
            awaitTrue(() -> greedy.stream().anyMatch(RawHttp2Connection::isClosedByServer));
            for (RawHttp2Connection connection : greedy) {
                connection.close();
            }
        }
    }

    @Test
    void uploadWithoutABody_holdsNoSharedResource() throws Exception {
        try (RunningHost host = secured()) {
            String token = login(host, "anna");
            for (int i = 0; i < 2 * MANY; i++) {
                attackers.add(
                        host.connect().head("POST " + BATCH, "Content-Length: 100", JSON, "Authorization: " + token));
            }
            assertResponse(host.get("/status"), 200);
            assertResponse(host.get(BATCH), 401);
            assertResponse(host.get(BATCH, "Authorization", token), 200);
            assertResponse(host.post(BATCH, "[{}]", "Authorization", token), 202);
            assertNoResponses();
            closeAttackers();
        }
    }

    @Test
    void userWithAllPermitsOfTheShare_leavesOneForAnother() throws Exception {
        try (RunningHost host = secured()) {
            String token = login(host, "anna");
            for (int i = 0; i < 100; i++) {
                attackers.add(
                        host.connect().head("POST " + BATCH, "Content-Length: 100", JSON, "Authorization: " + token));
            }
            awaitTrue(() -> host.post(BATCH, "[{}]", "Authorization", token).statusCode() == 503);
            String other = login(host, "bert");
            assertResponse(host.post(BATCH, "[{}]", "Authorization", other), 202);
            closeAttackers();
        }
    }

    @Test
    void waitingSingleRecords_holdNoSharedResourceAndEndWithTheirCallers() throws Exception {
        try (RunningHost host = open(component -> {})) {
            for (int i = 0; i < MANY; i++) {
                attackers.add(host.connect()
                        .head("POST /api/Slow/1", "Content-Length: 2", JSON)
                        .send("{}"));
            }
            awaitTrue(() -> held.waiting() == 1);
            assertResponse(host.get("/status"), 200);
            assertResponse(host.get(BATCH), 200);
            assertResponse(host.post("/api/A/1", "{}"), 200);

            closeAttackers();
            awaitConsumed(host);
            assertThat(held.seen()).isEqualTo(2);
        }
    }

    /** A later record is the next one: records of callers that have disconnected are not computed. */
    private void awaitConsumed(RunningHost host) throws Exception {
        // the places of the queued records are free once they have been dropped
        awaitTrue(() -> {
            List<RawConnection> probes = new ArrayList<>();
            try {
                for (int i = 0; i < 99; i++) {
                    probes.add(host.connect().head("POST " + BATCH, "Content-Length: 4"));
                }
                assertResponse(host.get("/status"), 200);
                return probes.stream().noneMatch(MlbatchServiceAttacksIT::isAnswered);
            } finally {
                for (RawConnection probe : probes) {
                    probe.close();
                }
            }
        });
        held.release(0, 1);
        try (RawConnection later = host.connect()) {
            later.head("POST /api/Slow/1", "Content-Length: 2", JSON).send("{}");
            held.release(0, 2);
            assertThat(later.answer()).startsWith("HTTP/1.1 200 ").contains("\"answer\":2");
        }
    }

    @Test
    void connectionWithoutARequest_isClosed() throws Exception {
        try (RunningHost host = open(component -> component.setIdleTimeout(300));
                RawConnection silent = host.connect();
                RawConnection half = host.connect();
                RawConnection used = host.connect()) {
            half.send("GET /status HTTP/1.1\r\nHost: loc");
            used.head("GET /status");
            assertThat(used.answer()).startsWith("HTTP/1.1 200 ");

            assertThat(silent.isClosedByServer()).isTrue();
            assertThat(half.isClosedByServer()).isTrue();
            assertThat(used.isClosedByServer()).isTrue();
        }
    }

    @Test
    void slowHead_closesConnection() throws Exception {
        try (RunningHost host = open(component -> component.setIdleTimeout(300));
                RawConnection trickling = host.connect()) {
            trickling.send("GET /status HTTP/1.1\r\nX: ");
            Awaitility.await()
                    .pollInterval(50, TimeUnit.MILLISECONDS)
                    .atMost(1, TimeUnit.MINUTES)
                    .until(() -> !accepts(trickling));
        }
    }

    private static boolean accepts(RawConnection connection) throws IOException {
        try {
            connection.send("x");
            return true;
        } catch (SocketException closed) {
            return false;
        }
    }

    @Test
    void longRequestOfAnotherRoute_isNotAborted() throws Exception {
        try (RunningHost host = open(component -> component.setIdleTimeout(200));
                RawConnection own = host.connect();
                RawConnection silent = host.connect()) {
            own.head("GET /own");
            // later than the timeout
            assertThat(silent.isClosedByServer()).isTrue();
            slowRoute.countDown();
            assertThat(own.answer()).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void connectionBeyondTheLimit_evictsTheLongestIdleConnection() throws Exception {
        try (RunningHost host = open(component -> component.setMaxConnections(2));
                RawConnection busy = host.connect();
                RawConnection idle = host.connect()) {
            busy.head("POST " + BATCH, "Content-Length: 4", "Expect: 100-continue");
            assertThat(busy.until("\r\n\r\n")).startsWith("HTTP/1.1 100 ");
            idle.head("GET /status");
            assertThat(idle.answer()).startsWith("HTTP/1.1 200 ");
            try (RawConnection next = host.connect()) {
                next.head("POST " + BATCH, "Content-Length: 4");
                assertThat(idle.isClosedByServer()).isTrue();
                next.send("[{}]");
                assertThat(next.answer()).startsWith("HTTP/1.1 202 ");
                busy.send("[{}]");
                assertThat(busy.answer()).startsWith("HTTP/1.1 202 ");
            }
        }
    }

    @Test
    void connectionBeyondTheLimit_isClosedIfNoneIsIdle() throws Exception {
        try (RunningHost host = open(component -> component.setMaxConnections(1));
                RawConnection busy = host.connect()) {
            busy.head("POST " + BATCH, "Content-Length: 4", "Expect: 100-continue");
            assertThat(busy.until("\r\n\r\n")).startsWith("HTTP/1.1 100 ");
            try (RawConnection next = host.connect()) {
                assertThat(next.isClosedByServer()).isTrue();
            }
            busy.send("[{}]");
            assertThat(busy.answer()).startsWith("HTTP/1.1 202 ");
        }
    }

    @Test
    void malformedRequests_doNotFillTheLog() throws Exception {
        try (RunningHost host = open(component -> {});
                CapturedLog log = new CapturedLog()) {
            for (int i = 0; i < 10; i++) {
                for (String head : List.of(
                        "GET /api/%/x",
                        "GET /login/%zz",
                        "GET /api/%/x?a=%",
                        "G\u0001T /api",
                        "GET",
                        "OPTIONS *",
                        "CONNECT localhost:1",
                        "GET x")) {
                    try (RawConnection connection = host.connect()) {
                        connection.head(head);
                        assertThat(connection.answer()).contains(" 400 ");
                    }
                }
                reset(host, "GET /api/A/1/ba");
                reset(host, "POST " + BATCH + " HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n[{}");
            }
            // the order of arrival: whatever the last one caused has been logged
            assertResponse(host.get("/status"), 200);
            assertThat(log.text().lines()).hasSizeLessThan(5).noneMatch(line -> line.startsWith("\tat "));
        }
    }

    /** A proxy that reads such a request differently would pass on a second one within its body. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
                "Transfer-Encoding: identity, chunked",
                "Transfer-Encoding: xchunked",
                "Host: other"
            })
    void ambiguousRequest_isTheLastOneOfItsConnection(String headers) throws Exception {
        try (RunningHost host = open(component -> {});
                RawConnection connection = host.connect()) {
            connection.head("POST " + BATCH, headers).send("0\r\n\r\nGET /status HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(connection.rest()).startsWith("HTTP/1.1 400 ").containsOnlyOnce("HTTP/1.1");
        }
    }

    @Test
    void endOfAServerThread_stopsTheContext() throws Exception {
        try (RunningHost host = open(component -> {});
                CapturedLog log = new CapturedLog()) {
            VertxInternal vertx = (VertxInternal) host.camelContext()
                    .getRegistry()
                    .findSingleByType(VertxPlatformHttpRouter.class)
                    .vertx();
            // as an error does that Netty does not catch
            vertx.getEventLoopGroup().next().shutdownGracefully(0, 0, TimeUnit.SECONDS);

            awaitTrue(() -> host.camelContext().isStopped());
            assertThat(log.text()).contains("A thread of the HTTP server has ended");
        }
    }

    private static void reset(RunningHost host, String begin) throws Exception {
        int port = URI.create(host.url()).getPort();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoLinger(true, 0);
            socket.getOutputStream().write(begin.getBytes(StandardCharsets.UTF_8));
            // so that the server has read the begin
            assertResponse(host.get("/status"), 200);
        }
    }

    private void assertNoResponses() {
        assertThat(attackers).noneMatch(MlbatchServiceAttacksIT::isAnswered);
    }

    private static boolean isAnswered(RawConnection connection) {
        try {
            return connection.hasAnswer();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void closeAttackers() throws IOException {
        for (RawConnection attacker : attackers) {
            attacker.close();
        }
    }
}
