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

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.ExecutionSummary;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.service.store.Backlog;
import io.mlbatch.service.store.IndexedResult;
import io.mlbatch.service.store.NewExecution;
import io.mlbatch.service.store.RecordRun;
import io.mlbatch.service.store.ResultRun;
import io.mlbatch.service.store.StoreException;
import io.mlbatch.service.store.jdbc.commit.ArtifactNames;
import io.mlbatch.service.store.jdbc.commit.ResultRow;
import io.mlbatch.service.store.jdbc.database.Database;
import io.mlbatch.service.store.jdbc.database.Dialect;
import io.mlbatch.service.store.jdbc.database.Jdbc;
import io.mlbatch.service.store.jdbc.database.StoreHealth;
import io.mlbatch.service.store.jdbc.database.WriteSession;

/**
 * The queries of the store. Each runs on a connection of its own that is closed at once, so that a caller who
 * disconnects holds no connection. Thread-safe.
 */
public final class StoreQueries {

    private static final Logger LOG = LoggerFactory.getLogger(StoreQueries.class);
    private static final int ROWS_AT_ONCE = 1_000;
    private static final int RESULT_BYTES_AT_ONCE = 1 << 20;
    /** Rows may be large. */
    private static final int ROWS_FETCHED_AT_ONCE = 50;

    public static final String ACCEPTED =
            "SELECT " + ExecutionRow.COLUMNS + " FROM mlbatch_execution WHERE total IS NOT NULL";
    private static final String BACKLOGS = "SELECT service, COUNT(*), SUM(total - done), MIN(CASE WHEN done = 0 THEN"
            + " created END) FROM mlbatch_execution WHERE total IS NOT NULL AND finished IS NULL GROUP BY service";
    /** Starts with the row that contains an index, or would contain it. */
    private static final String RESULTS =
            "SELECT item, response, lengths FROM mlbatch_result WHERE execution_no = ? AND item >= COALESCE((SELECT"
                    + " MAX(item) FROM mlbatch_result WHERE execution_no = ? AND item <= ?), 0) ORDER BY item LIMIT "
                    + ROWS_AT_ONCE;

    /** The runs that contain records of a range. */
    private static final String COMPLETED =
            "SELECT item, COALESCE(LENGTH(lengths) / 4, 1) FROM mlbatch_result WHERE execution_no = ? AND item >="
                    + " COALESCE((SELECT MAX(item) FROM mlbatch_result WHERE execution_no = ? AND item <= ?), 0)"
                    + " AND item < ?";

    private final Database database;
    private final Dialect dialect;
    private final StoreHealth health;
    // executions whose rows overlap; each is logged once
    private final Set<Long> overlapping = ConcurrentHashMap.newKeySet();

    public StoreQueries(Database database, Dialect dialect, StoreHealth health) {
        this.database = database;
        this.dialect = dialect;
        this.health = health;
    }

    /** Checks whether executions can be read, and reports the outcome to the health. */
    public void check() {
        try {
            first("SELECT version FROM mlbatch_schema", row -> row.getInt(1));
        } catch (StoreException e) {
            LOG.debug("The store cannot be read; its health reports the failure", e);
        }
    }

    /** Finds an accepted execution. */
    public Optional<ExecutionRow> find(String executionId) {
        return !isId(executionId) ? Optional.empty() : first(ACCEPTED + " AND id = ?", ExecutionRow::read, executionId);
    }

    /** Finds the accepted execution that was started with a key, for the owner and service of a batch. */
    public Optional<ExecutionRow> startedWith(NewExecution batch, String key) {
        return first(
                ExecutionRow.STARTED_WITH_KEY,
                ExecutionRow::read,
                batch.service().toString(),
                batch.owner(),
                key);
    }

    public List<ExecutionId> ids(ServiceId service, String owner) {
        return all(
                "SELECT id FROM mlbatch_execution WHERE service = ? AND owner = ? AND total IS NOT NULL ORDER BY no",
                row -> new ExecutionId(service, row.getString(1)),
                service.toString(),
                owner);
    }

    public List<ExecutionId> ids(ServiceId service) {
        return all(
                "SELECT id FROM mlbatch_execution WHERE service = ? AND total IS NOT NULL ORDER BY no",
                row -> new ExecutionId(service, row.getString(1)),
                service.toString());
    }

    public Optional<ExecutionSummary> summary(String executionId) {
        return isId(executionId)
                ? summaries(SummaryStatement.of(executionId)).stream().findFirst()
                : Optional.empty();
    }

    /** PostgreSQL rejects a text with this character. */
    private static boolean isId(String text) {
        return text.indexOf('\0') < 0;
    }

    public List<ExecutionSummary> summaries(SummaryStatement selection) {
        return all(
                selection.sql(), SummaryStatement::read, selection.parameters().toArray());
    }

    /** Returns the accepted executions that have not ended. */
    public List<ExecutionRow> unfinished() {
        return all(ACCEPTED + " AND finished IS NULL", ExecutionRow::read);
    }

