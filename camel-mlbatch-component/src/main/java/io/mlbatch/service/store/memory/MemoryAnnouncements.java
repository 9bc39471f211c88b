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
package io.mlbatch.service.store.memory;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.mlbatch.protocol.BatchState;
import io.mlbatch.protocol.ExecutionSummary;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.service.store.Announcements;

/** The ends to announce of the executions of a {@link MemoryExecutionStore}. */
final class MemoryAnnouncements implements Announcements {

    private final MemoryExecutionStore store;
    private final Clock clock;
    // the times at which the executions may be claimed; guarded by this
    private final Map<String, Instant> due = new HashMap<>();

    MemoryAnnouncements(MemoryExecutionStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Adds an execution that has been accepted. */
    synchronized void add(String executionId) {
        due.put(executionId, Instant.MIN);
    }

    synchronized void remove(String executionId) {
        due.remove(executionId);
    }

    @Override
    public List<ExecutionSummary> claim(ServiceId service, int max, Duration lease) {
        Instant now = clock.instant();
        List<ExecutionSummary> claimed = store.ofService(service).stream()
                .filter(execution -> execution.status().state() == BatchState.COMPLETE)
                .filter(execution -> isDue(execution.id().value(), now))
                .limit(max)
                .toList();
        claimed.forEach(execution -> postpone(execution, lease));
        return claimed;
    }

    private synchronized boolean isDue(String executionId, Instant now) {
        Instant time = due.get(executionId);
        return time != null && !time.isAfter(now);
    }

    @Override
    public synchronized void postpone(ExecutionSummary execution, Duration delay) {
        due.replace(execution.id().value(), clock.instant().plus(delay));
    }

    @Override
    public void complete(ExecutionSummary execution) {
        remove(execution.id().value());
    }
}
