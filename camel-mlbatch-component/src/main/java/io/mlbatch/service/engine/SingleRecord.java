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
import java.util.BitSet;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.mlbatch.protocol.BatchState;
import io.mlbatch.protocol.BatchStatus;
import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.service.store.Computation;
import io.mlbatch.service.store.ItemResult;

/** A record whose caller waits for it: a computation of one record that no store holds. */
final class SingleRecord implements Computation {

    private final ExecutionId id;
    private final byte[] record;
    private final CompletableFuture<Void> turn = new CompletableFuture<>();
    private final CompletableFuture<ItemResult> result = new CompletableFuture<>();

    SingleRecord(ExecutionId id, byte[] record) {
        this.id = id;
        this.record = record;
    }

    /**
     * Waits for the result; once its computation has begun, for as long as it takes.
     *
     * @param longestWait how long to wait for the begin of the computation
     * @return empty when it did not begin in time, and never will, or was given up
     */
    Optional<ItemResult> await(Duration longestWait) throws InterruptedException {
        try {
            if (!hasTurn(longestWait) && turn.cancel(false)) {
                return Optional.empty();
            }
            return Optional.of(result.get());
        } catch (CancellationException givenUp) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException("A result is a value also when its record failed", e);
        }
    }

    private boolean hasTurn(Duration longestWait) throws InterruptedException, ExecutionException {
        try {
            turn.get(longestWait.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException notYet) {
            return false;
        }
    }

    /** Lets the caller go when the computation has not begun. */
    void giveUpTurn() {
        turn.cancel(false);
    }

    /** Lets the caller go, whether the computation has begun or not. */
    void giveUp() {
        turn.cancel(false);
        result.cancel(false);
    }

    @Override
    public void onStop() {
        giveUp();
    }

    @Override
    public ExecutionId id() {
        return id;
    }

    @Override
    public String owner() {
        return "";
    }

    @Override
    public BatchStatus status() {
        BatchState state =
                result.isDone() ? BatchState.COMPLETE : turn.isDone() ? BatchState.IN_PROGRESS : BatchState.PENDING;
        return new BatchStatus(state, result.isDone() ? 1 : 0, 1, 1);
    }

    @Override
    public byte[] record(int index) {
        return record;
    }

    /** @throws CancellationException when nobody waits any more, so that the record is not computed in vain */
    @Override
    public void begin() {
        if (!turn.complete(null)) {
            throw new CancellationException("Nobody waits for the record any more");
        }
    }

    @Override
    public void complete(int index, ItemResult itemResult) {
        // also a record that could not begin has a result
        turn.complete(null);
        result.complete(itemResult);
    }

    @Override
    public BitSet completed() {
        return new BitSet();
    }
}
