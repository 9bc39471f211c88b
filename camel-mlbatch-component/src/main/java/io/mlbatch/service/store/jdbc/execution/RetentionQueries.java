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
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.service.store.HeldExecution;
import io.mlbatch.service.store.StoreException;
import io.mlbatch.service.store.StoreSize;
import io.mlbatch.service.store.jdbc.database.Database;
import io.mlbatch.service.store.jdbc.database.Dialect;
import io.mlbatch.service.store.jdbc.database.SizeTable;

/**
 * Queries for admission and retention. Their costs depend on the owners, the unfinished executions and the found ones,
 * not on the history. Thread-safe.
 */
public final class RetentionQueries {

    /** The uploads of other nodes have no total; a node counts its own, and a single host all of them, itself. */
    private static final String SIZES = """
            SELECT owner, SUM(executions), SUM(bytes) FROM (
                SELECT owner, executions, bytes FROM mlbatch_size
                UNION ALL
                SELECT owner, 1, bytes FROM mlbatch_execution
                    WHERE finished IS NULL AND (total IS NOT NULL OR node <> ?)) held
            GROUP BY owner HAVING SUM(executions) > 0""";

    private static final String ENDED_BEFORE =
            "SELECT id, service FROM mlbatch_execution WHERE finished IS NOT NULL AND finished < ?"
                    + " ORDER BY finished LIMIT ?";
    private static final String UNREAD = "SELECT 1 FROM mlbatch_execution"
            + " WHERE finished IS NOT NULL AND finished > ? AND results_read = 0 LIMIT 1";

    private static final String READ = "finished IS NOT NULL AND results_read = 1 AND mlbatch_execution.owner = ";
    private static final String EXPIRED =
            "finished IS NOT NULL AND results_read = 0 AND finished <= ? AND mlbatch_execution.owner = ";
    private static final String EVICTABLE_OWNERS = "SELECT DISTINCT owner FROM mlbatch_size held"
            + " WHERE EXISTS (SELECT 1 FROM mlbatch_execution WHERE " + READ + "held.owner)"
            + " OR EXISTS (SELECT 1 FROM mlbatch_execution WHERE " + EXPIRED + "held.owner)";
    private static final String OLDEST = "SELECT * FROM (SELECT id, service, bytes, finished FROM mlbatch_execution"
            + " WHERE %s? ORDER BY finished LIMIT 1) oldest";
    private static final String OLDEST_EVICTABLE =
            OLDEST.formatted(READ) + " UNION ALL " + OLDEST.formatted(EXPIRED) + " ORDER BY finished LIMIT 1";

    private final StoreQueries queries;
    private final Database database;
    private final Dialect dialect;

    public RetentionQueries(StoreQueries queries, Database database, Dialect dialect) {
        this.queries = queries;
        this.database = database;
        this.dialect = dialect;
    }

    /**
     * Merges the rows of the sizes, of which each connection that writes to PostgreSQL has its own, outside of other
     * transactions.
     *
     * @throws StoreException if the database cannot be used now
     */
    public void merge() {
        List<String> merging = SizeTable.merging(dialect);
        if (merging.isEmpty()) {
            return;
        }
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            for (String sql : merging) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new StoreException("The sizes of the stored executions cannot be merged", e);
        }
    }

    /**
     * Returns the size of the executions of each owner, with the uploads of other nodes.
     *
     * @param node this node, which counts its uploads itself; {@code null} for a single host
     */
    public Map<String, StoreSize> sizes(String node) {
        Map<String, StoreSize> sizes = new HashMap<>();
        queries.all(SIZES, row -> sizes.put(row.getString(1), new StoreSize(row.getInt(2), row.getLong(3))), node);
        return sizes;
    }

    /** As {@link io.mlbatch.service.store.ExecutionStore#endedBefore}. */
    public List<ExecutionId> endedBefore(Instant time, int max) {
        return queries.all(
                ENDED_BEFORE,
                row -> new ExecutionId(ServiceId.parse(row.getString(2)), row.getString(1)),
                time.toEpochMilli(),
                max);
    }

    /** As {@link io.mlbatch.service.store.ExecutionStore#holdsUnread}. */
    public boolean holdsUnread(Instant unreadSince) {
        return queries.first(UNREAD, row -> true, unreadSince.toEpochMilli()).isPresent();
    }

    /** As {@link io.mlbatch.service.store.ExecutionStore#evictableOwners}. */
    public Set<String> evictableOwners(Instant unreadSince) {
        return new HashSet<>(queries.all(EVICTABLE_OWNERS, row -> row.getString(1), unreadSince.toEpochMilli()));
    }

    /** As {@link io.mlbatch.service.store.ExecutionStore#oldestEvictable}. */
    public Optional<HeldExecution> oldestEvictable(String owner, Instant unreadSince) {
        return queries.first(
                OLDEST_EVICTABLE,
                row -> new HeldExecution(
                        new ExecutionId(ServiceId.parse(row.getString("service")), row.getString("id")),
                        owner,
                        row.getLong("bytes")),
                owner,
                unreadSince.toEpochMilli(),
                owner);
    }
}
