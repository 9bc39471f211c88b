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

import io.mlbatch.service.store.Computation;

/** The progress of one batch in the scheduler. Guarded by the scheduler's lock, except for {@link #isCanceled}. */
final class RunningBatch {

    /** Consecutive records that are still to be computed. */
    record Range(int from, int to) {}

    private final Computation computation;
    private final int total;
    private final int chunkSize;
    private final int maxLanes;
    private final BitSet completed;
    private final SliceLength length;
    // parts of slices that ended early
    private final Deque<Range> returned = new ArrayDeque<>();
    private int next;
    private int remaining;
    private int done;
    private int lanes;
    private volatile boolean canceled;

    /**
     * @param total the number of records
     * @param completed the indexes that were computed before
     * @param maxLanes the slices that may be in flight at once
     */
    RunningBatch(Computation computation, int total, BitSet completed, int chunkSize, int maxLanes) {
        this.computation = computation;
        this.total = total;
        this.chunkSize = chunkSize;
        this.completed = completed;
        this.maxLanes = Math.min(maxLanes, (total + chunkSize - 1) / chunkSize);
        this.length = new SliceLength(chunkSize, this.maxLanes);
        this.next = completed.nextClearBit(0);
        this.done = completed.cardinality();
        this.remaining = total - done;
    }

    Computation computation() {
        return computation;
    }

    int total() {
        return total;
    }

    int chunkSize() {
        return chunkSize;
    }

    boolean hasNext() {
        return !canceled && remaining > 0;
    }

    /** Returns the next records: at most a slice, all of them without a result. */
    Range next() {
        Range range = returned.poll();
        if (range == null) {
            int computedBefore = completed.nextSetBit(next);
            int end = computedBefore < 0 ? total : computedBefore;
            range = new Range(next, (int) Math.min(end, (long) next + length.next(remaining)));
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

    /** Counts the computed records of a slice. Returns true if all records of the batch are computed. */
    boolean countDone(int records, long nanos) {
        length.measure(records, nanos);
        done += records;
        return done == total;
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

    boolean isCanceled() {
        return canceled;
    }
}
