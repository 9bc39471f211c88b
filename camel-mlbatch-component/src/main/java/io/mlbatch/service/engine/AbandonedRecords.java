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

import java.util.HashMap;
import java.util.Map;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.service.store.Computation;

/**
 * Registry of the records that still hold a thread after their engine was closed. The next engine starts their
 * executions only after these records have returned: otherwise a restart would run a record twice at the same time.
 * Thread-safe.
 */
public final class AbandonedRecords {

    private static final Logger LOG = LoggerFactory.getLogger(AbandonedRecords.class);

    /** The number of abandoned records of one execution, and the action that waits for them. */
    private static final class Entry {
        private int records;
        private Runnable action;
    }

    private final Map<Object, Entry> entries = new HashMap<>();

    synchronized void add(Object key) {
        entries.computeIfAbsent(key, any -> new Entry()).records++;
    }

    void remove(Object key) {
        Runnable action = null;
        synchronized (this) {
            Entry entry = entries.get(key);
            if (--entry.records == 0) {
                entries.remove(key);
                action = entry.action;
            }
        }
        if (action != null) {
            action.run();
        }
    }

    /**
     * Runs an action once no abandoned record of a computation holds a thread: immediately, or on the thread of the
     * last such record. A later action for the same computation replaces a waiting one.
     */
    void whenReturned(Computation computation, Runnable action) {
        synchronized (this) {
            Entry entry = entries.get(computation.key());
            if (entry != null) {
                ExecutionId id = computation.id();
                if (entry.action == null) {
                    LOG.warn(
                            "Execution {} of {} continues after {} records interrupted by the last stop have returned",
                            id.value(),
                            id.service(),
                            entry.records);
                }
                entry.action = action;
                return;
            }
        }
        action.run();
    }
}
