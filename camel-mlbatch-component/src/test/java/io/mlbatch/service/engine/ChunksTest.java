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
package io.mlbatch.service.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

import io.mlbatch.protocol.BatchState;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.protocol.json.RecordsJson;
import io.mlbatch.service.store.Execution;
import io.mlbatch.service.store.ItemResult;
import io.mlbatch.service.store.NewExecution;
import io.mlbatch.testing.ManualExecutor;
import io.mlbatch.testing.ManualTimer;
import io.mlbatch.testing.host.FakeProcessor;
import io.mlbatch.testing.host.Stored;

import static org.assertj.core.api.Assertions.assertThat;

/** Chunks and slices of {@link BatchEngine}. */
class ChunksTest {

    private final ManualExecutor executor = new ManualExecutor();
    private final AtomicLong clock = new AtomicLong(1);
    private final List<Runnable> flushes = new ArrayList<>();
    private final List<List<Integer>> chunks = new ArrayList<>();

    /** A record whose index is in this set is stored as invalid. */
    private static Execution batch(String name, int size, Set<Integer> invalid) {
        return Stored.inMemory()
                .create(new NewExecution(
                        new ServiceId("TxService", "1.0"),
                        "",
                        1,
                        Optional.empty(),
                        IntStream.range(0, size)
                                .mapToObj(index -> invalid.contains(index)
                                        ? RecordsJson.writeInvalid("invalid " + index)
                                        : RecordsJson.writeRecord(Map.of("name", name + index)))
                                .iterator()))
                .execution();
    }

    private BatchEngine engine(int chunkSize, Deadlines deadlines, ChunkProcessor processor) {
        return engine(chunkSize, deadlines, processor, executor);
    }

    private BatchEngine engine(int chunkSize, Deadlines deadlines, ChunkProcessor processor, Executor threads) {
        return new BatchEngine(
                (chunk, done) -> {
                    chunks.add(IntStream.range(chunk.first(), chunk.first() + chunk.size())
                            .boxed()
                            .toList());
                    processor.process(chunk, done);
                },
                RecordChecks.of(List.of(), false, false),
                threads,
                new EngineSizes(1, chunkSize, clock::get),
                deadlines,
                flushes::add,
                new AbandonedRecords());
    }

    @Test
    void chunks_areConsecutiveRecordsWithoutTheInvalidAndTheComputedOnes() {
        Execution execution = batch("a", 12, Set.of(3, 8));
        execution.complete(5, ItemResult.failure(5, "before"));
        engine(4, Deadlines.NONE, (chunk, done) -> done.accept(FakeProcessor.names(chunk)))
                .submit(execution);
        executor.runAll();

        assertThat(chunks).containsExactly(List.of(0, 1, 2), List.of(4), List.of(6, 7), List.of(9), List.of(10, 11));
        assertThat(execution.status().state()).isEqualTo(BatchState.COMPLETE);
        assertThat(Stored.result(execution, 3)).contains("\"success\":false", "invalid 3");
        assertThat(Stored.result(execution, 5)).contains("before");
        assertThat(Stored.result(execution, 11)).contains("\"a11\"");
    }

    @Property(tries = 200)
    void chunksThatFail_failExactlyTheRecordsThatCauseIt(
            @ForAll @IntRange(min = 1, max = 60) int size,
            @ForAll @IntRange(min = 1, max = 20) int chunkSize,
            @ForAll Set<@IntRange(max = 59) Integer> failing,
            @ForAll Set<@IntRange(max = 59) Integer> invalid) {
        Execution execution = batch("a", size, invalid);
        engine(chunkSize, Deadlines.NONE, (chunk, done) -> {
                    // a route may change its records before it fails
                    List<String> names = chunk.records().stream()
                            .map(record -> record.remove("name").toString())
                            .toList();
                    if (IntStream.range(chunk.first(), chunk.first() + chunk.size())
                            .anyMatch(failing::contains)) {
                        throw new IllegalStateException("no score for one of " + names);
                    }
                    done.accept(ChunkOutcome.of(
                            names.stream().map(FakeProcessor::result).toList()));
                })
                .submit(execution);
        executor.runAll();

        assertThat(execution.status().state()).isEqualTo(BatchState.COMPLETE);
        for (int index = 0; index < size; index++) {
            String expected = invalid.contains(index)
                    ? "invalid " + index
                    : failing.contains(index) ? "no score for one of [a" + index + "]" : "\"name\":\"a" + index + "\"";
            assertThat(Stored.result(execution, index)).contains(expected);
        }
    }

    @Test
    void chunkBeyondItsDeadline_isHalvedUntilTheSlowRecordIsAlone() {
        ManualTimer timer = new ManualTimer();
        Execution execution = batch("a", 4, Set.of());
        engine(4, Deadlines.of(Duration.ofSeconds(3), timer.executor()), (chunk, done) -> {
                    if (chunk.first() <= 2 && chunk.first() + chunk.size() > 2) {
                        timer.fireAll();
                    }
                    done.accept(FakeProcessor.names(chunk));
                })
                .submit(execution);
        executor.runAll();

        assertThat(chunks).containsExactly(List.of(0, 1, 2, 3), List.of(0, 1), List.of(2, 3), List.of(2), List.of(3));
        assertThat(Stored.result(execution, 2)).contains("exceeded its time limit of 3000 ms");
        assertThat(Stored.result(execution, 3)).contains("\"a3\"");
    }

