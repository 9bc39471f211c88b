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

/** A record in flight: from the turn of its lane to the moment when its place is free again. Thread-safe. */
final class InFlightRecord {

    private final RunningBatch batch;
    private final int index;

    // all below are guarded by this
    private Thread thread;
    private boolean answered;
    private boolean kept;
    private boolean returned;
    private boolean released;
    private Runnable onReturn;

    InFlightRecord(RunningBatch batch, int index) {
        this.batch = batch;
        this.index = index;
    }

    RunningBatch batch() {
        return batch;
    }

    int index() {
        return index;
    }

    /** The current thread computes the record until {@link #markReturned}. */
    synchronized void begin() {
        thread = Thread.currentThread();
    }

    /** Interrupts the thread that computes the record, if one does. Never hits the next record of that thread. */
    synchronized void interrupt() {
        if (thread != null) {
            thread.interrupt();
        }
    }

    /** Returns true on the first call: a processor that responds and then throws has responded. */
    synchronized boolean markAnswered() {
        boolean first = !answered;
        answered = true;
        return first;
    }

    /** The result is kept. Returns true when the place of the record is free by that: the processor has returned. */
    synchronized boolean markKept() {
        kept = true;
        return returned && release();
    }

    /** The processor has returned. Returns true when the place of the record is free by that: its result is kept. */
    boolean markReturned() {
        Runnable action;
        boolean free;
        synchronized (this) {
            thread = null;
            returned = true;
            // the interrupt was meant for this record
            Thread.interrupted();
            action = onReturn;
            free = kept && release();
        }
        if (action != null) {
            action.run();
        }
        return free;
    }

    /** Frees the place of the record although the processor has not returned. Returns true on the first release. */
    synchronized boolean release() {
        boolean first = !released;
        released = true;
        return first;
    }

    /** Runs an action when the processor returns. Returns false, and does nothing, when it has returned. */
    synchronized boolean onReturn(Runnable action) {
        if (!returned) {
            onReturn = action;
        }
        return !returned;
    }
}
