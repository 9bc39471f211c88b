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

/** A chunk in flight, from its start until its slice continues with the next chunk. Thread-safe. */
final class InFlightChunk {

    private final Slice slice;
    private final RecordChunk chunk;

    // guarded by this
    private Thread thread;
    private boolean responded;
    private boolean handled;
    private boolean returned;
    private boolean released;
    private Runnable onReturn;

    InFlightChunk(Slice slice, RecordChunk chunk) {
        this.slice = slice;
        this.chunk = chunk;
    }

    Slice slice() {
        return slice;
    }

    RecordChunk chunk() {
        return chunk;
    }

    /** Registers the current thread, which computes the chunk until {@link #markReturned}. */
    synchronized void begin() {
        thread = Thread.currentThread();
    }

    /** Interrupts the thread that computes the chunk, if any. Never interrupts the next chunk of that thread. */
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

    /** Marks the outcome as handled. Returns true if the slice continues because the processor has returned. */
    synchronized boolean markHandled() {
        handled = true;
        return returned && release();
    }

    /** Marks the processor as returned. Returns true if the slice continues because the outcome is handled. */
    boolean markReturned() {
        Runnable action;
        boolean free;
        synchronized (this) {
            thread = null;
            returned = true;
            // an interrupt of this chunk must not affect the next one
            Thread.interrupted();
            action = onReturn;
            free = handled && release();
        }
        if (action != null) {
            action.run();
        }
        return free;
    }

    /** Lets the slice continue even if the processor has not returned. Returns true on the first release. */
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
