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
package io.mlbatch.service.store.memory;

import java.time.Clock;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.mlbatch.protocol.ExecutionSummary;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.service.store.Execution;
import io.mlbatch.service.store.ExecutionStore;
import io.mlbatch.service.store.ExecutionStoreContract;
import io.mlbatch.service.store.IdempotencyKey;
import io.mlbatch.service.store.ItemResult;
import io.mlbatch.service.store.KeyReusedException;
import io.mlbatch.service.store.NewExecution;
import io.mlbatch.service.store.ProducedArtifact;
import io.mlbatch.service.store.StoreException;
import io.mlbatch.service.store.StoreFullException;
import io.mlbatch.service.store.StoreSize;
import io.mlbatch.service.store.SummaryQuery;
import io.mlbatch.testing.host.Stored;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MemoryExecutionStoreTest extends ExecutionStoreContract {

    private static final ServiceId SERVICE = new ServiceId("TxService", "1.0");
    /** Of a record of 100 bytes. */
    private static final int RECORD_BYTES = 124;

    private final MemoryExecutionStore store = new MemoryExecutionStore(Clock.systemUTC(), 10_000);

    @Override
    protected ExecutionStore createStore() {
        return Stored.inMemory();
    }

    @Test
    void batchThatWouldFillTheHeap_isRefusedWhileItIsRead() {
        Iterator<byte[]> endless = Stream.generate(() -> new byte[100]).iterator();

        assertThatThrownBy(() -> create(Optional.empty(), endless))
                .isInstanceOf(StoreFullException.class)
                .hasMessageContaining("maxStoreSize 10000 bytes");
        assertThat(store.size().executions()).isZero();
    }

    private Execution create(int records) {
        return create(
                Optional.empty(), Collections.nCopies(records, new byte[100]).iterator());
    }

    private Execution create(Optional<IdempotencyKey> key, Iterator<byte[]> records) {
        return store.create(new NewExecution(SERVICE, "", 1, key, records)).execution();
    }

    @Test
    void size_isTheSumOfAllExecutions() {
        create(2);
        Execution second = create(3);
        second.complete(0, new ItemResult(new byte[10], List.of(new ProducedArtifact("a", new byte[7]))));
        second.complete(0, new ItemResult(new byte[999], List.of()));

        assertThat(store.size()).isEqualTo(new StoreSize(2, 5 * RECORD_BYTES + 17));
        assertThat(store.summaries(SummaryQuery.newest(2)))
                .extracting(ExecutionSummary::bytes)
                .containsExactly(3L * RECORD_BYTES + 17, 2L * RECORD_BYTES);
    }

    @Test
    void deletedExecution_takesNothing_alsoWhenResultsComeLate() {
        Execution execution = create(2);
        execution.complete(0, new ItemResult(new byte[10], List.of()));

        store.delete(execution.id());
        execution.complete(1, new ItemResult(new byte[10], List.of()));
        store.delete(execution.id());

        assertThat(store.size()).isEqualTo(new StoreSize(0, 0));
    }

    @Test
    void startThatFails_takesNothing() {
        Iterator<byte[]> broken = Stream.generate(() -> new byte[100])
                .map(record -> {
                    if (store.size().bytes() > 500) {
                        throw new IllegalStateException("broken");
                    }
                    return record;
                })
                .iterator();
        assertThatThrownBy(() -> create(Optional.empty(), broken)).hasMessage("broken");
        assertThatThrownBy(() -> create(81)).isInstanceOf(StoreFullException.class);

        assertThat(store.size()).isEqualTo(new StoreSize(0, 0));
        create(80);
    }

    @Test
    void startThatIsKnownAgain_takesNothing() {
        IdempotencyKey key = new IdempotencyKey("k", () -> "print");
        for (int i = 0; i < 3; i++) {
            create(Optional.of(key), List.of(new byte[100]).iterator());
        }
        IdempotencyKey other = new IdempotencyKey("k", () -> "other");
        assertThatThrownBy(
                        () -> create(Optional.of(other), List.of(new byte[100]).iterator()))
                .isInstanceOf(KeyReusedException.class);

        assertThat(store.size()).isEqualTo(new StoreSize(1, RECORD_BYTES));
    }

    @Test
    void startsSideBySide_getTheRoomOnce() {
        Iterator<byte[]> first = Stream.generate(() -> new byte[100]).limit(50).iterator();
        Iterator<byte[]> meanwhile = new Iterator<>() {
            @Override
            public boolean hasNext() {
                return first.hasNext();
            }

            @Override
            public byte[] next() {
                byte[] record = first.next();
                if (!first.hasNext()) {
                    // all but the last of the first batch has been read
                    assertThatThrownBy(() -> create(40)).isInstanceOf(StoreFullException.class);
                    create(30);
                }
                return record;
            }
        };

        create(Optional.empty(), meanwhile);

        assertThat(store.size()).isEqualTo(new StoreSize(2, 80 * RECORD_BYTES));
    }

    @Test
    void size_isRightAfterManyThreads() {
        IntStream.range(0, 2_000).parallel().forEach(i -> {
            Execution execution = create(1);
            Runnable complete = () -> execution.complete(0, new ItemResult(new byte[10], List.of()));
            Runnable delete = () -> store.delete(execution.id());
            CompletableFuture.allOf(CompletableFuture.runAsync(complete), CompletableFuture.runAsync(delete))
                    .join();
        });

        assertThat(store.size()).isEqualTo(new StoreSize(0, 0));
    }

    @Test
    void batchWhoseUploadEndsWhileTheHostStops_isNotAccepted() {
        AtomicBoolean stopping = new AtomicBoolean();
        ExecutionStore store = new MemoryExecutionStore(Clock.systemUTC(), 1_000, stopping::get);
        Iterator<byte[]> records =
                Stream.of(new byte[1]).peek(record -> stopping.set(true)).iterator();
        NewExecution batch = new NewExecution(new ServiceId("TxService", "1.0"), "", 1, Optional.empty(), records);

        assertThatThrownBy(() -> store.create(batch))
                .isInstanceOf(StoreException.class)
                .hasMessage("The host is stopping; the batch was not accepted");
        assertThat(store.size()).isEqualTo(new StoreSize(0, 0));
    }
}
