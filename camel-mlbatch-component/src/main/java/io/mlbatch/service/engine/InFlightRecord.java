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

/** A record in flight, from the turn of its lane until its permit is released. Thread-safe. */
final class InFlightRecord {

    private final RunningBatch batch;
    private final int index;

    // guarded by this
    private Thread thread;
    private boolean responded;
    private boolean stored;
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

    /** Registers the current thread, which computes the record until {@link #markReturned}. */
    synchronized void begin() {
        thread = Thread.currentThread();
    }

    /** Interrupts the thread that computes the record, if any. Never interrupts the next record of that thread. */
    synchronized void interrupt() {
        if (thread != null) {
            thread.interrupt();
        }
    }

    /** Returns true on the first call: a processor that responds and then throws has responded. */
    synchronized boolean markResponded() {
        boolean first = !responded;
        responded = true;
        return first;
    }

    /** Marks the result as stored. Returns true if this releases the permit because the processor has returned. */
    synchronized boolean markStored() {
        stored = true;
        return returned && release();
    }

    /** Marks the processor as returned. Returns true if this releases the permit because the result is stored. */
    boolean markReturned() {
        Runnable action;
        boolean free;
        synchronized (this) {
            thread = null;
            returned = true;
            // an interrupt of this record must not affect the next one
            Thread.interrupted();
            action = onReturn;
            free = stored && release();
        }
        if (action != null) {
            action.run();
        }
        return free;
    }

    /** Releases the permit even if the processor has not returned. Returns true on the first release. */
    synchronized boolean release() {
        boolean first = !released;
        released = true;
        return first;
    }

    /** Registers an action for the return of the processor. Returns false if the processor has already returned. */
    synchronized boolean onReturn(Runnable action) {
        if (!returned) {
            onReturn = action;
        }
        return !returned;
    }
}
