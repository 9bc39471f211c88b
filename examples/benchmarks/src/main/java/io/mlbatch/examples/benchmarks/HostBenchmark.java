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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Records a second of a service that does nothing, from the first byte of the start to the last result that is kept: in
 * memory and on SQLite, beside Camel's splitter on the same bean, in turns in the same run.
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

    /** Measures, and gives the table. */
    String run() throws Exception {
        Path folder = Files.createTempDirectory("mlbatch-benchmark");
        try (Split split = new Split();
                Host memory = new Host(null);
                Host sqlite = new Host(folder.resolve("data"))) {
            List<Double> splitting = new ArrayList<>();
            List<Double> inMemory = new ArrayList<>();
            List<Double> onDisk = new ArrayList<>();
            List<Double> fetching = new ArrayList<>();
            // the first round warms up
            for (int round = 0; round <= rounds; round++) {
                double a = seconds(() -> split.run(records));
                double b = seconds(() -> compute(memory));
                String[] id = new String[1];
                double c = seconds(() -> id[0] = complete(sqlite));
                double d = seconds(() -> sqlite.fetch(id[0]));
                sqlite.delete(id[0]);
                awaitSwept(folder.resolve("data").resolve("executions.db"));
                if (round > 0) {
                    splitting.add(a);
                    inMemory.add(b);
                    onDisk.add(c);
                    fetching.add(d);
                }
            }
            return table(median(splitting), median(inMemory), median(onDisk), median(fetching));
        } finally {
            delete(folder);
        }
    }

    private void compute(Host host) throws Exception {
        host.delete(complete(host));
    }

    private String complete(Host host) throws Exception {
        String id = host.start(records, PARALLEL_COUNT);
        while (!host.isComplete(id)) {
            pause();
        }
        return id;
    }

    /** What a deletion leaves to be done must not be measured with what comes next. Waits for five seconds at most. */
    private static void awaitSwept(Path database) throws Exception {
        long begin = System.nanoTime();
        while (Files.size(database) > SWEPT_BYTES && System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(5)) {
            pause();
        }
    }

    private static void pause() throws Exception {
        CompletableFuture.runAsync(() -> {}, CompletableFuture.delayedExecutor(10, TimeUnit.MILLISECONDS))
                .get();
    }

    private String table(double split, double memory, double sqlite, double fetch) {
        return String.format(
                "%n%,d records, median of %d rounds%n"
                        + "%-46s %12s %9s%n%-46s %,12.0f %9s%n%-46s %,12.0f %9.2f%n%-46s %,12.0f %9.2f%n%-46s %,12.0f %9.2f%n",
                records,
                rounds,
                "",
                "records/s",
                "ratio",
                "split().streaming().parallelProcessing()",
                records / split,
                "1",
                "mlbatch-service in memory, over HTTP",
                records / memory,
                split / memory,
                "mlbatch-service on SQLite, over HTTP",
                records / sqlite,
                split / sqlite,
                "results from SQLite, over HTTP",
                records / fetch,
                split / fetch);
    }

    private static double median(List<Double> figures) {
        return figures.stream().sorted().toList().get(figures.size() / 2);
    }

    /** Something to measure. */
    private interface Work {
        void run() throws Exception;
    }

    private static double seconds(Work work) throws Exception {
        long begin = System.nanoTime();
        work.run();
        return (System.nanoTime() - begin) / 1e9;
    }

    private static void delete(Path folder) throws Exception {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
