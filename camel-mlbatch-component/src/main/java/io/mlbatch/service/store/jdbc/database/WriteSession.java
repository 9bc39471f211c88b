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
package io.mlbatch.service.store.jdbc.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;

/** A connection of the writer thread and its prepared statements. Not thread-safe. */
public final class WriteSession implements AutoCloseable {

    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private final ConnectionStep restoration;
    private final NavigableMap<LockKey, Queue<Change>> ordered = new TreeMap<>();
    private PreparedStatement batch;

    /** Changes rows as a part of the transaction. */
    public interface Change {

        void apply(WriteSession session) throws SQLException;
    }

    /** Changes the settings and locks of a connection. */
    private interface ConnectionStep {

        void run(Connection connection) throws SQLException;
    }

    public WriteSession(Connection connection) {
        this(connection, null);
    }

    /** @param restoration releases locks and restores settings, so that a pool can reuse the connection */
    private WriteSession(Connection connection, ConnectionStep restoration) {
        this.connection = connection;
        this.restoration = restoration;
    }

    /**
     * Opens a session that holds the schema's lock until it is closed.
     *
     * @throws IllegalStateException if another host holds the lock
     */
    public static WriteSession locked(Connection connection, Dialect dialect) throws SQLException {
        return open(connection, dialect::lock, dialect::unlock);
    }

    /**
     * Opens a session of a node that shares the schema with the other nodes of its cluster, see {@link NodeConnection}.
     *
     * @throws IllegalStateException if a host that is not clustered holds the schema's lock
     */
    public static WriteSession ofNode(Connection connection) throws SQLException {
        return open(
                connection,
                opened -> {
                    NodeConnection.limit(opened);
                    Dialect.POSTGRESQL.lockShared(opened);
                },
                closed -> {
                    Dialect.POSTGRESQL.unlock(closed);
                    NodeConnection.restore(closed);
                });
    }

    private static WriteSession open(Connection connection, ConnectionStep preparation, ConnectionStep restoration)
            throws SQLException {
        boolean opened = false;
        try {
            // some pools return connections in another mode
            connection.setAutoCommit(true);
            preparation.run(connection);
            opened = true;
            return new WriteSession(connection, restoration);
        } finally {
            if (!opened) {
                connection.close();
            }
        }
    }

    public Connection connection() {
        return connection;
    }

    /** Changes rows and returns their number. */
    public int update(String sql, Object... parameters) throws SQLException {
        flush();
        PreparedStatement statement = statement(sql);
        Jdbc.bind(statement, parameters);
        return statement.executeUpdate();
    }

    /**
     * Changes rows in one batch with other calls for the same statement. The batch is executed before any other
     * statement and before the commit.
     */
    public void updateLater(String sql, Object... parameters) throws SQLException {
        PreparedStatement statement = statement(sql);
        if (batch != statement) {
            flush();
        }
        Jdbc.bind(statement, parameters);
        statement.addBatch();
        batch = statement;
    }

    private void flush() throws SQLException {
        if (batch != null) {
            PreparedStatement full = batch;
            batch = null;
            full.executeBatch();
        }
    }

    /** Returns the first row, if any. */
    public <T> Optional<T> first(String sql, Jdbc.RowMapper<T> mapper, Object... parameters) throws SQLException {
        return all(sql, mapper, parameters).stream().findFirst();
    }

    /** Returns all rows. */
    public <T> List<T> all(String sql, Jdbc.RowMapper<T> mapper, Object... parameters) throws SQLException {
        flush();
        return Jdbc.query(statement(sql), mapper, parameters);
    }

    /** Runs a statement to its end and ignores the rows that it may return. */
    public void run(String sql) throws SQLException {
        flush();
        // not prepared: SQLite's driver would stop at the first row
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    /**
     * Applies a change at the end of the transaction, in the order of the keys. A change may add others with a later
     * key.
     *
     * @param key the rows that the change locks
     */
    public void changeInOrder(LockKey key, Change change) {
        ordered.computeIfAbsent(key, first -> new ArrayDeque<>()).add(change);
    }

    public void commit() throws SQLException {
        while (!ordered.isEmpty()) {
            for (Change change : ordered.pollFirstEntry().getValue()) {
                change.apply(this);
            }
        }
        flush();
        connection.commit();
    }

    public void rollback() throws SQLException {
        ordered.clear();
        if (batch != null) {
            batch.clearBatch();
            batch = null;
        }
        connection.rollback();
    }

    private PreparedStatement statement(String sql) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        return statement;
    }

    @Override
    public void close() throws SQLException {
        // closes its statements as well
        try (Connection closed = connection) {
            if (restoration != null) {
                restore(closed);
            }
        }
    }

    private void restore(Connection closed) throws SQLException {
        boolean restored = false;
        try {
            closed.setAutoCommit(true);
            restoration.run(closed);
            restored = true;
        } finally {
            if (!restored) {
                // a pool must not keep a connection that may hold the lock
                closed.abort(Runnable::run);
            }
        }
    }
}
