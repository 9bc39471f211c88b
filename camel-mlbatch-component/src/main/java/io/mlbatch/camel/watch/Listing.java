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
 * The server's list of executions as it was read last: those that are watched and still there, and new ones as far as
 * the limits of a consumer allow. Others are counted, not kept: the list can be longer than the memory. Not
 * thread-safe.
 */
final class Listing {

    private static final Logger LOG = LoggerFactory.getLogger(Listing.class);

    /** Executions that are awaited, or emitted, at once. */
    private static final int MOST_UNFINISHED = 10_000;
    /** Executions that are remembered while the server holds them, with those that are done. */
    private static final int MOST_KNOWN = 200_000;

    private final Map<ExecutionId, WatchedExecution> watched;
    private final int mostUnfinished;
    private final int mostKnown;
    private final Set<WatchedExecution> held = new HashSet<>();
    private final Set<ExecutionId> found = new LinkedHashSet<>();
    private long left;
    private boolean leftLogged;

    /** @param watched the executions that are watched; changed by others, but not while the list is read */
    Listing(Map<ExecutionId, WatchedExecution> watched) {
        this(watched, MOST_UNFINISHED, MOST_KNOWN);
    }

    Listing(Map<ExecutionId, WatchedExecution> watched, int mostUnfinished, int mostKnown) {
        this.watched = watched;
        this.mostUnfinished = mostUnfinished;
        this.mostKnown = mostKnown;
    }

    /** @param list passes on the executions that the server holds */
    void read(Consumer<Consumer<ExecutionId>> list) {
        held.clear();
        found.clear();
        left = 0;
        long unfinished = watched.values().stream()
                .filter(execution -> execution.phase() != Phase.DONE)
                .count();
        long room = Math.min(mostUnfinished - unfinished, mostKnown - watched.size());
        list.accept(id -> add(id, room));
        if (left > 0 && !leftLogged) {
            LOG.warn(
                    "The server holds more executions than a consumer watches at once: {} are left until others have"
                            + " been emitted, or deleted on the server",
                    left);
        }
        leftLogged = left > 0;
    }

    private void add(ExecutionId id, long room) {
        WatchedExecution known = watched.get(id);
        if (known != null) {
            held.add(known);
        } else if (!found.contains(id)) {
            if (found.size() < room) {
                found.add(id);
            } else {
                left++;
            }
        }
    }

    /** True when the server still holds an execution that was watched before. */
    boolean holds(WatchedExecution execution) {
        return held.contains(execution);
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
