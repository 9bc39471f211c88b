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
package io.mlbatch.service.store.jdbc.cluster;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.mlbatch.service.store.StoreException;

/**
 * Watches the executions that callers of this node wait for, or that this node computes: another node may end or delete
 * them. One query reads the state of all. Thread-safe.
 */
public final class ClusterWatch {

    /** The callers and windows of one execution. */
    private static final class Observers {

        private final Set<Waiter> waiters = new LinkedHashSet<>();
        private final Map<Integer, LaneWindow> windows = new HashMap<>();
    }

    /** A waiting action, with an identity of its own: the same action may wait twice. */
    private static final class Waiter {

        private final Runnable action;

        private Waiter(Runnable action) {
            this.action = action;
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(ClusterWatch.class);

    private final ClusterQueries queries;
    // by the number of the execution
    private final Map<Long, Observers> observers = new HashMap<>();

    public ClusterWatch(ClusterQueries queries) {
        this.queries = queries;
    }

    /** As {@link io.mlbatch.service.store.Execution#onEnd}, for an unfinished execution. */
    synchronized Runnable add(long executionNo, Runnable action) {
        Waiter waiter = new Waiter(action);
        of(executionNo).waiters.add(waiter);
        return () -> remove(executionNo, waiter);
    }

    private Observers of(long executionNo) {
        return observers.computeIfAbsent(executionNo, first -> new Observers());
    }

    private synchronized void remove(long executionNo, Waiter waiter) {
        Observers execution = observers.get(executionNo);
        if (execution != null) {
            execution.waiters.remove(waiter);
            if (execution.waiters.isEmpty() && execution.windows.isEmpty()) {
                observers.remove(executionNo);
            }
        }
    }

    /** Watches a window until its execution ends. The earlier window of the lane is lost. */
    void add(LaneWindow window) {
        LaneWindow before;
        synchronized (this) {
            before = of(window.executionNo()).windows.put(window.lane(), window);
        }
        if (before != null) {
            before.lose();
        }
    }

    /** Reads which executions have ended or were deleted, and notifies their callers and windows. */
    public void poll() {
        long[] numbers;
        synchronized (this) {
            numbers = observers.keySet().stream().mapToLong(Long::longValue).toArray();
        }
        if (numbers.length > 0) {
            try {
                notify(numbers, queries.finished(numbers));
            } catch (StoreException e) {
                LOG.debug("The ends of executions cannot be read; the next poll repeats it", e);
            }
        }
    }

    private void notify(long[] numbers, Map<Long, Boolean> finished) {
        for (long number : numbers) {
            Boolean isFinished = finished.get(number);
            if (isFinished == null) {
                delete(number);
            } else if (isFinished) {
                end(number);
            }
        }
    }

    /** Notifies those who watch an execution that it has ended. */
    void end(long executionNo) {
        remove(executionNo).ifPresent(execution -> execution.waiters.forEach(waiter -> waiter.action.run()));
    }

    /** Notifies those who watch an execution that it was deleted. */
    void delete(long executionNo) {
        remove(executionNo).ifPresent(execution -> {
            List.copyOf(execution.windows.values()).forEach(LaneWindow::lose);
            execution.waiters.forEach(waiter -> waiter.action.run());
        });
    }

    private synchronized Optional<Observers> remove(long executionNo) {
        return Optional.ofNullable(observers.remove(executionNo));
    }
}
