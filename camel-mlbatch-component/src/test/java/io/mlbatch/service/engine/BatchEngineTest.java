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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import io.mlbatch.protocol.BatchState;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.protocol.json.RecordsJson;
import io.mlbatch.service.store.Execution;
import io.mlbatch.service.store.ExecutionStore;
import io.mlbatch.service.store.ItemResult;
import io.mlbatch.service.store.NewExecution;
import io.mlbatch.testing.ManualExecutor;
import io.mlbatch.testing.ManualTimer;
import io.mlbatch.testing.host.FakeProcessor;
import io.mlbatch.testing.host.Stored;

import static org.assertj.core.api.Assertions.assertThat;

class BatchEngineTest {

    private static final ServiceId SERVICE = new ServiceId("TxService", "1.0");

    private final ExecutionStore store = Stored.inMemory();
    private final ManualExecutor executor = new ManualExecutor();
    private final FakeProcessor processor = new FakeProcessor();

    private Execution run(FakeProcessor.Single recordProcessor) {
        Execution execution = batch("a", 3, 1);
        FakeProcessor.engine(FakeProcessor.single(recordProcessor), executor, 20, Deadlines.NONE)
                .submit(execution);
        executor.runAll();
        assertThat(execution.status().state()).isEqualTo(BatchState.COMPLETE);
        return execution;
    }

    private Execution batch(String name, int size, int parallelCount) {
        return batch("", name, size, parallelCount);
    }

    private Execution batch(String owner, String name, int size, int parallelCount) {
        Iterator<byte[]> records = IntStream.range(0, size)
                .mapToObj(i -> RecordsJson.writeRecord(Map.of("name", name + i)))
                .iterator();
        return store.create(new NewExecution(SERVICE, owner, parallelCount, Optional.empty(), records))
                .execution();
    }

    private static ItemResult before() {
        return ItemResult.success(0, Map.of("name", "before"), List.of());
    }

    private static String text(byte[] result) {
        return new String(result, StandardCharsets.UTF_8);
    }

    @Nested
    class TimeLimits {

        @Test
        void recordBeyondItsDeadline_failsAndReleasesItsPermit() {
            ManualTimer timer = new ManualTimer();
            Execution execution = batch("a", 2, 1);
            FakeProcessor.engine(processor, executor, 1, Deadlines.of(Duration.ofSeconds(3), timer.executor()))
                    .submit(execution);
            executor.runAll();
            assertThat(processor.seen()).containsExactly("a0");

            timer.fireAll();
            executor.runAll();

            assertThat(Stored.result(execution, 0)).contains("exceeded its time limit of 3000 ms");
            assertThat(processor.seen()).containsExactly("a0", "a1");
            processor.complete("a0");
            executor.runAll();
            assertThat(Stored.result(execution, 0)).contains("exceeded its time limit of 3000 ms");
            processor.complete("a1");
            assertThat(execution.status().state()).isEqualTo(BatchState.COMPLETE);
        }

        @Test
        void recordBeyondItsDeadline_isInterrupted_andTheNextOfItsThreadIsNot() {
            ManualTimer timer = new ManualTimer();
            List<Boolean> interrupts = new ArrayList<>();
            Execution execution = batch("a", 2, 1);
            FakeProcessor.Single late = (index, record, done) -> {
                if (index == 0) {
                    timer.fireAll();
                }
                interrupts.add(Thread.currentThread().isInterrupted());
                done.accept(FakeProcessor.result("ok"));
            };
            FakeProcessor.engine(
                            FakeProcessor.single(late),
                            executor,
                            1,
                            Deadlines.of(Duration.ofSeconds(3), timer.executor()))
                    .submit(execution);
            executor.runAll();

            assertThat(interrupts).containsExactly(true, false);
            assertThat(Stored.result(execution, 0)).contains("exceeded its time limit of 3000 ms");
            assertThat(Stored.result(execution, 1)).contains("\"success\":true");
        }

        @Test
        void recordsThatIgnoreTheirInterrupt_keepAtMostTwiceTheThreadsOfTheLimit() {
            ManualTimer timer = new ManualTimer();
            Execution execution = batch("a", 5, 1);
            BatchEngine engine = FakeProcessor.engine(
                    FakeProcessor.single((index, record, done) -> {
                        timer.fireAll();
                        // the records that follow would run on threads beside this one
                        executor.runAll();
                    }),
                    executor,
                    1,
                    Deadlines.of(Duration.ofSeconds(3), timer.executor()));
            engine.submit(execution);
            executor.runNext();

            assertThat(execution.status().state()).isEqualTo(BatchState.COMPLETE);
            assertThat(executor.mostNested()).isEqualTo(2);
        }

