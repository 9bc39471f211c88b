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

import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.mlbatch.protocol.BatchState;
import io.mlbatch.protocol.BatchStatus;
import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.protocol.json.RecordsJson;
import io.mlbatch.service.store.Computation;
import io.mlbatch.service.store.Execution;
import io.mlbatch.service.store.ExecutionStore;
import io.mlbatch.service.store.NewExecution;
import io.mlbatch.service.store.RecordRun;
import io.mlbatch.service.store.ResultRun;
import io.mlbatch.testing.ManualExecutor;
import io.mlbatch.testing.host.FakeProcessor;
import io.mlbatch.testing.host.Stored;

import static org.assertj.core.api.Assertions.assertThat;

/** Computations of a part of the records, as the lanes of a cluster have them. */
class PartialComputationTest {

    private final ExecutionStore store = Stored.inMemory();
    private final ManualExecutor executor = new ManualExecutor();
    private final FakeProcessor processor = new FakeProcessor();
    private final BatchEngine engine = FakeProcessor.engine(processor, executor, 20, Deadlines.NONE);
    private final Execution execution = execution(10);

    /** Records of an execution from one index to another. */
    private record Part(Execution execution, int from, int to) implements Computation {

        @Override
        public ExecutionId id() {
            return execution.id();
        }

        @Override
        public Object key() {
            return List.of(id(), from);
        }

        @Override
        public String owner() {
            return execution.owner();
        }

        @Override
        public BatchStatus status() {
            return execution.status();
        }

        @Override
        public RecordRun records(int from, int max) {
            return execution.records(from, max);
        }

        @Override
        public void begin() {
            execution.begin();
        }

        @Override
        public void complete(ResultRun results) {
            execution.complete(results);
        }

        @Override
        public BitSet completed() {
            return execution.completed();
        }
    }

    private Execution execution(int size) {
        Iterator<byte[]> records = IntStream.range(0, size)
                .mapToObj(i -> RecordsJson.writeRecord(Map.of("name", "a" + i)))
                .iterator();
        return store.create(new NewExecution(new ServiceId("TxService", "1.0"), "", 1, Optional.empty(), records))
                .execution();
    }

    private CompletableFuture<Void> submit(int from, int to) {
        return engine.submit(new Part(execution, from, to)).toCompletableFuture();
    }

    private void complete(String... names) {
        for (String name : names) {
            processor.complete(name);
            executor.runAll();
        }
    }

    @Test
    void partsOfOneExecution_areComputedSideBySideAndReturnedOneByOne() {
        CompletableFuture<Void> first = submit(0, 2);
        CompletableFuture<Void> last = submit(8, 10);
        executor.runAll();
        assertThat(processor.open()).containsExactly("a0", "a8");

        complete("a0", "a1");
        assertThat(first).isCompleted();
        assertThat(last).isNotDone();
        complete("a8", "a9");
        assertThat(last).isCompleted();
        assertThat(processor.seen()).containsExactly("a0", "a8", "a1", "a9");
        assertThat(execution.status().completedItemCount()).isEqualTo(4);
    }

    @Test
    void recordsWithAResult_areNotComputedAgainAndThoseOutsideDoNotCount() {
        submit(0, 3);
        executor.runAll();
        complete("a0", "a1", "a2");

        CompletableFuture<Void> part = submit(2, 4);
        executor.runAll();
        assertThat(processor.open()).containsExactly("a3");
        complete("a3");
        assertThat(part).isCompleted();
        assertThat(submit(0, 4)).isCompleted();
    }

    @Test
    void releasedPart_returnsAfterItsRecordInFlightAndKeepsTheResult() {
        CompletableFuture<Void> part = submit(0, 5);
        executor.runAll();

        engine.release(List.of(execution.id(), 0));
        assertThat(part).isNotDone();
        complete("a0");

        assertThat(part).isCompleted();
        assertThat(processor.open()).isEmpty();
        assertThat(execution.completed()).isEqualTo(BitSet.valueOf(new long[] {1}));
    }

    @Test
    void pausedPart_isReturnedByItsReleaseAndContinuesAfterTheNextSubmit() {
        engine.pause();
        CompletableFuture<Void> part = submit(0, 2);
        executor.runAll();
        assertThat(part).isNotDone();
        engine.release(List.of(execution.id(), 0));
        assertThat(part).isCompleted();

        engine.resume();
        CompletableFuture<Void> again = submit(0, 2);
        executor.runAll();
        complete("a0", "a1");
        assertThat(again).isCompleted();
        assertThat(execution.status().state()).isEqualTo(BatchState.IN_PROGRESS);
    }

    @Test
    void canceledPart_returnsAndDropsItsResultInFlight() {
        CompletableFuture<Void> part = submit(0, 2);
        executor.runAll();
        engine.cancel(List.of(execution.id(), 0));
        complete("a0");

        assertThat(part).isCompleted();
        assertThat(execution.status().completedItemCount()).isZero();
    }

    @Test
    void closedEngine_returnsPartsThatAreNotInFlight() {
        CompletableFuture<Void> started = submit(0, 2);
        executor.runAll();
        engine.pause();
        CompletableFuture<Void> queued = submit(4, 6);

        engine.close();
        assertThat(queued).isCompleted();
        assertThat(started).isNotDone();
        complete("a0");
        assertThat(started).isCompleted();
        assertThat(submit(6, 8)).isCompleted();
    }
}
