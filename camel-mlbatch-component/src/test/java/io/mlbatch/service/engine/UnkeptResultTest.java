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
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.mlbatch.protocol.BatchState;
import io.mlbatch.protocol.BatchStatus;
import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.protocol.json.RecordsJson;
import io.mlbatch.service.store.Computation;
import io.mlbatch.service.store.Execution;
import io.mlbatch.service.store.NewExecution;
import io.mlbatch.service.store.RecordRun;
import io.mlbatch.service.store.ResultRun;
import io.mlbatch.service.store.StoreException;
import io.mlbatch.testing.ManualExecutor;
import io.mlbatch.testing.host.FakeProcessor;
import io.mlbatch.testing.host.Stored;

import static org.assertj.core.api.Assertions.assertThat;

class UnkeptResultTest {

    private final ManualExecutor executor = new ManualExecutor();
    private final FakeProcessor processor = new FakeProcessor();
    private final BatchEngine engine = FakeProcessor.engine(processor, executor, 1, Deadlines.NONE);

    /** Three records, whose results go nowhere. */
    private record Broken(String name) implements Computation {

        @Override
        public ExecutionId id() {
            return new ExecutionId(new ServiceId("TxService", "1.0"), name);
        }

        @Override
        public String owner() {
            return "";
        }

        @Override
        public BatchStatus status() {
            return new BatchStatus(BatchState.PENDING, 0, 3, 1);
        }

        @Override
        public RecordRun records(int from, int max) {
            byte[] record = RecordsJson.writeRecord(Map.of("name", name + from));
            return new RecordRun(from, record, new int[] {record.length});
        }

        @Override
        public void begin() {}

        @Override
        public void complete(ResultRun results) {
            throw new StoreException("the store has ended", null);
        }

        @Override
        public BitSet completed() {
            return new BitSet();
        }
    }

    @Test
    void batchWhoseResultCannotBeKept_stops_andOthersContinue() {
        engine.submit(new Broken("a"));
        engine.submit(new Broken("b"));
        executor.runAll();
        processor.complete("a0");
        executor.runAll();
        processor.complete("b0");
        executor.runAll();

        assertThat(processor.seen()).containsExactly("a0", "b0");
        assertThat(processor.open()).isEmpty();
    }

    /** Fails at one call, once. */
    private static final class FailingOnce implements Computation {

        private final Execution execution;
        private Supplier<Throwable> atRecord = () -> null;
        private Supplier<Throwable> atComplete = () -> null;

        FailingOnce(Execution execution) {
            this.execution = execution;
        }

        private static void failWith(Throwable fault) {
            if (fault instanceof Error error) {
                throw error;
            }
            if (fault instanceof RuntimeException exception) {
                throw exception;
            }
        }

        @Override
        public ExecutionId id() {
            return execution.id();
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
            Throwable fault = atRecord.get();
            atRecord = () -> null;
            failWith(fault);
            return execution.records(from, max);
        }

        @Override
        public void begin() {
            execution.begin();
        }

        @Override
        public void complete(ResultRun results) {
            Throwable fault = atComplete.get();
            atComplete = () -> null;
            failWith(fault);
            execution.complete(results);
        }

        @Override
        public BitSet completed() {
            return execution.completed();
        }
    }

    private static Execution twoRecords() {
        return Stored.inMemory()
                .create(new NewExecution(
                        new ServiceId("TxService", "1.0"),
                        "",
                        1,
                        Optional.empty(),
                        Stream.of("a0", "a1")
                                .map(name -> RecordsJson.writeRecord(Map.of("name", name)))
                                .iterator()))
                .execution();
    }

    private void computeAll() {
        executor.runAll();
        while (!processor.open().isEmpty()) {
            processor.complete(processor.open().get(0));
            executor.runAll();
        }
    }

    @Test
    void resultLostToALackOfMemory_isComputedAgainAfterTheNextSubmit() {
        Execution execution = twoRecords();
        FailingOnce failing = new FailingOnce(execution);
        failing.atComplete = () -> new OutOfMemoryError("Java heap space");
        engine.submit(failing);
        computeAll();
        assertThat(execution.status().completedItemCount()).isZero();

        engine.submit(failing);
        computeAll();

        assertThat(execution.status().state()).isEqualTo(BatchState.COMPLETE);
        assertThat(processor.seen()).containsExactly("a0", "a0", "a1");
    }

    @Test
    void recordThatCannotBeRead_doesNotFail_andItsPlaceIsFree() {
        Execution execution = twoRecords();
        FailingOnce failing = new FailingOnce(execution);
        failing.atRecord = () -> new StoreException("too many open files", null);
        engine.submit(failing);
        computeAll();
        assertThat(execution.status().completedItemCount()).isZero();

        engine.submit(failing);
        computeAll();

        assertThat(execution.status().state()).isEqualTo(BatchState.COMPLETE);
        assertThat(Stored.result(execution, 0)).contains("\"success\":true");
    }
}
