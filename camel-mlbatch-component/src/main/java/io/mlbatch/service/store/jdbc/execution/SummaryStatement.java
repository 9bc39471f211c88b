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

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

import io.mlbatch.protocol.BatchState;
import io.mlbatch.protocol.BatchStatus;
import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.ExecutionSummary;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.service.store.SummaryQuery;

/**
 * The query for the details of executions. The state of an execution is a function of its row.
 *
 * @param sql the statement
 * @param parameters its parameters in their order
 */
public record SummaryStatement(String sql, List<Object> parameters) {

    private static final String SELECT =
            "SELECT no, id, service, owner, created, finished, parallel_count, total, done, failed, begun, bytes"
                    + " FROM mlbatch_execution WHERE total IS NOT NULL";

    /** Reads all unfinished executions and no others: SQLite's planner prefers the history in the order of the list. */
    private static final String SELECT_UNFINISHED =
            "WITH unfinished AS MATERIALIZED (SELECT * FROM mlbatch_execution WHERE finished IS NULL) "
                    + SELECT.replace("mlbatch_execution", "unfinished");

    /** Selects the newest executions first. */
    public static SummaryStatement of(SummaryQuery query) {
        boolean isUnfinished = !query.states().isEmpty() && !query.states().contains(BatchState.COMPLETE);
        StringBuilder sql = new StringBuilder(isUnfinished ? SELECT_UNFINISHED : SELECT);
        List<Object> parameters = new ArrayList<>();
        if (!query.services().isEmpty()) {
            sql.append(query.services().stream()
                    .map(service -> "?")
                    .collect(Collectors.joining(", ", " AND service IN (", ")")));
            query.services().forEach(service -> parameters.add(service.toString()));
        }
        query.owner().ifPresent(owner -> {
            sql.append(" AND owner = ?");
            parameters.add(owner);
        });
        if (!query.states().isEmpty()) {
            sql.append(query.states().stream()
                    .map(SummaryStatement::condition)
                    .collect(Collectors.joining(" OR ", " AND (", ")")));
        }
        query.before().ifPresent(before -> {
            sql.append(" AND no < ?");
            parameters.add(before);
        });
        parameters.add(query.limit());
        return new SummaryStatement(sql.append(" ORDER BY no DESC LIMIT ?").toString(), parameters);
    }

    /** Selects ended executions whose end is to be announced, the oldest first. */
    public static SummaryStatement due(ServiceId service, long now, int limit) {
        return new SummaryStatement(
                SELECT
                        + " AND service = ? AND finished IS NOT NULL AND notified <> 1 AND notified <= ?"
                        + " ORDER BY no LIMIT ?",
                List.of(service.toString(), now, limit));
    }

    /** Selects one execution. */
    public static SummaryStatement of(String executionId) {
        return new SummaryStatement(SELECT + " AND id = ?", List.of(executionId));
    }

    private static String condition(BatchState state) {
        return switch (state) {
            case COMPLETE -> "finished IS NOT NULL";
            case IN_PROGRESS -> "(finished IS NULL AND begun <> 0)";
            case PENDING -> "(finished IS NULL AND begun = 0)";
            // no execution of a host is in another state
            default -> "1 = 0";
        };
    }

    /** Reads a row of the query. */
    static ExecutionSummary read(ResultSet row) throws SQLException {
        long finished = row.getLong("finished");
        int total = row.getInt("total");
        BatchState state = finished > 0
                ? BatchState.COMPLETE
                : row.getInt("begun") != 0 ? BatchState.IN_PROGRESS : BatchState.PENDING;
        int failed = row.getInt("failed");
        OptionalInt failures = row.wasNull() ? OptionalInt.empty() : OptionalInt.of(failed);
        return new ExecutionSummary(
                new ExecutionId(ServiceId.parse(row.getString("service")), row.getString("id")),
                row.getLong("no"),
                row.getString("owner"),
                new BatchStatus(
                        state,
                        // rows of earlier versions have no count
                        state.isTerminal() ? total : row.getInt("done"),
                        total,
                        row.getInt("parallel_count")),
                failures,
                Instant.ofEpochMilli(row.getLong("created")),
                finished > 0 ? Optional.of(Instant.ofEpochMilli(finished)) : Optional.empty(),
                row.getLong("bytes"));
    }
}
