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
package io.mlbatch.survival;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.management.UnixOperatingSystemMXBean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

import io.mlbatch.service.security.Caller;
import io.mlbatch.testing.host.RunningHost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Attacks on a host by a user, or by clients without a login, each for some seconds, while probes and another user
 * call. Prints how long those wait. Run by the profile stress: its limits are times.
 */
@Tag("host")
@EnabledIfSystemProperty(named = "mlbatch.attacks", matches = "true")
class AttackedHostIT {

    private static final int SECONDS = 8;
    private static final long TOLERATED_MILLIS = 2_000;
    private static final String JSON = "Content-Type: application/json\r\n";

    private final CountDownLatch slow = new CountDownLatch(1);
    private final ExecutorService attackers = Executors.newCachedThreadPool();
    private final List<Socket> sockets = new ArrayList<>();
    private final AtomicInteger refusedLogins = new AtomicInteger();
    private RunningHost host;
    private int port;
    private String attacker;
    private String other;

    @BeforeEach
    void start() throws Exception {
        host = RunningHost.with(
                component -> {
                    component.setAuthenticator(
                            credentials -> Optional.of(new Caller(credentials.username(), Set.of())));
                    component.setResponseTimeout(2_000);
                    component.setIdleTimeout(2_000);
                    // the starts of the other user must not reach that user's share
                    component.setMaxExecutions(1_000_000);
                },
                routes -> {
                    routes.from("mlbatch-service:A/1").setBody(routes.constant("{}"));
                    routes.from("mlbatch-service:Slow/1").process(exchange -> slow.await());
                });
        port = URI.create(host.url()).getPort();
        attacker = login("attacker");
        other = login("other");
    }

    private String login(String name) throws Exception {
        return "Bearer "
                + host.post("/login", "{\"username\":\"" + name + "\",\"password\":\"x\"}")
                        .body()
                        .replaceAll(".*\"access_token\":\"([^\"]+)\".*", "$1");
    }

    @AfterEach
    void stop() throws Exception {
        slow.countDown();
        attackers.shutdownNow();
        for (Socket socket : sockets) {
            socket.close();
        }
        host.close();
    }

    @Test
    void uploadHeadsWithoutABody_doNotDelayOthers() throws Exception {
        for (int i = 0; i < 99; i++) {
            send(head("POST /api/A/1/batch", attacker, "Content-Length: 100"));
        }
        probe("99 heads of uploads");
    }

    @Test
    void loginHeadsWithoutABody_doNotDelayOthers() throws Exception {
        for (int i = 0; i < 200; i++) {
            send(head("POST /login", "", "Content-Length: 100"));
        }
        probe("200 heads of logins");
    }

    @Test
    void largeUploads_doNotDelayOthers() throws Exception {
        byte[] block =
                ("{\"text\":\"" + "x".repeat(1_000) + "\"},").repeat(1_000).getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 20; i++) {
            Socket socket = send(head("POST /api/A/1/batch", attacker, "Transfer-Encoding: chunked"));
            attackers.execute(() -> {
                try {
                    chunk(socket, "[".getBytes(StandardCharsets.UTF_8));
                    for (int blocks = 0; blocks < 60; blocks++) {
                        chunk(socket, block);
                    }
                    chunk(socket, "{}]".getBytes(StandardCharsets.UTF_8));
                    socket.getOutputStream().write("0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                } catch (IOException e) {
                    // the server may refuse it, or the test is over
                    System.out.println("An upload ended: " + e.getMessage());
                }
            });
        }
        probe("20 uploads of 60 MB");
    }

