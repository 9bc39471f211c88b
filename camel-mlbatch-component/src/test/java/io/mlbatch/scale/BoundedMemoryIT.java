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
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import io.mlbatch.testing.ChildJvm;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A million records, a million results and a large file pass through a heap of 64 MiB, which is smaller than any.
 * Prints the cost of batches of 10², 10⁴ and 10⁶, after one of 10⁵ has warmed up the same JVM: time from the route's
 * start to its end, and the most memory that a garbage collection left in use.
 */
class BoundedMemoryIT {

    private static final int WARM_UP = 100_000;
    private static final int MILLION = 1_000_000;
    private static final String DESCRIBE = "GET /services/" + StreamingServer.SERVICE;
    private static final int[] SIZES = {100, 10_000, MILLION};

    /** The largest of the responses that stay in memory; the next one is over the threshold of 4 MiB. */
    private static final int LARGEST_UNSPOOLED = 10_000;

    @TempDir
    private Path folder;

    private final StreamingServer server = new StreamingServer();

    BoundedMemoryIT() throws IOException {}

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Test
    void millionRecordsOfACsvFile_areSentFromASmallHeap() throws Exception {
        List<String> files = new ArrayList<>();
        for (int size : sizesAfterWarmUp()) {
            files.add(Generated.csv(folder, size).toString());
        }
        assertThat(Files.size(Path.of(files.get(files.size() - 1)))).isGreaterThan(ChildJvm.SMALL_HEAP_BYTES);

        List<Figures> runs = run(SmallHeapPrograms.ManyRecordsOut.class, files);

        assertThat(runs).hasSameSizeAs(files);
        Table table = new Table("Records out");
        for (int i = 1; i < runs.size(); i++) {
            int size = SIZES[i - 1];
            StreamingServer.Received received = server.received(runs.get(i).text("id"));
            assertThat(received.records()).isEqualTo(size);
            assertThat(received.checksum()).isEqualTo(Generated.checksum(size));
            if (size == MILLION) {
                assertThat(received.bytes()).isGreaterThan(ChildJvm.SMALL_HEAP_BYTES);
            }
            table.add(size, received.bytes(), runs.get(i));
        }
        String start = "POST " + StreamingServer.BATCH;
        assertThat(server.requests()).containsExactly(DESCRIBE, start, start, start, start);
        table.print();
    }

    @Test
    void millionResults_areReadInASmallHeap() throws Exception {
        List<String> tasks = new ArrayList<>();
        List<String> requests = new ArrayList<>(List.of(DESCRIBE));
        for (int size : sizesAfterWarmUp()) {
            tasks.add(SmallHeapPrograms.ManyResultsIn.READ + ":" + size);
            requests.add("GET " + StreamingServer.BATCH + "/" + StreamingServer.executionOf(size));
        }

        List<Figures> runs = run(SmallHeapPrograms.ManyResultsIn.class, tasks);

        assertThat(runs).hasSameSizeAs(tasks);
        Table table = new Table("Results in");
        for (int i = 1; i < runs.size(); i++) {
            int size = SIZES[i - 1];
            Figures run = runs.get(i);
            assertThat(run.text("failed")).isEqualTo("false");
            assertThat(run.number("read")).isEqualTo(size);
            assertThat(run.number("failures")).isEqualTo(Generated.failures(size));
            assertThat(run.fraction("sum")).isEqualTo(Generated.sumOfPredictions(size));
            assertSpooled(run, size > LARGEST_UNSPOOLED);
            long bytes = server.sent(StreamingServer.executionOf(size));
            if (size == MILLION) {
                assertThat(bytes).isGreaterThan(ChildJvm.SMALL_HEAP_BYTES);
            }
            table.add(size, bytes, run);
        }
        assertThat(server.requests()).isEqualTo(requests);
        table.print();
    }

    @Test
    void routeThatFailsHalfway_deletesItsSpoolFile() throws Exception {
        List<Figures> runs = run(
                SmallHeapPrograms.ManyResultsIn.class, List.of(SmallHeapPrograms.ManyResultsIn.FAIL + ":" + MILLION));

        assertThat(runs).singleElement().satisfies(run -> {
            assertThat(run.text("failed")).isEqualTo("true");
            assertThat(run.number("read")).isEqualTo(MILLION / 2);
            assertSpooled(run, true);
        });
    }

