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

/**
 * The records that held a thread when their engine was closed, and still hold it. Their executions are not submitted to
 * the next engine before these records have returned: otherwise a restart would run a record beside itself.
 * Thread-safe.
 */
public final class AbandonedRecords {

    private static final Logger LOG = LoggerFactory.getLogger(AbandonedRecords.class);

    /** The records of one execution, and what waits for them. */
    private static final class Held {
        private int records;
        private Runnable action;
    }

    private final Map<ExecutionId, Held> heldById = new HashMap<>();

    synchronized void add(ExecutionId id) {
        heldById.computeIfAbsent(id, any -> new Held()).records++;
    }

    void remove(ExecutionId id) {
        Runnable action = null;
        synchronized (this) {
            Held held = heldById.get(id);
            if (--held.records == 0) {
                heldById.remove(id);
                action = held.action;
            }
        }
        if (action != null) {
            action.run();
        }
    }

    /**
     * Runs an action once no abandoned record of an execution holds a thread: now, or on the thread of the last one. A
     * later action for the same execution replaces an earlier one that waits.
     */
    void whenReturned(ExecutionId id, Runnable action) {
        synchronized (this) {
            Held held = heldById.get(id);
            if (held != null) {
                if (held.action == null) {
                    LOG.warn(
                            "Execution {} of {} continues when {} of its records return that the last stop interrupted",
                            id.value(),
                            id.service(),
                            held.records);
                }
                held.action = action;
                return;
            }
        }
        action.run();
    }
}
