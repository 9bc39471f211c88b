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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A million records pass through a heap of 64 MiB, which is smaller than they are. Prints what batches of 10², 10⁴ and
 * 10⁶ cost, after one of 10⁵ has warmed up the same JVM: time from the route's start to its end, and the most memory
 * that a garbage collection left in use.
 */
class BoundedMemoryIT {

    private static final int WARM_UP = 100_000;
    private static final int MILLION = 1_000_000;
    private static final String DESCRIBE = "GET /services/" + StreamingServer.SERVICE;
    private static final int[] SIZES = {100, 10_000, MILLION};

    @TempDir
    private Path folder;

    private final StreamingServer server = new StreamingServer();

    BoundedMemoryIT() throws IOException {}

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Test
    void aMillionRecordsOfACsvFileGoOutInAHeapThatCouldNotHoldThem() throws Exception {
        List<String> files = new ArrayList<>();
        for (int size : sizesAfterWarmUp()) {
            files.add(Generated.csv(folder, size).toString());
        }
        assertThat(Files.size(Path.of(files.get(files.size() - 1)))).isGreaterThan(SmallHeapJvm.HEAP_BYTES);

        List<Figures> runs = run(ManyRecordsOut.class, files);

        assertThat(runs).hasSameSizeAs(files);
        Table table = new Table("Records out");
        for (int i = 1; i < runs.size(); i++) {
            int size = SIZES[i - 1];
            StreamingServer.Received received = server.received(runs.get(i).text("id"));
            assertThat(received.records()).isEqualTo(size);
            assertThat(received.checksum()).isEqualTo(Generated.checksum(size));
            if (size == MILLION) {
                assertThat(received.bytes()).isGreaterThan(SmallHeapJvm.HEAP_BYTES);
            }
            table.add(size, received.bytes(), runs.get(i));
        }
        String start = "POST " + StreamingServer.BATCH;
        assertThat(server.requests()).containsExactly(DESCRIBE, start, start, start, start);
        table.print();
    }

    private static int[] sizesAfterWarmUp() {
        return IntStream.concat(IntStream.of(WARM_UP), IntStream.of(SIZES)).toArray();
    }

    private List<Figures> run(Class<?> program, List<String> arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of(server.url()));
        all.addAll(arguments);
        return new SmallHeapJvm(Files.createDirectory(folder.resolve("jvm"))).run(program, all);
    }

    /** The figures, for people. */
    private static final class Table {

        private final StringBuilder lines = new StringBuilder();

        Table(String title) {
            lines.append(String.format(
                    Locale.ROOT,
                    "%n%s, in a heap of 64 MiB, after a warm-up of %,d%n%12s %12s %10s %12s %10s%n",
                    title,
                    WARM_UP,
                    "n",
                    "bytes",
                    "ms",
                    "µs each",
                    "live MiB"));
        }

        void add(int n, long bytes, Figures run) {
            long millis = run.number("millis");
            lines.append(String.format(
                    Locale.ROOT,
                    "%,12d %,12d %,10d %12.1f %10.1f%n",
                    n,
                    bytes,
                    millis,
                    millis * 1000.0 / n,
                    run.number("heapKiB") / 1024.0));
        }

        void print() {
            System.out.print(lines);
        }
    }
}
