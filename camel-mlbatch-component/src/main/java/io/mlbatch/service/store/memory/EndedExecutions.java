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

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.service.store.Execution;
import io.mlbatch.service.store.HeldExecution;

/** The executions in the heap that may be purged or evicted. Not thread-safe. */
record EndedExecutions(Collection<MemoryExecution> executions) {

    private static final Comparator<MemoryExecution> BY_END = Comparator.comparing(MemoryExecution::finished);

    List<ExecutionId> before(Instant time, int max) {
        return executions.stream()
                .filter(execution -> execution.hasEndedBefore(time))
                .sorted(BY_END)
                .limit(max)
                .map(Execution::id)
                .toList();
    }

    boolean hasUnread(Instant since) {
        return executions.stream().anyMatch(execution -> execution.isUnread(since));
    }

    Set<String> evictableOwners(Instant unreadSince) {
        return executions.stream()
                .filter(execution -> execution.isEvictable(unreadSince))
                .map(Execution::owner)
                .collect(Collectors.toCollection(HashSet::new));
    }

    Optional<HeldExecution> oldestEvictable(String owner, Instant unreadSince) {
        return executions.stream()
                .filter(execution -> execution.owner().equals(owner) && execution.isEvictable(unreadSince))
                .min(BY_END)
                .map(MemoryExecution::held);
    }
}
