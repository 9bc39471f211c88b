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

import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.ExecutionSummary;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.service.store.CreateResult;
import io.mlbatch.service.store.Execution;
import io.mlbatch.service.store.ExecutionStore;
import io.mlbatch.service.store.HeldExecution;
import io.mlbatch.service.store.IdempotencyKey;
import io.mlbatch.service.store.KeyReusedException;
import io.mlbatch.service.store.NewExecution;
import io.mlbatch.service.store.StoreException;
import io.mlbatch.service.store.StoreSize;
import io.mlbatch.service.store.SummaryQuery;

/**
 * Store with executions in a database and their artifacts in files. Accepted executions and computed results survive
 * the process, however it ends. Only one process at a time can open the store.
 */
public final class JdbcExecutionStore implements ExecutionStore {

    private final Database database;
    private final StoreQueries queries;
    private final Clock clock;
    private final GroupCommit writer;
    private final ExecutionSweeper sweeper;
    private final StoreRetry retry;
    private final WriterConnections connections;
    private final ExecutionReader reader;
    private final ResultWriter resultWriter;
    private final StoreMonitor monitor;
    private final RunningExecutions running = new RunningExecutions();

    JdbcExecutionStore(
            Database database,
            Dialect dialect,
            WriterConnections connections,
            ArtifactFiles files,
            Clock clock,
            Executor writing,
            Executor housekeeping) {
        StoreHealth health = new StoreHealth();
        this.database = database;
        this.connections = connections;
        this.queries = new StoreQueries(database, dialect, health);
        this.clock = clock;
        this.retry = new StoreRetry(health);
        this.reader = new ExecutionReader(queries, files, retry, health);
        ArtifactWriter artifactWriter = new ArtifactWriter(database, files, health, retry);
        this.writer = new GroupCommit(connections, writing);
        this.sweeper = new ExecutionSweeper(writer, files, dialect, database, housekeeping);
        this.resultWriter = new ResultWriter(writer, artifactWriter, sweeper);
        this.monitor = new StoreMonitor(database, writer, queries, artifactWriter, sweeper, health);
    }

    /**
     * Opens the store, and creates its tables if they do not exist.
     *
     * @param database closed with the store
     * @param writing runs one task until the store is closed
     * @param housekeeping deletes files
     * @throws StoreException if the database cannot be used
     * @throws IllegalStateException if the tables have an unknown version, another host uses the store, or database and
     *     folder do not belong together
     */
    public static JdbcExecutionStore open(Database database, Clock clock, Executor writing, Executor housekeeping) {
        return new StoreOpener(database, clock, writing, housekeeping).open();
    }

    /** Recovers the state of the last process: removes unaccepted executions and loads the unfinished ones. */
    void recover(WriteSession session, ArtifactFiles files) throws SQLException, IOException {
        session.update("DELETE FROM mlbatch_execution WHERE total IS NULL");
        queries.withoutExecution().forEach(sweeper::add);
        files.keepOnly(queries.numbers());
        for (ExecutionRow row : queries.unfinished()) {
            BitSet completed = queries.completed(row);
            if (completed.cardinality() == row.total()) {
                // an earlier version marked the end in a transaction of its own
                session.update("UPDATE mlbatch_execution SET finished = ? WHERE no = ?", clock.millis(), row.no());
            } else {
                running.add(execution(row, completed));
            }
        }
    }

    @Override
    public Optional<CreateResult> existing(NewExecution batch) {
        return batch.key()
                .flatMap(key -> queries.startedWith(batch, key.value()).map(before -> {
                    // the fingerprint is complete once all records are read
                    batch.records().forEachRemaining(record -> {});
                    return existing(key, before, key.fingerprint().get());
                }));
    }

    @Override
    public CreateResult create(NewExecution batch) {
        requireWorking();
        Upload.Outcome outcome = await(new Upload(writer, sweeper, clock, batch, this::onAccept).store());
        return outcome.isNew()
                ? new CreateResult(find(outcome.row()), true)
                : existing(batch.key().orElseThrow(), outcome.row(), outcome.fingerprint());
    }

