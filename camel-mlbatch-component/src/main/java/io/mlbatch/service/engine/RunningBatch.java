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

import io.mlbatch.service.store.Computation;

/** The progress of one batch in the scheduler. Guarded by the scheduler's lock, except for {@link #isCanceled}. */
final class RunningBatch {

    private final Computation computation;
    private final int total;
    private final BitSet completed;
    private int next;
    private int done;
    private volatile boolean canceled;

    /** @param completed the indexes that were computed before */
    RunningBatch(Computation computation, int total, BitSet completed) {
        this.computation = computation;
        this.total = total;
        this.completed = completed;
        this.next = completed.nextClearBit(0);
        this.done = completed.cardinality();
    }

    Computation computation() {
        return computation;
    }

    boolean hasNext() {
        return !canceled && next < total;
    }

    InFlightRecord next() {
        int index = next;
        next = completed.nextClearBit(index + 1);
        return new InFlightRecord(this, index);
    }

    /** Counts a record that is done. Returns true for the last one. */
    boolean countDone() {
        return ++done == total;
    }

    void cancel() {
        canceled = true;
    }

    boolean isCanceled() {
        return canceled;
    }
}
