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
package io.mlbatch.service.store;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The actions that wait for the end of one execution. Thread-safe. */
public final class EndListeners {

    /** A waiting action, with an identity of its own: the same action may wait twice. */
    private static final class Entry {
        private final Runnable action;

        private Entry(Runnable action) {
            this.action = action;
        }
    }

    // null once the execution has ended
    private Set<Entry> waiting = new LinkedHashSet<>();

    /** As {@link Execution#onEnd}. */
    public Runnable add(Runnable action) {
        Entry entry = new Entry(action);
        synchronized (this) {
            if (waiting != null) {
                waiting.add(entry);
                return () -> remove(entry);
            }
        }
        action.run();
        return () -> {};
    }

    private synchronized void remove(Entry entry) {
        if (waiting != null) {
            waiting.remove(entry);
        }
    }

    /** Runs the actions, which must not throw. Later calls have no effect. */
    public void end() {
        List<Entry> actions;
        synchronized (this) {
            actions = waiting == null ? List.of() : List.copyOf(waiting);
            waiting = null;
        }
        actions.forEach(entry -> entry.action.run());
    }
}