    @Test
    void outcomeInWhichAllFail_isNotHalved() {
        Execution execution = batch("a", 3, Set.of());
        engine(3, Deadlines.NONE, (chunk, done) -> done.accept(ChunkOutcome.allFailed(3, "2 results for 3 records")))
                .submit(execution);
        executor.runAll();

        assertThat(chunks).hasSize(1);
        assertThat(Stored.result(execution, 2)).contains("2 results for 3 records");
    }

    @Test
    void outputWithoutAJsonForm_failsItsRecordAlone() {
        Execution execution = batch("a", 3, Set.of());
        engine(
                        3,
                        Deadlines.NONE,
                        (chunk, done) -> done.accept(ChunkOutcome.of(List.of(
                                FakeProcessor.result("x"),
                                RecordOutcome.success(Map.of("ok", 1, "bad", new Object()), List.of()),
                                FakeProcessor.result("z")))))
                .submit(execution);
        executor.runAll();

        assertThat(Stored.result(execution, 0)).contains("\"x\"");
        assertThat(Stored.result(execution, 1))
                .startsWith(
                        "{\"success\":false,\"errorMessage\":\"output 'bad': A value of java.lang.Object has no JSON")
                .endsWith("\"outputParameters\":{}}");
        assertThat(Stored.result(execution, 2)).contains("\"z\"");
    }

    @Test
    void slices_growWhileFastAndEndAfter50Milliseconds() {
        List<String> seen = new ArrayList<>();
        long[] millis = {1};
        BatchEngine engine = engine(1, Deadlines.NONE, (chunk, done) -> {
            seen.add(chunk.records().get(0).get("name").toString().substring(0, 1));
            clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis[0]));
            done.accept(FakeProcessor.names(chunk));
        });
        engine.submit(batch("a", 1_000, Set.of()));
        engine.submit(batch("b", 1_000, Set.of()));
        executor.runAll();

        List<Integer> turns = new ArrayList<>();
        for (int begin = 0, end = 1; end <= seen.size(); end++) {
            if (end == seen.size() || !seen.get(end).equals(seen.get(begin))) {
                turns.add(end - begin);
                begin = end;
            }
        }
        assertThat(turns).startsWith(1, 1, 4, 4, 16, 16, 50, 50, 50, 50);
        assertThat(turns).allMatch(turn -> turn <= 51);

        seen.clear();
        chunks.clear();
        millis[0] = 30;
        Execution slower = batch("c", 400, Set.of());
        engine.submit(slower);
        engine.submit(batch("d", 4, Set.of()));
        executor.runAll();
        assertThat(slower.status().state()).isEqualTo(BatchState.COMPLETE);
        assertThat(new TreeSet<>(seen)).containsExactly("c", "d");
        // each of the four records had its turn soon
        assertThat(seen.lastIndexOf("d")).isLessThan(20);
    }

    @Test
    void resultsOfAContinuingSlice_becomeVisibleByTheTimer() {
        List<Integer> visible = new ArrayList<>();
        Execution execution = batch("a", 400, Set.of());
        engine(1, Deadlines.NONE, (chunk, done) -> {
                    List<Runnable> due = List.copyOf(flushes);
                    flushes.clear();
                    due.forEach(Runnable::run);
                    visible.add(execution.status().completedItemCount());
                    done.accept(FakeProcessor.names(chunk));
                })
                .submit(execution);
        executor.runAll();

        assertThat(visible).isEqualTo(IntStream.range(0, 400).boxed().toList());
    }

    @Test
    void cancel_endsASliceBeforeItsNextChunk() {
        Execution execution = batch("a", 1_000, Set.of());
        BatchEngine[] engine = new BatchEngine[1];
        engine[0] = engine(1, Deadlines.NONE, (chunk, done) -> {
            if (chunk.first() == 300) {
                engine[0].cancel(chunk.id());
            }
            done.accept(FakeProcessor.names(chunk));
        });
        engine[0].submit(execution);
        executor.runAll();

        assertThat(chunks).hasSize(301);
        assertThat(Stored.result(execution, 300)).isNull();
    }

    @Test
    void pause_endsASliceAndResumeContinuesIt() {
        Execution execution = batch("a", 100, Set.of());
        BatchEngine[] engine = new BatchEngine[1];
        engine[0] = engine(3, Deadlines.NONE, (chunk, done) -> {
            if (chunk.first() == 60) {
                engine[0].pause();
            }
            done.accept(FakeProcessor.names(chunk));
        });
        engine[0].submit(execution);
        executor.runAll();
        assertThat(execution.status().completedItemCount()).isEqualTo(63);

        engine[0].resume();
        executor.runAll();
        assertThat(execution.status().state()).isEqualTo(BatchState.COMPLETE);
        assertThat(chunks.stream().flatMap(List::stream))
                .containsExactlyElementsOf(IntStream.range(0, 100).boxed().toList());
    }
}
