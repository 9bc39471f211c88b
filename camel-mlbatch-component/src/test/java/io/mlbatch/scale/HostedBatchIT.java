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
package io.mlbatch.scale;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.apache.camel.builder.LambdaRouteBuilder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.mlbatch.protocol.IteratorInputStream;
import io.mlbatch.testing.ChildJvm;
import io.mlbatch.testing.host.RunningHost;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A million records are uploaded, computed, stored and returned as results in a heap of 64 MiB. Client and host are one
 * JVM.
 */
@Tag("host")
class HostedBatchIT {

    @TempDir
    private Path folder;

    @TempDir
    private Path store;

    @Test
    void millionRecords_areAcceptedComputedAndReturned() throws Exception {
        List<Figures> runs = Figures.ofSmallHeap(
                folder, HostedBatch.class, List.of(store.resolve("data").toString(), "10000", "1000000"));

        assertThat(runs).hasSize(2);
        Figures million = runs.get(1);
        assertThat(million.number("results")).isEqualTo(1_000_000);
        assertThat(million.text("right"))
                .as("each result is that of its record")
                .isEqualTo("true");
        assertThat(million.number("bytes")).isGreaterThan(ChildJvm.SMALL_HEAP_BYTES);
        System.out.printf("%nHosted on SQLite, in a heap of 64 MiB%n");
        for (Figures run : runs) {
            System.out.printf(
                    Locale.ROOT,
                    "%,9d records, %,11d bytes of results: %,6d ms, %.1f MiB live%n",
                    run.number("records"),
                    run.number("bytes"),
                    run.number("millis"),
                    run.number("heapKiB") / 1024.0);
        }
    }

    /** A host that stores its executions, and a client that starts batches, awaits their end and reads all results. */
    public static final class HostedBatch {

        private static final Pattern ID = Pattern.compile("\"batchExecutionId\":\"([^\"]+)\"");
        private static final Pattern ANSWER = Pattern.compile("\"answer\":(\\d+)");

        private final HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        private final String batches;

        private HostedBatch(RunningHost host) {
            batches = host.url() + "/api/Twice/1.0/batch";
        }

        /** @param args the folder of the store, then how many records, once for each batch */
        public static void main(String[] args) throws Exception {
            LambdaRouteBuilder routes = builder -> {
                builder.from("mlbatch-service:Twice/1.0?inputs=n:integer&outputs=answer:integer")
                        .process(exchange -> {
                            Map<?, ?> entry = exchange.getMessage().getBody(Map.class);
                            exchange.getMessage().setBody(2 * (Integer) entry.get("n"));
                        });
            };
            try (RunningHost host = RunningHost.with(
                    component -> component.setDataDirectory(Path.of(args[0]).toString()), routes)) {
                HostedBatch client = new HostedBatch(host);
                Gauge gauge = new Gauge();
                for (String count : List.of(args).subList(1, args.length)) {
                    gauge.start();
                    Figures figures = new Figures().put("records", count);
                    client.run(Integer.parseInt(count), figures);
                    gauge.writeTo(figures);
                    System.out.println(figures);
                }
            }
        }

        private void run(int count, Figures figures) throws Exception {
            String batch = batches + "/" + start(count);
            Awaitility.await()
                    .pollInterval(50, TimeUnit.MILLISECONDS)
                    .atMost(4, TimeUnit.MINUTES)
                    .until(() -> isComplete(batch));
            HttpRequest request = HttpRequest.newBuilder(URI.create(batch)).build();
            try (InputStream answer =
                    client.send(request, BodyHandlers.ofInputStream()).body()) {
                read(answer, figures);
            }
        }

        private String start(int count) throws Exception {
            HttpRequest request = HttpRequest.newBuilder(URI.create(batches))
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofInputStream(() -> new IteratorInputStream(records(count))))
                    .build();
            Matcher id =
                    ID.matcher(client.send(request, BodyHandlers.ofString()).body());
            id.find();
            return id.group(1);
        }

        private static Iterator<byte[]> records(int count) {
            Stream<String> parts = IntStream.range(0, count).mapToObj(n -> (n == 0 ? "[" : ",") + "{\"n\":" + n + "}");
            return Stream.concat(parts, Stream.of("]"))
                    .map(part -> part.getBytes(StandardCharsets.UTF_8))
                    .iterator();
        }

        /** Reads only the state of the response. */
        private boolean isComplete(String batch) throws Exception {
            HttpRequest request = HttpRequest.newBuilder(URI.create(batch)).build();
            try (InputStream answer =
                    client.send(request, BodyHandlers.ofInputStream()).body()) {
                return new String(answer.readNBytes(20), StandardCharsets.UTF_8).contains("\"Complete\"");
            }
        }

        /** Looks whether the results are those of the records, in their order. */
        private static void read(InputStream answer, Figures figures) throws Exception {
            byte[] buffer = new byte[64 * 1024];
            String left = "";
            long bytes = 0;
            int next = 0;
            boolean right = true;
            for (int read = answer.read(buffer); read >= 0; read = answer.read(buffer)) {
                bytes += read;
                String text = left + new String(buffer, 0, read, StandardCharsets.UTF_8);
                int end = text.lastIndexOf('}') + 1;
                Matcher result = ANSWER.matcher(text.substring(0, end));
                while (result.find()) {
                    right &= Integer.parseInt(result.group(1)) == 2 * next++;
                }
                left = text.substring(end);
            }
            figures.put("bytes", bytes).put("results", next).put("right", right);
        }
    }
}
