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
package io.mlbatch.camel.watch;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.mlbatch.camel.watch.WatchedExecution.Phase;
import io.mlbatch.protocol.ExecutionId;

/**
 * The server's list of executions as it was last read: the watched executions that still exist, and new ones within the
 * limits of a consumer. Executions beyond the limits are only counted, because the list can exceed the memory. Not
 * thread-safe.
 */
final class Listing {

    private static final Logger LOG = LoggerFactory.getLogger(Listing.class);

    /** The maximum number of executions that are awaited or being emitted. */
    private static final int MAX_UNFINISHED = 10_000;
    /** The maximum number of executions that are kept while the server holds them, including those that are done. */
    private static final int MAX_KNOWN = 200_000;

    private final Map<ExecutionId, WatchedExecution> watched;
    private final int maxUnfinished;
    private final int maxKnown;
    private final Set<WatchedExecution> existing = new HashSet<>();
    private final Set<ExecutionId> found = new LinkedHashSet<>();
    private long left;
    private boolean leftLogged;

    /** @param watched the watched executions; not changed by others while the list is read */
    Listing(Map<ExecutionId, WatchedExecution> watched) {
        this(watched, MAX_UNFINISHED, MAX_KNOWN);
    }

    Listing(Map<ExecutionId, WatchedExecution> watched, int maxUnfinished, int maxKnown) {
        this.watched = watched;
        this.maxUnfinished = maxUnfinished;
        this.maxKnown = maxKnown;
    }

    /** @param list passes each execution on the server to its argument */
    void read(Consumer<Consumer<ExecutionId>> list) {
        existing.clear();
        found.clear();
        left = 0;
        long unfinished = watched.values().stream()
                .filter(execution -> execution.phase() != Phase.DONE)
                .count();
        long capacity = Math.min(maxUnfinished - unfinished, maxKnown - watched.size());
        list.accept(id -> add(id, capacity));
        if (left > 0 && !leftLogged) {
            LOG.warn(
                    "The server holds more executions than a consumer watches at the same time: {} are left until"
                            + " others have been emitted, or deleted on the server",
                    left);
        }
        leftLogged = left > 0;
    }

    private void add(ExecutionId id, long capacity) {
        WatchedExecution known = watched.get(id);
        if (known != null) {
            existing.add(known);
        } else if (!found.contains(id)) {
            if (found.size() < capacity) {
                found.add(id);
            } else {
                left++;
            }
        }
    }

    /** True when the server still has a watched execution. */
    boolean holds(WatchedExecution execution) {
        return existing.contains(execution);
    }

    /** New executions, in the server's order. */
    Set<ExecutionId> found() {
        return found;
    }

    /** The number of executions beyond the limits. */
    long left() {
        return left;
    }
}