    private static void chunk(Socket socket, byte[] bytes) throws IOException {
        socket.getOutputStream().write((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().write("\r\n".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void singleRecordsOfASlowRoute_doNotDelayOthers() throws Exception {
        for (int i = 0; i < 60; i++) {
            send(head("POST /api/Slow/1", attacker, "Content-Length: 2") + "{}");
        }
        probe("60 single records of a slow route");
    }

    @Test
    void resetConnections_doNotDelayOthers() throws Exception {
        for (int i = 0; i < 4; i++) {
            attackers.execute(() -> {
                long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
                int count = 0;
                while (System.nanoTime() < end) {
                    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                        socket.setSoLinger(true, 0);
                        socket.getOutputStream()
                                .write(head("GET /api/A/1/batch", attacker, "X: y")
                                        .getBytes(StandardCharsets.UTF_8));
                        count++;
                    } catch (IOException refused) {
                        System.out.println("A connection failed: " + refused.getMessage());
                    }
                }
                System.out.println(count + " connections were reset");
            });
        }
        probe("reset connections");
    }

    @Test
    void clientsThatDoNotRead_doNotDelayOthers() throws Exception {
        String records = "[" + "{},".repeat(99_999) + "{}]";
        String path = host.with(attacker.substring("Bearer ".length())).run("/api/A/1/batch?parallelCount=20", records);
        for (int i = 0; i < 120; i++) {
            send(head("GET " + path, attacker, "X: y"));
        }
        probe("120 clients that do not read");
    }

    @Test
    void requestsThatWaitForAnEnd_doNotDelayOthers() throws Exception {
        String path = host.with(attacker.substring("Bearer ".length())).start("/api/Slow/1/batch", "[{}]");
        for (int i = 0; i < 1_000; i++) {
            send(head("GET " + path, attacker, "Prefer: wait=60"));
        }
        probe("1,000 requests that wait for an end");
    }

    @Test
    void connectionsWithoutARequest_doNotDelayOthers() throws Exception {
        for (int i = 0; i < 3_000; i++) {
            send("GET /status HTTP/1.1\r\nHost: loc");
        }
        probe("3,000 half heads");
    }

    @Test
    void largeLogins_doNotDelayOthers() throws Exception {
        byte[] block = "x".repeat(1 << 16).getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 4; i++) {
            attackers.execute(() -> {
                long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
                while (System.nanoTime() < end) {
                    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                        socket.getOutputStream()
                                .write((head("POST /login", "", "Content-Length: 200000000") + "{\"x\":\"")
                                        .getBytes(StandardCharsets.UTF_8));
                        for (int blocks = 0; blocks < 3_000; blocks++) {
                            socket.getOutputStream().write(block);
                        }
                    } catch (IOException refused) {
                        refusedLogins.incrementAndGet();
                    }
                }
            });
        }
        probe("4 clients with logins of 200 MB");
        assertThat(refusedLogins).hasPositiveValue();
    }

    private Socket send(String text) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        sockets.add(socket);
        return socket;
    }

    private static String head(String request, String token, String header) {
        return request + " HTTP/1.1\r\nHost: localhost\r\n" + JSON
                + (token.isEmpty() ? "" : "Authorization: " + token + "\r\n") + header + "\r\n\r\n";
    }

    private void probe(String attack) throws Exception {
        long files = openFiles();
        Latencies status = new Latencies(attackers, () -> host.get("/status").statusCode() == 200);
        Latencies start = new Latencies(
                attackers,
                () -> host.post("/api/A/1/batch", "[{}]", "Authorization", other)
                                .statusCode()
                        == 202);
        status.run(SECONDS);
        start.run(SECONDS);
        status.await();
        start.await();
        System.out.printf("ATTACK %s: /status %s; start of another user %s%n", attack, status, start);
        for (Socket socket : sockets) {
            socket.close();
        }
        slow.countDown();
        await().atMost(10, TimeUnit.SECONDS).until(() -> openFiles() <= files || openFiles() < 200);
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        System.out.printf(
                "AFTER %s: %d MB of heap, %d files%n",
                attack, (runtime.totalMemory() - runtime.freeMemory()) >> 20, openFiles());
        // a flood of connections may close an idle one just when its client uses it
        assertThat(status.failures()).as("failed calls of /status").isLessThanOrEqualTo(status.calls() / 100);
        assertThat(start.failures()).as("failed starts of another user").isLessThanOrEqualTo(start.calls() / 100);
        assertThat(status.percentile(99)).as("/status").isLessThan(TOLERATED_MILLIS);
        assertThat(start.percentile(99)).as("start of another user").isLessThan(TOLERATED_MILLIS);
    }

    private static long openFiles() {
        return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getOpenFileDescriptorCount();
    }

    /** How long a call takes, one after the other for some seconds. */
    static final class Latencies {

        private final ExecutorService executor;
        private final Callable<Boolean> call;
        private final List<Long> millis = Collections.synchronizedList(new ArrayList<>());
        private int failures;
        private CompletableFuture<Void> run;

        /** @param call true when it succeeds */
        Latencies(ExecutorService executor, Callable<Boolean> call) {
            this.executor = executor;
            this.call = call;
        }

        void run(int seconds) {
            run = CompletableFuture.runAsync(
                    () -> {
                        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
                        for (long start = System.nanoTime(); start < end; start = System.nanoTime()) {
                            failures += succeeds() ? 0 : 1;
                            millis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
                        }
                    },
                    executor);
        }

        private boolean succeeds() {
            try {
                return call.call();
            } catch (Exception failed) {
                System.out.println("A call failed: " + failed);
                return false;
            }
        }

        void await() throws Exception {
            run.get(5, TimeUnit.MINUTES);
        }

        int calls() {
            return millis.size();
        }

        int failures() {
            return failures;
        }

        long percentile(int percent) {
            List<Long> sorted = new ArrayList<>(millis);
            Collections.sort(sorted);
            return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
        }

        @Override
        public String toString() {
            return millis.size() + " calls, " + failures + " failed, median " + percentile(50) + " ms, 99 % "
                    + percentile(99) + " ms, most " + percentile(100) + " ms";
        }
    }
}