    @Test
    void fileOfAMillionRecords_becomesAFileOfResultsInASmallHeap() throws Exception {
        Path in = Files.createDirectory(folder.resolve("in"));
        Path out = folder.resolve("out");
        Generated.csv(in, MILLION);

        List<Figures> runs = run(SmallHeapPrograms.FileToFile.class, List.of(in.toString(), out.toString(), "results"));

        assertThat(runs).singleElement().satisfies(run -> assertSpooled(run, true));
        assertThat(resultsIn(out.resolve("results"))).isEqualTo(MILLION);
    }

    @Test
    void fileOfAMillionRecords_isJoinedWithItsResultsInASmallHeap() throws Exception {
        Path in = Files.createDirectory(folder.resolve("in"));
        Path out = folder.resolve("out");
        Generated.csv(in, MILLION);

        List<Figures> runs = run(SmallHeapPrograms.FileToFile.class, List.of(in.toString(), out.toString(), "joined"));

        assertThat(runs).singleElement().satisfies(run -> assertSpooled(run, 2));
        try (Stream<String> lines = Files.lines(out.resolve("results"))) {
            int[] next = {-1};
            lines.forEach(line -> {
                int index = next[0]++;
                assertThat(line)
                        .startsWith(
                                index < 0
                                        ? "model,colour,hp,wt,index,success,error,"
                                        : "\"" + Generated.model(index) + "\",red," + Generated.hp(index) + ","
                                                + Generated.wt(index) + "," + index + ",");
            });
            assertThat(next[0]).isEqualTo(MILLION);
        }
    }

    @Test
    void fileThreeTimesTheHeap_isFetchedByEachOperation() throws Exception {
        List<Figures> runs = run(
                SmallHeapPrograms.LargeFileIn.class,
                List.of(
                        folder.toString(),
                        SmallHeapPrograms.LargeFileIn.ARTIFACT,
                        SmallHeapPrograms.LargeFileIn.DOWNLOAD));

        assertThat(runs).hasSize(2).allSatisfy(run -> {
            assertThat(run.number("heapKiB") * 1024).isLessThan(ChildJvm.SMALL_HEAP_BYTES / 2);
            assertSpooled(run, false);
        });
        long checksum = Generated.checksumOfFile();
        for (String way : List.of(SmallHeapPrograms.LargeFileIn.ARTIFACT, SmallHeapPrograms.LargeFileIn.DOWNLOAD)) {
            Path file = folder.resolve(way).resolve(StreamingServer.FILE);
            assertThat(file).hasSize(Generated.FILE_BYTES);
            assertThat(checksum(file)).as(way).isEqualTo(checksum);
        }
        String fetch = "GET " + StreamingServer.BATCH + "/" + StreamingServer.EXECUTION_WITH_FILE + "/0/files/"
                + StreamingServer.FILE;
        assertThat(server.requests()).filteredOn(fetch::equals).hasSize(2);
    }

    @Test
    void listOfAMillionExecutions_isReadInAHeapThatCouldNotHoldIt() throws Exception {
        List<Figures> runs = run(SmallHeapPrograms.ManyExecutionsListed.class, List.of());

        assertThat(runs).singleElement().satisfies(run -> {
            assertThat(run.number("read")).isEqualTo(3);
            assertThat(run.number("watched")).isEqualTo(10_000);
        });
    }

    private static long checksum(Path file) throws IOException {
        try (CheckedInputStream in = new CheckedInputStream(Files.newInputStream(file), new CRC32())) {
            in.transferTo(OutputStream.nullOutputStream());
            return in.getChecksum().getValue();
        }
    }

    private static int[] sizesAfterWarmUp() {
        return IntStream.concat(IntStream.of(WARM_UP), IntStream.of(SIZES)).toArray();
    }

    private List<Figures> run(Class<?> program, List<String> arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of(server.url()));
        all.addAll(arguments);
        return Figures.ofSmallHeap(Files.createDirectory(folder.resolve("jvm")), program, all);
    }

    /** A large response is on disk while its exchange runs, without a name where the system supports that. */
    private static void assertSpooled(Figures run, boolean large) {
        assertSpooled(run, large ? 1 : 0);
    }

    private static void assertSpooled(Figures run, int files) {
        if (OS.LINUX.isCurrentOs()) {
            assertThat(run.number("open")).as("%s", run).isEqualTo(files);
            assertThat(run.number("named")).as("%s", run).isZero();
        }
        assertThat(run.number("openAfter")).as("%s", run).isZero();
        assertThat(run.number("namedAfter")).as("%s", run).isZero();
    }

    private static int resultsIn(Path file) throws IOException {
        int objects = 0;
        try (JsonParser parser = new JsonFactory().createParser(file.toFile())) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.START_OBJECT
                        && parser.getParsingContext().getParent().inArray()) {
                    objects++;
                }
            }
        }
        return objects;
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
