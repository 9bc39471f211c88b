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
package io.mlbatch.service.operator;

/** Admits starts of batches and single records until it is closed, and counts those in progress. Thread-safe. */
public final class StartGate {

    private int inProgress;
    private boolean closed;

    /** Counts a start until {@link #leave}. Returns false, and does not count it, while the gate is closed. */
    public synchronized boolean enter() {
        if (!closed) {
            inProgress++;
        }
        return !closed;
    }

    public synchronized void leave() {
        inProgress--;
    }

    synchronized void close() {
        closed = true;
    }

    synchronized void open() {
        closed = false;
    }

    public synchronized boolean isClosed() {
        return closed;
    }

    /** Returns true if no start is in progress. */
    synchronized boolean isIdle() {
        return inProgress == 0;
    }
}
