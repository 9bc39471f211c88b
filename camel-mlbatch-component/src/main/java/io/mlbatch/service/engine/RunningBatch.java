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

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.mlbatch.service.store.Computation;

/**
 * The progress of one computation in the scheduler. Guarded by the scheduler's lock, except for {@link #isCanceled}.
 */
final class RunningBatch {

    /** Consecutive records that are still to be computed. */
    record Range(int from, int to) {}

    private final Computation computation;
    private final int total;
    private final int end;
    private final int chunkSize;
    private final int maxLanes;
    private final BitSet completed;
    private final SliceLength length;
    // parts of slices that ended early
    private final Deque<Range> returned = new ArrayDeque<>();
    private final CompletableFuture<Void> returnedAll = new CompletableFuture<>();
    private int next;
    private int remaining;
    private int uncomputed;
    private int lanes;
    private int inFlight;
    private boolean released;
    private volatile boolean canceled;

    /**
     * @param total the number of records of the execution
     * @param maxLanes the slices that may be in flight at once
     */
    RunningBatch(Computation computation, int total, int chunkSize, int maxLanes) {
        int from = computation.from();
        this.computation = computation;
        this.total = total;
        this.end = computation.to();
        this.chunkSize = chunkSize;
        this.completed = computation.completed();
        this.next = completed.nextClearBit(from);
        this.remaining = end - from - completed.get(from, end).cardinality();
        this.uncomputed = remaining;
        this.maxLanes = Math.min(maxLanes, (end - from + chunkSize - 1) / chunkSize);
        this.length = new SliceLength(chunkSize, this.maxLanes);
    }

    Computation computation() {
        return computation;
    }

    /** Returns the number of records of the execution. */
    int total() {
        return total;
    }

    int chunkSize() {
        return chunkSize;
    }

    boolean hasNext() {
        return !canceled && !released && remaining > 0;
    }

    /** Begins a slice and returns its records, all of them without a result. */
    Range next() {
        inFlight++;
        Range range = returned.poll();
        if (range == null) {
            int computedBefore = completed.nextSetBit(next);
            int last = computedBefore < 0 ? end : Math.min(computedBefore, end);
            range = new Range(next, (int) Math.min(last, (long) next + length.next(remaining)));
            next = completed.nextClearBit(range.to());
        }
        remaining -= range.to() - range.from();
        return range;
    }

    /** Returns the part of a slice that was not computed. */
    void restore(Range range) {
        returned.add(range);
        remaining += range.to() - range.from();
    }

    /** Ends a slice and counts its computed records. Returns true if all records are computed. */
    boolean countDone(int records, long nanos) {
        inFlight--;
        length.measure(records, nanos);
        uncomputed -= records;
        return uncomputed == 0;
    }

    /** Returns true if the batch needs one more lane, which then counts. */
    boolean addLane() {
        boolean needed = lanes < maxLanes && hasNext() && (long) lanes * chunkSize < remaining;
        if (needed) {
            lanes++;
        }
        return needed;
    }

    void removeLane() {
        lanes--;
    }

    void cancel() {
        canceled = true;
    }

    /** From now on, no slice begins. */
    void release() {
        released = true;
    }

    /** Returns true if the engine does not work on the computation any more and will not by itself. */
    boolean isReturned() {
        return inFlight == 0 && (canceled || released || uncomputed == 0);
    }

    /** Must be called without the scheduler's lock, once {@link #isReturned}. */
    void onReturn() {
        returnedAll.complete(null);
    }

    /** Completes once the engine does not work on the computation any more. */
    CompletionStage<Void> whenReturned() {
        return returnedAll;
    }

    boolean isCanceled() {
        return canceled;
    }
}
