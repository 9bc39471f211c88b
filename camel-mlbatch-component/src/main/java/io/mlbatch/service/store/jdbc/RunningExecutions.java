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

import java.time.Clock;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import io.mlbatch.protocol.ServiceId;
import io.mlbatch.service.store.Execution;
import io.mlbatch.service.store.NewExecution;
import io.mlbatch.service.store.jdbc.database.LockKey;
import io.mlbatch.service.store.jdbc.database.WriteSession;
import io.mlbatch.service.store.jdbc.execution.ExecutionReader;
import io.mlbatch.service.store.jdbc.execution.ExecutionRow;
import io.mlbatch.service.store.jdbc.execution.ExecutionTracker;
import io.mlbatch.service.store.jdbc.execution.ResultWriter;
import io.mlbatch.service.store.jdbc.execution.StoreQueries;
import io.mlbatch.service.store.jdbc.execution.StoredExecution;

/** The executions that a single host computes: each has exactly one object. Thread-safe. */
final class RunningExecutions implements ExecutionTracker {

    private final ExecutionReader reader;
    private final ResultWriter writer;
    private final StoreQueries queries;
    private final Clock clock;
    private final Consumer<ExecutionRow> onFinish;
    // by the value of the id
    private final Map<String, JdbcExecution> executions = new ConcurrentHashMap<>();

    /** @param onFinish called once the end of an execution is on disk; must return quickly */
    RunningExecutions(
            ExecutionReader reader,
            ResultWriter writer,
            StoreQueries queries,
            Clock clock,
            Consumer<ExecutionRow> onFinish) {
        this.reader = reader;
        this.writer = writer;
        this.queries = queries;
        this.clock = clock;
        this.onFinish = onFinish;
    }

    /** Resumes an execution of the last process. */
    void resume(ExecutionRow row, BitSet completed) {
        executions.putIfAbsent(row.id().value(), execution(row, completed));
    }

    private JdbcExecution execution(ExecutionRow row, BitSet completed) {
        return new JdbcExecution(reader, writer, row, completed, clock, this::onFinish);
    }

    private void onFinish(JdbcExecution execution) {
        executions.remove(execution.id().value());
        onFinish.accept(execution.row());
    }

    @Override
    public Optional<StoredExecution> computed(String executionId) {
        return Optional.ofNullable(executions.get(executionId));
    }

    @Override
    public StoredExecution of(ExecutionRow row) {
        String id = row.id().value();
        return computed(id).orElseGet(() -> {
            // the execution may have ended since the row was read
            Optional<ExecutionRow> ended = row.isFinished() ? Optional.of(row) : queries.find(id);
            JdbcExecution execution = execution(ended.orElse(row), new BitSet());
            if (ended.isEmpty()) {
                execution.markDeleted();
            }
            return execution;
        });
    }

    /** Returns the unfinished executions of a service in the order of their start. */
    @Override
    public List<Execution> unfinished(ServiceId service) {
        return executions.values().stream()
                .filter(execution -> execution.id().service().equals(service))
                .filter(execution -> !execution.status().state().isTerminal())
                .sorted(Comparator.comparingLong(JdbcExecution::executionNo))
                .map(Execution.class::cast)
                .toList();
    }

    @Override
    public String node() {
        return null;
    }

    @Override
    public void lockKey(WriteSession session, NewExecution batch, String key) {
        // no other host accepts batches
    }

    @Override
    public void accept(WriteSession session, ExecutionRow row, int chunkSize) {
        // the engine of this host computes it
    }

    @Override
    public void onAccept(ExecutionRow row) {
        resume(row, new BitSet(row.total()));
    }

    @Override
    public void delete(WriteSession session, ExecutionRow row, Consumer<Boolean> found) {
        session.changeInOrder(
                LockKey.execution(row.no()),
                last -> found.accept(last.update("DELETE FROM mlbatch_execution WHERE no = ?", row.no()) > 0));
    }

    @Override
    public void onDelete(ExecutionRow row) {
        JdbcExecution deleted = executions.remove(row.id().value());
        if (deleted != null) {
            deleted.markDeleted();
        }
    }
}
