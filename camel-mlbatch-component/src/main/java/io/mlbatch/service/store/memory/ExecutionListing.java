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

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.ExecutionSummary;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.service.store.Backlog;
import io.mlbatch.service.store.Execution;
import io.mlbatch.service.store.SummaryQuery;

/**
 * Lists the executions in the heap, as {@link io.mlbatch.service.store.ExecutionStore} describes. Not thread-safe.
 *
 * @param executions all executions, in the order of their creation
 */
record ExecutionListing(Collection<MemoryExecution> executions) {

    List<ExecutionId> ids(ServiceId service, String owner) {
        return of(service)
                .filter(execution -> execution.owner().equals(owner))
                .map(Execution::id)
                .toList();
    }

    List<ExecutionId> ids(ServiceId service) {
        return of(service).map(Execution::id).toList();
    }

    List<Execution> unfinished(ServiceId service) {
        return of(service)
                .filter(ExecutionListing::isUnfinished)
                .map(Execution.class::cast)
                .toList();
    }

    /** Returns the details of the executions of a service, the oldest first. */
    List<ExecutionSummary> ofService(ServiceId service) {
        return of(service).map(MemoryExecution::summary).toList();
    }

    List<ExecutionSummary> summaries(SummaryQuery selection) {
        return executions.stream()
                .map(MemoryExecution::summary)
                .filter(selection::matches)
                .sorted(Comparator.comparingLong(ExecutionSummary::sequence).reversed())
                .limit(selection.limit())
                .toList();
    }

    Map<ServiceId, Backlog> backlogs() {
        return executions.stream()
                .filter(ExecutionListing::isUnfinished)
                .collect(Collectors.toMap(
                        execution -> execution.id().service(), MemoryExecution::backlog, Backlog::plus));
    }

    private Stream<MemoryExecution> of(ServiceId service) {
        return executions.stream().filter(execution -> execution.id().service().equals(service));
    }

    private static boolean isUnfinished(MemoryExecution execution) {
        return !execution.status().state().isTerminal();
    }
}
