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

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.ServiceId;

/** Executions in the heap: gone with the process. Ids are random UUIDs. */
public final class MemoryExecutionStore implements ExecutionStore {

    // by the id's value, in the order of creation
    private final Map<String, Execution> executions = new LinkedHashMap<>();

    @Override
    public Execution create(ServiceId service, int parallelCount, Iterator<byte[]> records) {
        List<byte[]> held = new ArrayList<>();
        records.forEachRemaining(held::add);
        ExecutionId id = new ExecutionId(service, UUID.randomUUID().toString());
        Execution execution = new MemoryExecution(id, parallelCount, held);
        synchronized (executions) {
            executions.put(id.value(), execution);
        }
        return execution;
    }

    @Override
    public Optional<Execution> find(ServiceId service, String executionId) {
        synchronized (executions) {
            return Optional.ofNullable(executions.get(executionId))
                    .filter(execution -> execution.id().service().equals(service));
        }
    }

    @Override
    public List<ExecutionId> list(ServiceId service) {
        synchronized (executions) {
            return executions.values().stream()
                    .map(Execution::id)
                    .filter(id -> id.service().equals(service))
                    .toList();
        }
    }

    @Override
    public boolean delete(ExecutionId id) {
        synchronized (executions) {
            return executions.remove(id.value()) != null;
        }
    }
}