        @Test
        void recordThatIsDoneInTime_leavesNoTimer() {
            ManualTimer timer = new ManualTimer();
            Execution execution = batch("a", 1, 1);
            FakeProcessor.engine(processor, executor, 1, Deadlines.of(Duration.ofSeconds(3), timer.executor()))
                    .submit(execution);
            executor.runAll();

            processor.complete("a0");

            assertThat(timer.pending()).isZero();
        }
    }

    @Nested
    class PauseCancelAndClose {

        @Test
        void pausedEngine_startsNothingAndStoresResultsOfRecordsInFlight() {
            BatchEngine engine = FakeProcessor.engine(processor, executor, 20, Deadlines.NONE);
            Execution execution = batch("a", 3, 1);
            engine.submit(execution);
            executor.runAll();

            engine.pause();
            processor.complete("a0");
            executor.runAll();
            assertThat(Stored.result(execution, 0)).contains("\"name\":\"a0\"");
            assertThat(processor.open()).isEmpty();

            engine.resume();
            executor.runAll();
            assertThat(processor.open()).containsExactly("a1");
        }

        @Test
        void batchThatComesDuringAPause_isComputedAfterIt() {
            BatchEngine engine = FakeProcessor.engine(processor, executor, 20, Deadlines.NONE);
            engine.pause();
            engine.submit(batch("a", 1, 1));
            assertThat(executor.waiting()).isZero();

            engine.resume();
            executor.runAll();
            assertThat(processor.open()).containsExactly("a0");
        }

        @Test
        void canceledBatch_startsNoRecordAndTakesNoResult() {
            BatchEngine engine = FakeProcessor.engine(processor, executor, 1, Deadlines.NONE);
            Execution canceled = batch("a", 3, 1);
            Execution other = batch("b", 1, 1);
            engine.submit(canceled);
            engine.submit(other);
            executor.runAll();
            engine.cancel(canceled.id());

            processor.complete("a0");
            executor.runAll();
            assertThat(Stored.result(canceled, 0)).isNull();
            assertThat(processor.seen()).containsExactly("a0", "b0");
        }

        @Test
        void cancelOfAnUnknownExecution_doesNothing() {
            BatchEngine engine = FakeProcessor.engine(processor, executor, 1, Deadlines.NONE);
            engine.cancel(batch("a", 1, 1).id());
            assertThat(executor.waiting()).isZero();
        }

        @Test
        void recordThatOutlivesItsEngine_holdsItsExecutionBackFromTheNextEngine() {
            AbandonedRecords abandoned = new AbandonedRecords();
            Execution execution = batch("a", 1, 1);
            BatchEngine next = FakeProcessor.engine(processor, executor, 2, Deadlines.NONE, abandoned);
            BatchEngine[] first = new BatchEngine[1];
            first[0] = FakeProcessor.engine(
                    FakeProcessor.single((index, record, done) -> {
                        first[0].close();
                        next.submit(execution);
                        next.submit(batch("b", 1, 1));
                        assertThat(executor.waiting()).isEqualTo(1);
                    }),
                    executor,
                    1,
                    Deadlines.NONE,
                    abandoned);
            first[0].submit(execution);
            executor.runNext();

            // the first engine's processor has returned without a result
            executor.runAll();
            assertThat(processor.seen()).containsExactlyInAnyOrder("a0", "b0");
        }

        @Test
        void recordRejectedByAStoppedExecutor_isLeftForTheNextStart() {
            Execution execution = batch("a", 1, 1);
            BatchEngine[] engine = new BatchEngine[1];
            engine[0] = FakeProcessor.engine(
                    processor,
                    task -> {
                        engine[0].close();
                        throw new RejectedExecutionException("stopped");
                    },
                    1,
                    Deadlines.NONE);

            engine[0].submit(execution);

            assertThat(execution.completed().isEmpty()).isTrue();
        }

