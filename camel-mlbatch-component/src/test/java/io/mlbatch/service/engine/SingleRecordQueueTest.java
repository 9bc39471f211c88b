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
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.mlbatch.protocol.ServiceId;
import io.mlbatch.protocol.json.RecordsJson;
import io.mlbatch.service.store.Execution;
import io.mlbatch.service.store.ItemResult;
import io.mlbatch.service.store.NewExecution;
import io.mlbatch.testing.ManualExecutor;
import io.mlbatch.testing.host.FakeProcessor;
import io.mlbatch.testing.host.Stored;

import static org.assertj.core.api.Assertions.assertThat;

class SingleRecordQueueTest {

    private static final ServiceId SERVICE = new ServiceId("TxService", "1.0");

    private final FakeProcessor processor = new FakeProcessor();
    private final ManualExecutor executor = new ManualExecutor();
    private final BatchEngine engine = FakeProcessor.engine(processor, executor, 1, Deadlines.NONE);
    private final SingleRecordQueue singles = new SingleRecordQueue(engine);

    @Test
    void record_isComputedForItsCaller() {
        SingleRecord single = submit("a");
        executor.runAll();
        processor.complete("a");
        assertThat(text(single)).contains("\"name\":\"a\"");
    }

    @Test
    void recordThatCannotStart_isAFailedRecord() {
        executor.reject();
        assertThat(text(submit("a"))).contains("\"success\":false", "no thread is available");
    }

    @Test
    void recordWhoseTurnDoesNotCome_isNotComputed() {
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
        SingleRecord single = submit("a");

        single.dropIfQueued();

        assertThat(outcome(single)).isEmpty();
        processor.complete("b0");
        executor.runAll();
        processor.complete("b1");
        executor.runAll();
        assertThat(processor.seen()).containsExactly("b0", "b1");
    }

    @Test
    void recordThatIsGivenUpOnItsWayToAThread_isNotComputed() {
        submit("a").dropIfQueued();
        executor.runAll();
        assertThat(processor.seen()).isEmpty();

        // and its place is free again
        SingleRecord next = submit("b");
        executor.runAll();
        processor.complete("b");
        assertThat(text(next)).contains("\"name\":\"b\"");
    }

    @Test
    void recordWhoseTurnHasCome_isNotGivenUpForItsWait() {
        SingleRecord single = submit("a");
        executor.runAll();

        single.dropIfQueued();

        assertThat(single.outcome().toCompletableFuture()).isNotDone();
        processor.complete("a");
        assertThat(text(single)).contains("\"name\":\"a\"");
    }

    @Test
    void recordWhoseCallerIsGoneWhileItIsComputed_freesItsPlaceAtItsEnd() {
        SingleRecord gone = submit("a");
        executor.runAll();

        gone.drop();
        assertThat(outcome(gone)).isEmpty();
        SingleRecord next = submit("b");
        processor.complete("a");
        executor.runAll();
        processor.complete("b");
        assertThat(text(next)).contains("\"name\":\"b\"");
    }

    @Test
    void close_dropsARecordInProgress() {
        SingleRecord single = submit("a");
        executor.runAll();
        assertThat(processor.open()).containsExactly("a");

        singles.close();

        assertThat(outcome(single)).isEmpty();
        assertThat(outcome(submit("b"))).isEmpty();
    }

    @Test
    void pause_refusesRecordsAndDropsQueuedOnes() {
        SingleRecord inFlight = submit("a");
        executor.runAll();
        SingleRecord queued = submit("b");

        engine.pause();
        singles.dropQueued();

        assertThat(outcome(queued)).isEmpty();
        assertThat(outcome(submit("c"))).isEmpty();
        processor.complete("a");
        assertThat(text(inFlight)).contains("\"name\":\"a\"");
    }

    private SingleRecord submit(String name) {
        return singles.submit(SERVICE, "anna", Optional.empty(), record(name));
    }

    private static byte[] record(String name) {
        return RecordsJson.writeRecord(Map.of("name", name));
    }

    private static Optional<ItemResult> outcome(SingleRecord single) {
        assertThat(single.outcome().toCompletableFuture()).isDone();
        return single.outcome().toCompletableFuture().join();
    }

    private static String text(SingleRecord single) {
        return new String(outcome(single).orElseThrow().response(), StandardCharsets.UTF_8);
    }
}
