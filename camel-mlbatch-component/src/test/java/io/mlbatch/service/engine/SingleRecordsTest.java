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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.mlbatch.protocol.ServiceId;
import io.mlbatch.protocol.json.RecordsJson;
import io.mlbatch.service.fakes.FakeProcessor;
import io.mlbatch.service.fakes.ManualExecutor;
import io.mlbatch.service.fakes.Stored;
import io.mlbatch.service.store.Execution;
import io.mlbatch.service.store.ItemResult;
import io.mlbatch.service.store.NewExecution;

import static org.assertj.core.api.Assertions.assertThat;

class SingleRecordsTest {

    private static final ServiceId SERVICE = new ServiceId("TxService", "1.0");
    private static final Duration LONG = Duration.ofMinutes(1);

    private final FakeProcessor processor = new FakeProcessor();
    private final ManualExecutor executor = new ManualExecutor();
    private final BatchEngine engine = new BatchEngine(processor, executor, 1, Deadlines.NONE);
    private final SingleRecords singles = new SingleRecords(engine);

    @Test
    void recordIsComputedForItsCaller() throws Exception {
        CompletableFuture<Optional<ItemResult>> call = compute("a");
        awaitTask();
        executor.runAll();
        processor.answer("a");
        assertThat(text(call)).contains("\"name\":\"a\"");
    }

    @Test
    void recordThatCannotStartIsAFailedRecord() throws Exception {
        executor.reject();
        assertThat(text(compute("a"))).contains("\"success\":false", "No thread was free");
    }

    @Test
    void recordWhoseTurnDoesNotComeInTimeIsNotComputed() throws Exception {
        Execution batch = Stored.inMemory()
                .create(new NewExecution(
                        SERVICE,
                        "",
                        1,
                        Optional.empty(),
                        List.of(record("b0"), record("b1")).iterator()))
                .execution();
        engine.submit(batch);
        executor.runAll();

        assertThat(singles.compute(SERVICE, record("a"), Duration.ZERO)).isEmpty();

        processor.answer("b0");
        executor.runAll();
        processor.answer("b1");
        executor.runAll();
        assertThat(processor.seen()).containsExactly("b0", "b1");
    }

    @Test
    void recordThatIsGivenUpOnItsWayToAThreadIsNotComputed() throws Exception {
        assertThat(singles.compute(SERVICE, record("a"), Duration.ZERO)).isEmpty();
        executor.runAll();
        assertThat(processor.seen()).isEmpty();

        // and its place is free again
        CompletableFuture<Optional<ItemResult>> next = compute("b");
        awaitTask();
        executor.runAll();
        processor.answer("b");
        assertThat(text(next)).contains("\"name\":\"b\"");
    }

    @Test
    void closeLetsACallerGoWhoseRecordIsBeingComputed() throws Exception {
        CompletableFuture<Optional<ItemResult>> call = compute("a");
        awaitTask();
        executor.runAll();
        assertThat(processor.open()).containsExactly("a");

        singles.close();

        assertThat(call.get(1, TimeUnit.MINUTES)).isEmpty();
        assertThat(singles.compute(SERVICE, record("b"), LONG)).isEmpty();
    }

    @Test
    void pauseRefusesRecordsAndLetsTheCallersGoWhoseTurnHasNotCome() throws Exception {
        CompletableFuture<Optional<ItemResult>> inFlight = compute("a");
        awaitTask();
        executor.runAll();
        CompletableFuture<Optional<ItemResult>> queued = compute("b");

        engine.pause();
        singles.releaseQueued();

        // whether it came before or after
        assertThat(queued.get(1, TimeUnit.MINUTES)).isEmpty();
        assertThat(singles.compute(SERVICE, record("c"), LONG)).isEmpty();
        processor.answer("a");
        assertThat(text(inFlight)).contains("\"name\":\"a\"");
    }

    private CompletableFuture<Optional<ItemResult>> compute(String name) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return singles.compute(SERVICE, record(name), LONG);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private void awaitTask() {
        Awaitility.await().atMost(1, TimeUnit.MINUTES).until(() -> executor.waiting() == 1);
    }

    private static byte[] record(String name) {
        return RecordsJson.writeRecord(Map.of("name", name));
    }

    private static String text(CompletableFuture<Optional<ItemResult>> call) throws Exception {
        return new String(call.get(1, TimeUnit.MINUTES).orElseThrow().response(), StandardCharsets.UTF_8);
    }
}
