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
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.service.store.Execution;
import io.mlbatch.service.store.ExecutionStore;
import io.mlbatch.service.store.HeldExecution;
import io.mlbatch.service.store.ItemResult;
import io.mlbatch.service.store.KeyReusedException;
import io.mlbatch.service.store.NewExecution;
import io.mlbatch.service.store.IdempotencyKey;
import io.mlbatch.service.store.StoreException;
import io.mlbatch.service.store.StoreSize;
import io.mlbatch.service.store.CreateResult;

/**
 * Executions in a database, their artifacts as files beside it. What has been accepted, and what has been computed of
 * it, outlives the process, however that ends. One process at a time.
 */
public final class JdbcExecutionStore implements ExecutionStore {

    private final Database database;
    private final StoreQueries rows;
    private final Clock clock;
    private final ArtifactFiles files;
    private final GroupCommit writer;
    private final ExecutionSweeper garbage;
    private final StoreRetry retry;
    private final ArtifactWriter artifactWriter;
    private final WriterConnections connections;
    private final ExecutionReader reader;
    private final StoreMonitor monitor;
    // those that are computed, by the id's value
    private final Map<String, JdbcExecution> unfinished = new ConcurrentHashMap<>();

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
        this.rows = new StoreQueries(database, dialect, health);
        this.clock = clock;
        this.files = files;
        this.retry = new StoreRetry(health);
        this.reader = new ExecutionReader(rows, files, retry, health);
        this.artifactWriter = new ArtifactWriter(database, files, health, retry);
        this.writer = new GroupCommit(connections, writing);
        this.garbage = new ExecutionSweeper(writer, files, dialect, database, housekeeping);
        this.monitor = new StoreMonitor(database, writer, rows, artifactWriter, garbage, health);
    }

    /**
     * Opens the store, and makes it where there is none.
     *
     * @param database is closed with the store
     * @param writing runs one task, until the store is closed
     * @param housekeeping deletes files
     * @throws StoreException when the database cannot be used
     * @throws IllegalStateException when it is of another version, another host uses it, or database and folder do not
     *     belong together
     */
    public static JdbcExecutionStore open(Database database, Clock clock, Executor writing, Executor housekeeping) {
        return new StoreOpener(database, clock, writing, housekeeping).open();
    }

    /** Goes on where the last process ended: drops what it had not accepted, and finds what is left to compute. */
    void recover(WriteSession session) throws SQLException, IOException {
        session.update("DELETE FROM mlbatch_execution WHERE total IS NULL");
        rows.withoutExecution().forEach(garbage::add);
        files.keepOnly(rows.numbers());
        for (ExecutionRow row : rows.unfinished()) {
            BitSet completed = rows.completed(row);
            JdbcExecution execution = new JdbcExecution(this, reader, row, completed);
            unfinished.put(row.id().value(), execution);
            if (completed.cardinality() == row.total()) {
                writer.addFirst(finish(execution));
            }
        }
    }

    @Override
    public CreateResult create(NewExecution batch) {
        requireWorking();
        Optional<ExecutionRow> before = batch.key().flatMap(key -> rows.startedWith(batch, key.value()));
        if (before.isPresent()) {
            batch.records().forEachRemaining(record -> {});
            return again(
                    batch.key().get(),
                    before.get(),
                    batch.key().get().fingerprint().get());
        }
        Upload.Outcome outcome = await(new Upload(writer, garbage, clock, batch, this::accepted).take());
        return outcome.isNew()
                ? new CreateResult(execution(outcome.row()), true)
                : again(batch.key().orElseThrow(), outcome.row(), outcome.fingerprint());
    }

    /** Whoever would wait for the disk holds a thread: they are few. */
    private void requireWorking() {
        if (isFailing()) {
            throw new StoreException("Executions cannot be stored at the moment", null);
        }
    }

    private CreateResult again(IdempotencyKey key, ExecutionRow before, String fingerprint) {
        if (!fingerprint.equals(before.fingerprint())) {
            throw new KeyReusedException(key.value(), before.id().value());
        }
        return new CreateResult(execution(before), false);
    }

    private void accepted(ExecutionRow row) {
        unfinished.computeIfAbsent(
                row.id().value(), id -> new JdbcExecution(this, reader, row, new BitSet(row.total())));
    }

    @Override
    public Optional<Execution> find(ServiceId service, String executionId) {
        return row(executionId)
                .filter(row -> row.id().service().equals(service))
                .map(this::execution);
    }

    private Optional<ExecutionRow> row(String executionId) {
        JdbcExecution running = unfinished.get(executionId);
        return running == null ? rows.find(executionId) : Optional.of(running.row());
    }

    private Execution execution(ExecutionRow row) {
        String id = row.id().value();
        JdbcExecution running = unfinished.get(id);
        if (running != null) {
            return running;
        }
        // the last result may have come since the row was read
        ExecutionRow ended = row.isFinished() ? row : rows.find(id).orElse(row);
        return new JdbcExecution(this, reader, ended, new BitSet());
    }

    @Override
    public List<ExecutionId> list(ServiceId service, String owner) {
        return rows.ids(service, owner);
    }

    @Override
    public List<Execution> unfinished(ServiceId service) {
        return unfinished.values().stream()
                .filter(execution -> execution.id().service().equals(service))
                .filter(execution -> !execution.status().state().isTerminal())
                .sorted(Comparator.comparingLong(execution -> execution.row().no()))
                .map(Execution.class::cast)
                .toList();
    }

    @Override
    public List<HeldExecution> held() {
        return rows.accepted().stream().map(this::held).toList();
    }

    private HeldExecution held(ExecutionRow row) {
        JdbcExecution running = unfinished.get(row.id().value());
        return new HeldExecution(
                row.id(),
                row.owner(),
                Optional.ofNullable(row.finished()),
                running == null ? row.bytes() : running.bytes());
    }

    @Override
    public Map<String, StoreSize> sizes() {
        return rows.sizes();
    }

    @Override
    public boolean delete(ExecutionId id) {
        Optional<ExecutionRow> row = row(id.value());
        return row.isPresent() && await(deletion(row.get()));
    }

    private CompletableFuture<Boolean> deletion(ExecutionRow row) {
        CompletableFuture<Boolean> outcome = new CompletableFuture<>();
        if (!writer.add(new DeletionWrite(row, this::deleted, outcome))) {
            outcome.completeExceptionally(new SQLException("All stops"));
        }
        return outcome;
    }

    private void deleted(ExecutionRow row) {
        JdbcExecution running = unfinished.remove(row.id().value());
        if (running != null) {
            running.markDeleted();
        }
        reader.forget(row.no());
        garbage.add(row.no());
    }

    private static <T> T await(CompletableFuture<T> outcome) {
        try {
            return outcome.join();
        } catch (CompletionException e) {
            throw new StoreException("Executions cannot be stored at the moment", e.getCause());
        }
    }

    /** Keeps a result, its files first; false when it is not kept. */
    boolean keep(JdbcExecution execution, int index, ItemResult result) {
        if (!result.artifacts().isEmpty()) {
            boolean written = artifactWriter.write(execution, index, result.artifacts());
            if (execution.isDeleted()) {
                garbage.addFiles(execution.row().no());
            }
            if (!written) {
                return false;
            }
        }
        return writer.add(new ResultWrite(execution, index, result, () -> writer.addFirst(finish(execution))));
    }

    /** The write that marks an execution as finished. */
    private Write finish(JdbcExecution execution) {
        return new FinishWrite(execution, clock, this::finished);
    }

    private void finished(JdbcExecution execution) {
        unfinished.remove(execution.id().value());
        reader.forget(execution.row().no());
    }

    @Override
    public boolean isFailing() {
        return monitor.isFailing();
    }

    @Override
    public void check() {
        monitor.check();
    }

    /** Writes what is still to be written. */
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
