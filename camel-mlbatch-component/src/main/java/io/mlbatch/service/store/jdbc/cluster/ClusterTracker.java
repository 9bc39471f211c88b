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

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import io.mlbatch.protocol.ServiceId;
import io.mlbatch.service.store.Execution;
import io.mlbatch.service.store.NewExecution;
import io.mlbatch.service.store.jdbc.database.LockKey;
import io.mlbatch.service.store.jdbc.database.WriteSession;
import io.mlbatch.service.store.jdbc.execution.ExecutionReader;
import io.mlbatch.service.store.jdbc.execution.ExecutionRow;
import io.mlbatch.service.store.jdbc.execution.ExecutionTracker;
import io.mlbatch.service.store.jdbc.execution.StoreQueries;
import io.mlbatch.service.store.jdbc.execution.StoredExecution;

/** The executions of a cluster, as one of its nodes knows them: by their rows. Thread-safe. */
public final class ClusterTracker implements ExecutionTracker {

    private static final String LOCK_KEY = "SELECT pg_advisory_xact_lock(hashtextextended(?, 0))";

    private final String node;
    private final ExecutionReader reader;
    private final StoreQueries queries;
    private final ClusterWatch watch;

    public ClusterTracker(String node, ExecutionReader reader, StoreQueries queries, ClusterWatch watch) {
        this.node = node;
        this.reader = reader;
        this.queries = queries;
        this.watch = watch;
    }

    @Override
    public Optional<StoredExecution> computed(String executionId) {
        return Optional.empty();
    }

    @Override
    public StoredExecution of(ExecutionRow row) {
        return new ClusterExecution(reader, row, queries, watch);
    }

    /** Returns nothing: the lanes of unfinished executions are in the queue of the cluster. */
    @Override
    public List<Execution> unfinished(ServiceId service) {
        return List.of();
    }

    @Override
    public String node() {
        return node;
    }

    @Override
    public void lockKey(WriteSession session, NewExecution batch, String key) throws SQLException {
        session.first(
                LOCK_KEY,
                row -> row.getString(1),
                String.join("\n", batch.service().toString(), batch.owner(), key));
    }

    @Override
    public void accept(WriteSession session, ExecutionRow row, int chunkSize) {
        int lanes = LaneTasks.count(row.parallelCount(), row.total(), chunkSize);
        // the turns of a user are one row for all nodes
        session.changeInOrder(
                LockKey.turns(row.id().service().toString(), row.owner()), last -> LaneTasks.insert(last, row, lanes));
    }

    @Override
    public void onAccept(ExecutionRow row) {
        // a node that has a free lane finds the task
    }

    /**
     * Deletes the lanes first, which is the order in which nodes that write results lock the rows. The sweep deletes
     * those that a node claims for the first time in between.
     */
    @Override
    public void delete(WriteSession session, ExecutionRow row, Consumer<Boolean> found) {
        session.changeInOrder(LockKey.lanes(row.no()), last -> LaneTasks.delete(last, row));
        session.changeInOrder(
                LockKey.execution(row.no()),
                last -> found.accept(last.update("DELETE FROM mlbatch_execution WHERE no = ?", row.no()) > 0));
    }

    @Override
    public void onDelete(ExecutionRow row) {
        watch.delete(row.no());
    }
}