        @Test
        void closedEngine_startsNothingAndStoresResultsOfRecordsInFlight() {
            BatchEngine engine = FakeProcessor.engine(processor, executor, 1, Deadlines.NONE);
            Execution execution = batch("a", 2, 1);
            engine.submit(execution);
            executor.runAll();
            engine.close();
            engine.submit(batch("b", 2, 1));
            processor.complete("a0");
            executor.runAll();

            assertThat(processor.seen()).containsExactly("a0");
            assertThat(Stored.result(execution, 0)).contains("\"a0\"");
            assertThat(execution.status().completedItemCount()).isEqualTo(1);
        }
    }

    @Nested
    class Threads {

        @Test
        void records_failWhenTheExecutorTakesNone() {
            executor.reject();
            Execution execution = batch("a", 10_000, 1);
            FakeProcessor.engine(processor, executor, 20, Deadlines.NONE).submit(execution);

            assertThat(execution.status().state()).isEqualTo(BatchState.COMPLETE);
            assertThat(Stored.result(execution, 9_999)).contains("no thread is available");
        }

        @Test
        void recordWithoutAThread_releasesItsPermit() {
            BatchEngine engine = FakeProcessor.engine(processor, executor, 1, Deadlines.NONE);
            executor.outOfThreads(true);
            Execution without = batch("a", 1, 1);
            engine.submit(without);

            executor.outOfThreads(false);
            engine.submit(batch("b", 1, 1));
            executor.runAll();
            assertThat(processor.open()).containsExactly("b0");
        }

        @Test
        void recordThatFindsNoThread_doesNotFail_andIsComputedWhenItIsSubmittedAgain() {
            BatchEngine engine = FakeProcessor.engine(processor, executor, 1, Deadlines.NONE);
            executor.outOfThreads(true);
            Execution execution = batch("a", 2, 1);
            engine.submit(execution);
            assertThat(execution.status().completedItemCount()).isZero();

            executor.outOfThreads(false);
            engine.submit(execution);
            executor.runAll();
            processor.complete("a0");
            executor.runAll();
            processor.complete("a1");
            assertThat(execution.status().state()).isEqualTo(BatchState.COMPLETE);
        }

        @Test
        void stack_doesNotGrowWithRecordsThatAreComputedAtOnce() {
            List<Integer> depths = new ArrayList<>();
            Execution execution = batch("a", 1_000, 1);
            FakeProcessor.engine(
                            FakeProcessor.single((index, record, done) -> {
                                depths.add(Thread.currentThread().getStackTrace().length);
                                done.accept(FakeProcessor.result("x"));
                            }),
                            executor,
                            20,
                            Deadlines.NONE)
                    .submit(execution);
            executor.runAll();
            assertThat(depths).hasSize(1_000);
            assertThat(depths.get(999)).isEqualTo(depths.get(1));
        }

        @Test
        void everyRecord_isComputedOnceByManyThreads() {
            ExecutorService threads = Executors.newFixedThreadPool(8);
            try {
                BatchEngine engine = FakeProcessor.engine(
                        FakeProcessor.single((index, record, done) ->
                                threads.execute(() -> done.accept(FakeProcessor.result("" + record.get("name"))))),
                        threads,
                        8,
                        Deadlines.NONE);
                List<Execution> executions = IntStream.range(0, 10)
                        .mapToObj(i -> batch("b" + i + "-", 200, 4))
                        .toList();
                executions.forEach(engine::submit);
                Awaitility.await().atMost(1, TimeUnit.MINUTES).until(() -> executions.stream()
                        .allMatch(execution -> execution.status().state() == BatchState.COMPLETE));
                assertThat(Stored.result(executions.get(9), 199)).contains("b9-199");
            } finally {
                threads.shutdownNow();
            }
        }
    }

    @Nested
    class Outcomes {

        @Test
        void results_areStoredByIndexInAnyOrder() {
            BatchEngine engine = FakeProcessor.engine(processor, executor, 20, Deadlines.NONE);
            Execution execution = batch("a", 3, 3);
            engine.submit(execution);
            executor.runAll();
            List.of("a2", "a0", "a1").forEach(processor::complete);

            assertThat(execution.status().state()).isEqualTo(BatchState.COMPLETE);
            for (int i = 0; i < 3; i++) {
                assertThat(Stored.result(execution, i)).contains("\"name\":\"a" + i + "\"");
            }
        }

        @Test
        void lane_continuesWhenARecordFails() {
            Execution execution = run((index, record, done) -> {
                if (index == 1) {
                    throw new IllegalStateException("no model");
                }
                done.accept(FakeProcessor.result("ok"));
            });
            assertThat(Stored.result(execution, 1)).contains("\"success\":false", "\"errorMessage\":\"no model\"");
            assertThat(Stored.result(execution, 2)).contains("\"success\":true");
        }