    /** Returns the numbers of all executions. */
    public List<Long> numbers() {
        return all("SELECT no FROM mlbatch_execution", row -> row.getLong(1));
    }

    /** Returns the numbers of deleted executions that still have records. */
    public List<Long> withoutExecution() {
        return all(
                "SELECT DISTINCT execution_no FROM mlbatch_record"
                        + " WHERE NOT EXISTS (SELECT 1 FROM mlbatch_execution WHERE no = execution_no)",
                row -> row.getLong(1));
    }

    public Map<ServiceId, Backlog> backlogs() {
        Map<ServiceId, Backlog> backlogs = new HashMap<>();
        all(
                BACKLOGS,
                row -> backlogs.put(
                        ServiceId.parse(row.getString(1)), new Backlog(row.getInt(2), row.getLong(3), time(row, 4))));
        return backlogs;
    }

    private static Optional<Instant> time(ResultSet row, int column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    /** Returns the indexes that have a result. */
    public BitSet completed(ExecutionRow execution) {
        return indexes(all(COMPLETED, StoreQueries::run, execution.no(), execution.no(), 0, execution.total()));
    }

    /** Returns the indexes in a range that have a result. */
    public static BitSet completed(WriteSession session, long executionNo, int from, int to) throws SQLException {
        BitSet indexes = from == to
                ? new BitSet()
                : indexes(session.all(COMPLETED, StoreQueries::run, executionNo, executionNo, from, to));
        indexes.clear(0, from);
        indexes.clear(to, Math.max(to, indexes.length()));
        return indexes;
    }

    private static int[] run(ResultSet row) throws SQLException {
        return new int[] {row.getInt(1), row.getInt(2)};
    }

    private static BitSet indexes(List<int[]> runs) {
        BitSet indexes = new BitSet();
        runs.forEach(run -> indexes.set(run[0], run[0] + run[1]));
        return indexes;
    }

    /** Returns the chunk that contains a record; empty if it was deleted with its execution. */
    Optional<RecordRun> chunk(long executionNo, int index) {
        return first(
                "SELECT first_item, records FROM mlbatch_record WHERE execution_no = ? AND first_item <= ?"
                        + " ORDER BY first_item DESC LIMIT 1",
                row -> Chunk.read(row.getInt(1), row.getBytes(2)),
                executionNo,
                index);
    }

    /** As {@link io.mlbatch.service.store.Execution#results}. */
    List<IndexedResult> results(long executionNo, int from, int max) {
        List<IndexedResult> page = new ArrayList<>();
        try (Connection connection = database.connect()) {
            dialect.beginToRead(connection);
            try (PreparedStatement statement = connection.prepareStatement(RESULTS)) {
                statement.setFetchSize(ROWS_FETCHED_AT_ONCE);
                Jdbc.bind(statement, executionNo, executionNo, from);
                try (ResultSet rows = statement.executeQuery()) {
                    int next = from;
                    int end = 0;
                    for (int bytes = 0; bytes < RESULT_BYTES_AT_ONCE && page.size() < max && rows.next(); ) {
                        ResultRun run = ResultRow.read(rows.getInt(1), rows.getBytes(2), rows.getBytes(3));
                        if (run.first() < end) {
                            onOverlap(executionNo, run.first());
                        }
                        run.forEach(next, max - page.size(), page::add);
                        end = Math.max(end, run.end());
                        next = Math.max(next, end);
                        bytes += run.responses().length;
                    }
                }
            }
            connection.setAutoCommit(true);
            health.onSuccess(StoreHealth.Part.READS);
        } catch (SQLException e) {
            throw unreadable(e);
        }
        return page;
    }

    private void onOverlap(long executionNo, int index) {
        if (overlapping.add(executionNo)) {
            LOG.error(
                    "The stored results of execution number {} overlap at record {}: another program or a second host"
                            + " changed the table mlbatch_result. The first result of each record is used",
                    executionNo,
                    index);
        }
    }

    List<String> artifactNames(long executionNo, int index) {
        return first(
                        "SELECT artifacts FROM mlbatch_result WHERE execution_no = ? AND item = ?",
                        row -> ArtifactNames.split(row.getString(1)),
                        executionNo,
                        index)
                .orElse(List.of());
    }

    public <T> Optional<T> first(String sql, Jdbc.RowMapper<T> mapper, Object... parameters) {
        return all(sql, mapper, parameters).stream().findFirst();
    }

    public <T> List<T> all(String sql, Jdbc.RowMapper<T> mapper, Object... parameters) {
        try (Connection connection = database.connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            List<T> found = Jdbc.query(statement, mapper, parameters);
            health.onSuccess(StoreHealth.Part.READS);
            return found;
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }

    private StoreException unreadable(SQLException cause) {
        health.onFailure(StoreHealth.Part.READS, cause);
        return new StoreException("Stored executions cannot be read at the moment", cause);
    }
}
