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
package io.mlbatch.client.waiting;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.client.BatchClient;
import io.mlbatch.client.RecordSource;
import io.mlbatch.client.transport.TokenSource;
import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.BatchState;
import io.mlbatch.protocol.BatchStatus;
import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.testing.VirtualTime;
import io.mlbatch.testing.client.PooledHttp;
import io.mlbatch.testing.http.RawServer;

import static io.mlbatch.testing.client.Samples.DESCRIPTION;
import static io.mlbatch.testing.client.Samples.EXECUTION;
import static io.mlbatch.testing.client.Samples.SERVICE;
import static io.mlbatch.testing.client.Samples.STARTED;
import static org.assertj.core.api.Assertions.assertThat;

/** The bytes that are downloaded while an execution is awaited, over real HTTP. Only time is virtual. */
@Timeout(120)
class DownloadedBytesTest {

    private static final int RECORDS = 10_000;
    private static final Duration DURATION = Duration.ofMinutes(1);
    private static final int PARTIAL_BYTES = 64 * 1024 * 1024;

    private static final String RESULT = "{\"success\":true,\"errorMessage\":\"\",\"consoleOutput\":\"\","
            + "\"changedFiles\":[],\"outputParameters\":{\"answer\":0.592204}}";

    private final VirtualTime time = new VirtualTime();
    private final PooledHttp http = new PooledHttp(time, Duration.ofSeconds(60));

    @AfterEach
    void closeHttp() throws IOException {
        http.close();
    }

    @ParameterizedTest(name = "jitter {0}")
    @ValueSource(doubles = {0, 1})
    void executionOfAMinute_downloadsItsResultsOnce(double jitter) throws IOException {
        String last = status(RECORDS, results(RECORDS));
        try (RawServer server = new RawServer((request, out) ->
                out.write(ok(request.contains("/batch/") ? progress(last) : describeOrStart(request))))) {
            BatchClient client = http.client(server.url(), TokenSource.NONE);

            ExecutionId id = client.start(SERVICE, records(), 10);
            CompletableFuture<BatchResponse> wait = awaiting(client, id, jitter);
            time.advance(DURATION.multipliedBy(2));

            assertThat(wait).isCompleted();
            assertThat(wait.join()).hasSize(RECORDS);
            List<String> polls = server.requestLines().stream()
                    .filter(request -> request.contains("/batch/"))
                    .toList();
            assertThat(polls).hasSizeGreaterThan(5).allSatisfy(poll -> assertThat(poll)
                    .contains("?showPartialResults=false "));
            assertThat(server.written() / (double) last.length())
                    .as("%s polls", polls.size())
                    .isBetween(1.0, 1.05);
        }
    }

    @Test
    void unwantedPartialResults_areNotDownloaded() throws Exception {
        CompletableFuture<Integer> sent = new CompletableFuture<>();
        try (RawServer server = new RawServer((request, out) -> {
            if (request.contains("/batch/")) {
                sendPartialResults(out, sent);
            } else {
                out.write(ok(describeOrStart(request)));
            }
        })) {
            BatchResponse response = http.client(server.url(), TokenSource.NONE).results(EXECUTION, false);

            assertThat(response.status()).isEqualTo(new BatchStatus(BatchState.IN_PROGRESS, 9_000, RECORDS, 10));
            assertThat(response).isEmpty();
            // bytes in the buffers of the sockets are sent before the client aborts; they are less than a quarter
            assertThat(sent.get(60, TimeUnit.SECONDS)).isLessThan(PARTIAL_BYTES / 4);
            assertThat(http.leased()).isZero();
        }
    }

    @Test
    void unwantedPartialResultsAheadOfTheStatus_areDropped() throws Exception {
        String answer = "{\"batchExecutionResults\":[" + results(9_000)
                + "],\"state\":\"InProgress\",\"completedItemCount\":9000,\"totalItemCount\":10000,\"parallelCount\":10}";
        try (RawServer server = new RawServer(
                (request, out) -> out.write(ok(request.contains("/batch/") ? answer : describeOrStart(request))))) {
            BatchResponse response = http.client(server.url(), TokenSource.NONE).results(EXECUTION, false);

            assertThat(response.status()).isEqualTo(new BatchStatus(BatchState.IN_PROGRESS, 9_000, RECORDS, 10));
            assertThat(response).isEmpty();
            assertThat(http.leased()).isZero();
        }
    }

    @Test
    void wantedPartialResults_areReturned() throws Exception {
        try (RawServer server = new RawServer((request, out) -> out.write(
                ok(request.contains("/batch/") ? status(9_000, results(9_000)) : describeOrStart(request))))) {
            BatchResponse response = http.client(server.url(), TokenSource.NONE).results(EXECUTION, true);

            assertThat(response).hasSize(9_000);
        }
    }

    /** Polls on the thread that lets time pass; the least jitter means the most polls. */
    private CompletableFuture<BatchResponse> awaiting(BatchClient client, ExecutionId id, double jitter) {
        WaitPolicy policy =
                new WaitPolicy(Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(30), null, 0);
        Poller poller =
                new Poller((each, limit) -> client.poll(each, status -> true), Runnable::run, WaitListener.NONE);
        return new BatchWaiter(time, time, () -> jitter).await(poller, id, policy);
    }

    /** Sends partial results until the client breaks off or there are no more. */
    private static void sendPartialResults(OutputStream out, CompletableFuture<Integer> sent) throws IOException {
        int bytes = 0;
        try {
            out.write(("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"
                            + status(9_000, RESULT).replace("]}", ""))
                    .getBytes(StandardCharsets.UTF_8));
            byte[] block = ("," + results(100)).getBytes(StandardCharsets.UTF_8);
            while (bytes < PARTIAL_BYTES) {
                out.write(block);
                bytes += block.length;
            }
        } finally {
            sent.complete(bytes);
        }
    }

    /** The records that have a result follow from how much time has passed. */
    private String progress(String last) {
        long completed = RECORDS * time.elapsed().toMillis() / DURATION.toMillis();
        return completed >= RECORDS ? last : status((int) completed, "");
    }

    private static String status(int completed, String results) {
        return "{\"state\":\"" + (completed == RECORDS ? "Complete" : "InProgress") + "\",\"completedItemCount\":"
                + completed + ",\"totalItemCount\":" + RECORDS + ",\"parallelCount\":10,\"batchExecutionResults\":["
                + results + "]}";
    }

    private static String results(int count) {
        return IntStream.range(0, count).mapToObj(i -> RESULT).collect(Collectors.joining(","));
    }

    private static String describeOrStart(String request) {
        return request.startsWith("POST") ? STARTED : DESCRIPTION;
    }

    private static byte[] ok(String body) {
        return ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: "
                        + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.UTF_8);
    }

    private static RecordSource records() {
        Map<String, Object> record = Map.of("hp", 110.0, "wt", 2.62);
        return RecordSource.of(IntStream.range(0, RECORDS).mapToObj(i -> record).toList());
    }
}