    /** Callers that wait for the disk would hold threads, of which there are few. */
    private void requireWorking() {
        if (isFailing()) {
            throw new StoreException("Executions cannot be stored at the moment", null);
        }
    }

    private CreateResult existing(IdempotencyKey key, ExecutionRow before, String fingerprint) {
        if (!fingerprint.equals(before.fingerprint())) {
            throw new KeyReusedException(key.value(), before.id().value());
        }
        return new CreateResult(find(before), false);
    }

    private void onAccept(ExecutionRow row) {
        running.add(execution(row, new BitSet(row.total())));
    }

    private JdbcExecution execution(ExecutionRow row, BitSet completed) {
        return new JdbcExecution(reader, resultWriter, row, completed, clock, this::onFinish);
    }

    @Override
    public Optional<Execution> find(ServiceId service, String executionId) {
        return row(executionId)
                .filter(row -> row.id().service().equals(service))
                .map(this::find);
    }

    private Optional<ExecutionRow> row(String executionId) {
        return running.find(executionId).map(JdbcExecution::row).or(() -> queries.find(executionId));
    }

    private Execution find(ExecutionRow row) {
        String id = row.id().value();
        return running.find(id).orElseGet(() -> {
            // the execution may have ended since the row was read
            Optional<ExecutionRow> ended = row.isFinished() ? Optional.of(row) : queries.find(id);
            JdbcExecution execution = execution(ended.orElse(row), new BitSet());
            if (ended.isEmpty()) {
                execution.markDeleted();
            }
            return execution;
        });
    }

    @Override
    public List<ExecutionId> list(ServiceId service, String owner) {
        return queries.ids(service, owner);
    }

    @Override
    public List<ExecutionId> list(ServiceId service) {
        return queries.ids(service);
    }

    @Override
    public List<ExecutionSummary> summaries(SummaryQuery selection) {
        return queries.summaries(SummaryStatement.of(selection));
    }

    @Override
    public Optional<ExecutionSummary> summary(String executionId) {
        return queries.summary(executionId);
    }

    @Override
    public List<Execution> unfinished(ServiceId service) {
        return running.unfinished(service);
    }

    @Override
    public List<HeldExecution> held() {
        return queries.accepted().stream().map(JdbcExecutionStore::held).toList();
    }

    private static HeldExecution held(ExecutionRow row) {
        return new HeldExecution(row.id(), row.owner(), Optional.ofNullable(row.finished()), row.bytes(), row.isRead());
    }

    @Override
    public void markRead(ExecutionId id) {
        writer.add((session, results) -> session.update(
                "UPDATE mlbatch_execution SET results_read = 1 WHERE id = ? AND results_read = 0", id.value()));
    }

    @Override
    public Map<String, StoreSize> sizes() {
        return queries.sizes();
    }

    @Override
    public boolean delete(ExecutionId id) {
        Optional<ExecutionRow> row = row(id.value());
        return row.isPresent() && await(delete(row.get()));
    }

    private CompletableFuture<Boolean> delete(ExecutionRow row) {
        CompletableFuture<Boolean> outcome = new CompletableFuture<>();
        if (!writer.add(new DeletionWrite(row, this::onDelete, outcome))) {
            outcome.completeExceptionally(new SQLException("The execution store is closed"));
        }
        return outcome;
    }

    private void onDelete(ExecutionRow row) {
        running.remove(row).ifPresent(JdbcExecution::markDeleted);
        reader.evict(row.no());
        sweeper.add(row.no());
    }

    private static <T> T await(CompletableFuture<T> outcome) {
        try {
            return outcome.join();
        } catch (CompletionException e) {
            throw new StoreException("Executions cannot be stored at the moment", e.getCause());
        }
    }

    private void onFinish(JdbcExecution execution) {
        running.remove(execution.row());
        reader.evict(execution.row().no());
    }

    @Override
    public boolean isDurable() {
        return true;
    }

    @Override
    public boolean isFailing() {
        return monitor.isFailing();
    }

    @Override
    public void check() {
        monitor.check();
    }

    /** Writes the results that are queued, then closes the database. */
    @Override
    public void close() {
        retry.close();
        closeWriter();
        database.close();
    }

    void closeWriter() {
        writer.close();
        connections.close();
    }
}
