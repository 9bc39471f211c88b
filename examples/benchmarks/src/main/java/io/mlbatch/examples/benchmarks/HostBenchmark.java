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
package io.mlbatch.examples.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Measures a service that does nothing, from the first byte of the start over HTTP to the last result that is stored:
 * in memory and on SQLite, record by record and in chunks. The same run measures the alternatives, in turns.
 */
public final class HostBenchmark {

    private static final int PARALLEL_COUNT = 10;
    private static final long SWEPT_BYTES = 1 << 20;

    private final int records;
    private final int rounds;

    HostBenchmark(int records, int rounds) {
        this.records = records;
        this.rounds = rounds;
    }

    /** @param args records of a batch (300000), rounds (5) */
    public static void main(String[] args) throws Exception {
        int records = args.length > 0 ? Integer.parseInt(args[0]) : 300_000;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
        System.out.print(new HostBenchmark(records, rounds).run());
    }

    /** Measures, and returns the table. */
    String run() throws Exception {
        Path folder = Files.createTempDirectory("mlbatch-benchmark");
        try (Split split = new Split();
                SplitJson splitJson = new SplitJson();
                Host memory = new Host(null);
                Host sqlite = new Host(folder.resolve("data"))) {
            Path database = folder.resolve("data").resolve("executions.db");
            JacksonFloor jackson = new JacksonFloor();
            String[] id = new String[1];
            Measure maps = new Measure("split().streaming().parallelProcessing() of maps", () -> split.run(records));
            Measure json = new Measure("unmarshal, parallel split, aggregate, marshal", () -> splitJson.run(records));
            Measure floor = new Measure("Jackson alone: records in, results out", () -> jackson.run(records));
            Measure inMemory = new Measure("in memory", () -> memory.delete(complete(memory, Host.RECORDS)));
            Measure inMemoryChunks =
                    new Measure("in memory, chunkSize=100", () -> memory.delete(complete(memory, Host.CHUNKS)));
            Measure onSqlite = new Measure("on SQLite", () -> id[0] = complete(sqlite, Host.RECORDS));
            Measure results = new Measure("results from SQLite", () -> sqlite.fetch(id[0]));
            Measure onSqliteChunks =
                    new Measure("on SQLite, chunkSize=100", () -> id[0] = complete(sqlite, Host.CHUNKS));
            // the first round warms up
            for (int round = 0; round <= rounds; round++) {
                for (Measure measure :
                        List.of(maps, json, floor, inMemory, inMemoryChunks, onSqlite, results, onSqliteChunks)) {
                    measure.run(round > 0);
                    if (measure == results || measure == onSqliteChunks) {
                        sqlite.delete(id[0]);
                        awaitSwept(database);
                    }
                }
            }
            return header()
                    + row(maps, maps, json)
                    + row(json, maps, json)
                    + row(floor, maps, json)
                    + row(inMemory, maps, json)
                    + row(inMemoryChunks, maps, json)
                    + row(onSqlite, maps, json)
                    + row(onSqliteChunks, maps, json)
                    + row(results, maps, json)
                    + String.format("floor / in memory in chunks: %.2f%n", floor.ratioTo(inMemoryChunks));
        } finally {
            delete(folder);
        }
    }

    private String complete(Host host, String service) throws Exception {
        return host.complete(service, records, PARALLEL_COUNT);
    }

    /** Waits for up to five seconds, because the sweep after a deletion must not be measured with the next work. */
    private static void awaitSwept(Path database) throws Exception {
        long begin = System.nanoTime();
        while (Files.size(database) > SWEPT_BYTES && System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(5)) {
            pause();
        }
    }

    private static void pause() throws Exception {
        CompletableFuture.runAsync(() -> {}, CompletableFuture.delayedExecutor(2, TimeUnit.MILLISECONDS))
                .get();
    }

    private String header() {
        return String.format(
                "%n%,d records, median of %d rounds; ratios are medians of pairs%n%-50s %12s %14s %10s %10s%n",
                records, rounds, "", "records/s", "CPU us/record", "/ maps", "/ JSON");
    }

    private String row(Measure measure, Measure maps, Measure json) {
        return String.format(
                "%-50s %,12.0f %14.2f %10.2f %10.2f%n",
                measure.name(),
                records / measure.medianSeconds(),
                1e6 * measure.medianProcessorSeconds() / records,
                measure.ratioTo(maps),
                measure.ratioTo(json));
    }

    static void delete(Path folder) throws Exception {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
