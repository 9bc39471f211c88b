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
package io.mlbatch.service.store.jdbc;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import io.mlbatch.protocol.ServiceId;
import io.mlbatch.service.store.Execution;

/** Registry of the executions that are computed. Thread-safe. */
final class RunningExecutions {

    // by the value of the id
    private final Map<String, JdbcExecution> executions = new ConcurrentHashMap<>();

    /** Does nothing if the execution is registered already. */
    void add(JdbcExecution execution) {
        executions.putIfAbsent(execution.id().value(), execution);
    }

    Optional<JdbcExecution> find(String executionId) {
        return Optional.ofNullable(executions.get(executionId));
    }

    Optional<JdbcExecution> remove(ExecutionRow row) {
        return Optional.ofNullable(executions.remove(row.id().value()));
    }

    /** Returns the unfinished executions of a service in the order of their start. */
    List<Execution> unfinished(ServiceId service) {
        return executions.values().stream()
                .filter(execution -> execution.id().service().equals(service))
                .filter(execution -> !execution.status().state().isTerminal())
                .sorted(Comparator.comparingLong(execution -> execution.row().no()))
                .map(Execution.class::cast)
                .toList();
    }
}
