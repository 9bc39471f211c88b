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
package io.mlbatch.service.store.jdbc.execution;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import io.mlbatch.protocol.ServiceId;
import io.mlbatch.service.store.Execution;
import io.mlbatch.service.store.NewExecution;
import io.mlbatch.service.store.jdbc.database.WriteSession;

/**
 * The difference between a single host, whose objects have the progress of executions, and a node of a cluster, which
 * reads the rows. The methods with a session are part of a transaction of the writer thread. Thread-safe.
 */
public interface ExecutionTracker {

    /** Returns the execution if this host computes it. */
    Optional<StoredExecution> computed(String executionId);

    /** Returns the execution of a row that was read just now. */
    StoredExecution of(ExecutionRow row);

    /** Returns the executions that this host has to dispatch. */
    List<Execution> unfinished(ServiceId service);

    /** Returns the node that uploads batches; {@code null} for a single host. */
    String node();

    /** Called before a batch with a key is accepted: until the transaction ends, no other host accepts one. */
    void lockKey(WriteSession session, NewExecution batch, String key) throws SQLException;

    /** Called in the transaction that accepts a batch. */
    void accept(WriteSession session, ExecutionRow row, int chunkSize) throws SQLException;

    /** Called once a batch is accepted. Must return quickly. */
    void onAccept(ExecutionRow row);

    /**
     * Deletes the row of an execution with its lanes, at the end of the transaction.
     *
     * @param found receives true if the row existed; again if the transaction is repeated
     */
    void delete(WriteSession session, ExecutionRow row, Consumer<Boolean> found);

    /** Called once an execution is deleted. Must return quickly. */
    void onDelete(ExecutionRow row);
}