        @Test
        void lane_continuesWhenARecordEndsInAnError() {
            Execution execution = run((index, record, done) -> {
                throw new StackOverflowError();
            });
            assertThat(Stored.result(execution, 0)).contains("\"errorMessage\":\"StackOverflowError\"");
        }

        @Test
        void processorThatRespondsAndThrows_hasResponded() {
            Execution execution = run((index, record, done) -> {
                done.accept(FakeProcessor.result("first"));
                done.accept(FakeProcessor.result("second"));
                throw new IllegalStateException("late");
            });
            assertThat(Stored.result(execution, 2)).contains("first");
        }

        @Test
        void recordsThatHaveAResult_areNotComputedAgain() {
            Execution execution = batch("a", 4, 4);
            execution.complete(0, before());
            execution.complete(2, before());

            FakeProcessor.engine(processor, executor, 20, Deadlines.NONE).submit(execution);
            executor.runAll();

            assertThat(processor.seen()).containsExactly("a1", "a3");
            processor.complete("a1");
            processor.complete("a3");
            assertThat(execution.status().state()).isEqualTo(BatchState.COMPLETE);
            assertThat(Stored.result(execution, 0)).contains("before");
        }
    }

    @Nested
    class Scheduling {

        @Test
        void batch_isPendingUntilItsFirstRecordIsTaken() {
            BatchEngine engine = FakeProcessor.engine(processor, executor, 20, Deadlines.NONE);
            Execution execution = batch("a", 3, 2);
            engine.submit(execution);

            assertThat(execution.status().state()).isEqualTo(BatchState.PENDING);
            executor.runAll();
            assertThat(execution.status().state()).isEqualTo(BatchState.IN_PROGRESS);
        }

        @Test
        void batch_hasAtMostParallelCountRecordsInFlight() {
            BatchEngine engine = FakeProcessor.engine(processor, executor, 20, Deadlines.NONE);
            engine.submit(batch("a", 5, 2));
            executor.runAll();
            assertThat(processor.open()).containsExactly("a0", "a1");

            processor.complete("a1");
            executor.runAll();
            assertThat(processor.open()).containsExactly("a0", "a2");
        }

        @Test
        void allBatches_haveAtMostTheLimitInFlight() {
            BatchEngine engine = FakeProcessor.engine(processor, executor, 3, Deadlines.NONE);
            engine.submit(batch("a", 5, 5));
            engine.submit(batch("b", 5, 5));
            assertThat(executor.waiting()).isEqualTo(3);
            executor.runAll();
            assertThat(processor.open()).hasSize(3);
        }

        @Test
        void batches_takeTurns() {
            BatchEngine engine = FakeProcessor.engine(processor, executor, 1, Deadlines.NONE);
            engine.submit(batch("a", 4, 1));
            engine.submit(batch("b", 2, 1));
            executor.runAll();
            while (!processor.open().isEmpty()) {
                processor.complete(processor.open().get(0));
                executor.runAll();
            }
            assertThat(processor.seen()).containsExactly("a0", "b0", "a1", "b1", "a2", "a3");
        }

        @Test
        void ownersWithDifferentNumbersOfBatches_getTheSameTurns() {
            BatchEngine engine = FakeProcessor.engine(processor, executor, 1, Deadlines.NONE);
            engine.submit(batch("anna", "a", 2, 1));
            engine.submit(batch("anna", "b", 2, 1));
            engine.submit(batch("anna", "c", 2, 1));
            engine.submit(batch("bert", "d", 3, 1));
            executor.runAll();
            while (!processor.open().isEmpty()) {
                processor.complete(processor.open().get(0));
                executor.runAll();
            }
            assertThat(processor.seen()).containsExactly("a0", "b0", "d0", "c0", "d1", "a1", "d2", "b1", "c1");
        }

        @Test
        void executionThatIsSubmittedTwice_isComputedOnce() {
            BatchEngine engine = FakeProcessor.engine(processor, executor, 20, Deadlines.NONE);
            Execution execution = batch("a", 2, 1);
            engine.submit(execution);
            engine.submit(execution);
            executor.runAll();
            assertThat(processor.open()).containsExactly("a0");
        }
    }
}
