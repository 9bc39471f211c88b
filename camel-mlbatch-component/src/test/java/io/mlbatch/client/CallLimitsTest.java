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
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.client.transport.TokenSource;
import io.mlbatch.testing.client.HttpServerSupport;
import io.mlbatch.testing.http.RawServer;

import static io.mlbatch.testing.client.Samples.DESCRIPTION;
import static io.mlbatch.testing.client.Samples.EXECUTION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** A server that sends a part of a response and then hangs; the time of the client's limits is virtual. */
class CallLimitsTest extends HttpServerSupport {

    private static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(20);

    private final CountDownLatch testIsOver = new CountDownLatch(1);
    private final CompletableFuture<Void> hangs = new CompletableFuture<>();
    private final Executor threads = task -> {
        Thread thread = new Thread(task, "call");
        thread.setDaemon(true);
        thread.start();
    };

    @AfterEach
    void releaseServer() {
        testIsOver.countDown();
    }

    private RawServer hangingAfter(String part) throws IOException {
        return new RawServer((request, out) -> {
            if (request.startsWith("GET /services/") && !part.contains("every call")) {
                write(
                        out,
                        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + DESCRIPTION.length() + "\r\n\r\n"
                                + DESCRIPTION);
                return;
            }
            write(out, part);
            hangs.complete(null);
            await();
        });
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private void await() {
        try {
            testIsOver.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Throwable failureOf(CompletableFuture<?> call) {
        return catchThrowable(() -> call.get(1, TimeUnit.MINUTES)).getCause();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"HTTP/1.1 200 OK\r\nX: every call", "HTTP/1.1 200 OK\r\nX: 1\r\n", "HTTP/1.1 200 OK\r\n\r\n{"})
    void pollThatHangs_endsAtItsLimit(String part) throws Exception {
        try (RawServer server = hangingAfter(part)) {
            BatchClient client = http.client(server.url(), TokenSource.NONE);
            CompletableFuture<Void> poll = CompletableFuture.runAsync(
                    () -> client.poll(EXECUTION, status -> true, Duration.ofSeconds(3))
                            .close(),
                    threads);
            hangs.get(1, TimeUnit.MINUTES);
            time.advance(Duration.ofSeconds(3));

            assertThat(failureOf(poll))
                    .isExactlyInstanceOf(ServerUnavailableException.class)
                    .hasMessageContaining("was aborted")
                    .hasMessageEndingWith(": it had not ended within its limit");
            assertThat(http.leased()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void headThatDoesNotEnd_endsEveryCallAfterTheResponseTimeout(Call call) throws Exception {
        String part = call == Call.CAPABILITIES ? "HTTP/1.1 200 OK\r\nX: every call" : "HTTP/1.1 200 OK\r\nX: ";
        try (RawServer server = hangingAfter(part)) {
            CompletableFuture<Object> made = CompletableFuture.supplyAsync(
                    () -> call.make(http.client(server.url(), TokenSource.NONE)), threads);
            hangs.get(1, TimeUnit.MINUTES);
            time.advance(RESPONSE_TIMEOUT.plusSeconds(2));

            boolean unknown = call == Call.START || call == Call.CONSUME;
            assertThat(failureOf(made))
                    .isExactlyInstanceOf(unknown ? UnknownOutcomeException.class : ServerUnavailableException.class)
                    .hasMessageContaining(" are too slow");
            assertThat(http.leased()).isZero();
        }
    }

    @Test
    void artifactThatStops_isAborted() throws Exception {
        try (RawServer server = hangingAfter("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\na,b")) {
            Artifact artifact = http.client(server.url(), TokenSource.NONE).artifact(EXECUTION, 0, "answer.csv");
            assertThat(artifact.readNBytes(3)).hasSize(3);
            time.advance(Duration.ofHours(1));
            CountDownLatch reads = new CountDownLatch(1);
            CompletableFuture<Integer> read = CompletableFuture.supplyAsync(
                    () -> {
                        try {
                            reads.countDown();
                            return artifact.read();
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    },
                    threads);
            reads.await();
            while (!read.isDone()) {
                time.advance(Duration.ofSeconds(1));
                Thread.onSpinWait();
            }

            assertThat(failureOf(read)).hasMessageContaining("the call was aborted: nothing was transferred for ");
            artifact.close();
            assertThat(http.leased()).isZero();
        }
    }
}
