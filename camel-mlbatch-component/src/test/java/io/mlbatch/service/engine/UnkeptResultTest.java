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

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.mlbatch.protocol.BatchState;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.protocol.json.RecordsJson;
import io.mlbatch.service.store.Computation;
import io.mlbatch.service.store.Execution;
import io.mlbatch.service.store.NewExecution;
import io.mlbatch.service.store.StoreException;
import io.mlbatch.testing.ManualExecutor;
import io.mlbatch.testing.Proxies;
import io.mlbatch.testing.host.FakeProcessor;
import io.mlbatch.testing.host.Stored;

import static org.assertj.core.api.Assertions.assertThat;

class UnkeptResultTest {

    private final ManualExecutor executor = new ManualExecutor();
    private final FakeProcessor processor = new FakeProcessor();
    private final BatchEngine engine = FakeProcessor.engine(processor, executor, 1, Deadlines.NONE);

    @Test
    void batchWhoseResultCannotBeKept_stops_andOthersContinue() {
        engine.submit(failing(batch("a"), "complete", () -> true, new StoreException("the store has ended", null)));
        engine.submit(failing(batch("b"), "complete", () -> true, new StoreException("the store has ended", null)));
        executor.runAll();
        processor.complete("a0");
        executor.runAll();
        processor.complete("b0");
        executor.runAll();

        assertThat(processor.seen()).containsExactly("a0", "b0");
        assertThat(processor.open()).isEmpty();
    }

    private static Computation failing(Execution execution, String method, BooleanSupplier fails, Throwable fault) {
        return Proxies.intercepted(Computation.class, execution, called -> {
            if (called.equals(method) && fails.getAsBoolean()) {
                throw fault;
            }
        });
    }

    private static Computation failingOnce(Execution execution, String method, Throwable fault) {
        AtomicBoolean failed = new AtomicBoolean();
        return failing(execution, method, () -> !failed.getAndSet(true), fault);
    }

    /** Two records that are computed one after the other. */
    private static Execution batch(String name) {
        return Stored.inMemory()
                .create(new NewExecution(
                        new ServiceId("TxService", "1.0"),
                        "",
                        1,
                        Optional.empty(),
                        Stream.of(name + 0, name + 1)
                                .map(record -> RecordsJson.writeRecord(Map.of("name", record)))
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
        Execution execution = batch("a");
        Computation failing = failingOnce(execution, "complete", new OutOfMemoryError("Java heap space"));
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
        Execution execution = batch("a");
        Computation failing = failingOnce(execution, "records", new StoreException("too many open files", null));
        engine.submit(failing);
        computeAll();
        assertThat(execution.status().completedItemCount()).isZero();

        engine.submit(failing);
        computeAll();

        assertThat(execution.status().state()).isEqualTo(BatchState.COMPLETE);
        assertThat(Stored.result(execution, 0)).contains("\"success\":true");
    }
}
