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

import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.ServiceId;

/**
 * Holds batch executions until they are deleted. Records and results go in and out in their encoded form, so that an
 * implementation needs to know nothing of what they mean. Thread-safe.
 */
public interface ExecutionStore extends AutoCloseable {

    /**
     * Takes a batch and names it. When the iterator of its records throws, nothing has been taken. A start with a key
     * that its owner has used for the service before gives the execution of that time, as long as it is held.
     *
     * @throws KeyReusedException when that execution was started with another batch
     */
    CreateResult create(NewExecution batch);

    /**
     * Finds an execution of a service.
     *
     * @param executionId any text; empty is what the unknown ones give
     */
    Optional<Execution> find(ServiceId service, String executionId);

    /** The executions of a service that an owner has and that are held, in the order of their creation. */
    List<ExecutionId> list(ServiceId service, String owner);

    /** The executions of a service that have not come to their end, in the order of their creation. */
    List<Execution> unfinished(ServiceId service);

    /** Forgets an execution with all that belongs to it; false when it was not held. */
    boolean delete(ExecutionId id);

    /** All that is held, in the order of creation. */
    List<HeldExecution> held();

    /** How much is held of each owner who holds something. */
    Map<String, StoreSize> sizes();

    /** How much is held of all owners. */
    default StoreSize size() {
        return StoreSize.sum(sizes().values());
    }

    /** The results of an ended execution have been read to their end: it may be dropped when a new one needs it. */
    default void markRead(ExecutionId id) {}

    /** True while executions, results or artifacts cannot be stored or read: a disk is full, a database is gone. */
    default boolean isFailing() {
        return false;
    }

    /** Finds out whether the store works, and tries again what has failed. Is to be called every few seconds. */
    default void check() {}

    @Override
    void close();
}
