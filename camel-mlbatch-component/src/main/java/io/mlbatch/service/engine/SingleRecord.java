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
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;

import io.mlbatch.protocol.BatchState;
import io.mlbatch.protocol.BatchStatus;
import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.TraceContext;
import io.mlbatch.service.store.Computation;
import io.mlbatch.service.store.ItemResult;
import io.mlbatch.service.store.RecordRun;
import io.mlbatch.service.store.ResultRun;

/** A computation of one record outside of the store, because its caller waits for the result. Thread-safe. */
public final class SingleRecord implements Computation {

    private enum Turn {
        QUEUED,
        BEGUN,
        DROPPED
    }

    private final ExecutionId id;
    private final String owner;
    private final Optional<TraceContext> trace;
    private final byte[] record;
    private final AtomicReference<Turn> turn = new AtomicReference<>(Turn.QUEUED);
    private final CompletableFuture<Optional<ItemResult>> outcome = new CompletableFuture<>();

    SingleRecord(ExecutionId id, String owner, Optional<TraceContext> trace, byte[] record) {
        this.id = id;
        this.owner = owner;
        this.trace = trace;
        this.record = record;
    }

    /** Completes with the result, which may be a failed one; empty if the record was dropped. */
    public CompletionStage<Optional<ItemResult>> outcome() {
        return outcome;
    }

    /** Drops the record unless its computation has begun. */
    public void dropIfQueued() {
        if (turn.compareAndSet(Turn.QUEUED, Turn.DROPPED)) {
            outcome.complete(Optional.empty());
        }
    }

    /** Drops the record, or its result if the computation has begun. */
    public void drop() {
        dropIfQueued();
        outcome.complete(Optional.empty());
    }

    @Override
    public void onStop() {
        drop();
    }

    @Override
    public ExecutionId id() {
        return id;
    }

    @Override
    public String owner() {
        return owner;
    }

    @Override
    public Optional<String> traceparent() {
        return trace.map(TraceContext::parent);
    }

    @Override
    public BatchStatus status() {
        boolean done = outcome.isDone();
        BatchState state =
                done ? BatchState.COMPLETE : turn.get() == Turn.QUEUED ? BatchState.PENDING : BatchState.IN_PROGRESS;
        return new BatchStatus(state, done ? 1 : 0, 1, 1);
    }

    @Override
    public RecordRun records(int from, int max) {
        return new RecordRun(0, record, new int[] {record.length});
    }

    /** @throws CancellationException if the record was dropped, so that it is not computed in vain */
    @Override
    public void begin() {
        if (!turn.compareAndSet(Turn.QUEUED, Turn.BEGUN)) {
            throw new CancellationException("The caller no longer waits for the record");
        }
    }

    @Override
    public void complete(ResultRun results) {
        outcome.complete(
                Optional.of(new ItemResult(results.response(0), results.artifacts(), results.failedCount() > 0)));
    }

    @Override
    public BitSet completed() {
        return new BitSet();
    }
}
