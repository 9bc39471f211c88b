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

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A connection and its statements, prepared once. Not thread-safe. */
final class WriteSession implements AutoCloseable {

    /** Reads the row that the result set is at. */
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private final ResultBuffer results = new ResultBuffer();
    private final Dialect locked;
    private PreparedStatement batch;

    WriteSession(Connection connection) {
        this(connection, null);
    }

    private WriteSession(Connection connection, Dialect locked) {
        this.connection = connection;
        this.locked = locked;
    }

    /**
     * A session that has the schema's lock until it is closed.
     *
     * @throws IllegalStateException when another host has the lock
     */
    static WriteSession locked(Connection connection, Dialect dialect) throws SQLException {
        boolean opened = false;
        try {
            // some pools give others
            connection.setAutoCommit(true);
            dialect.lock(connection);
            opened = true;
            return new WriteSession(connection, dialect);
        } finally {
            if (!opened) {
                connection.close();
            }
        }
    }

    Connection connection() {
        return connection;
    }

    /** What is inserted when the transaction is committed. */
    ResultBuffer results() {
        return results;
    }

    /** Changes rows, and tells how many. */
    int update(String sql, Object... parameters) throws SQLException {
        flush();
        return with(sql, parameters).executeUpdate();
    }

    /** Changes rows later, together with others of the same statement: at the next call that is none, or a flush. */
    void later(String sql, Object... parameters) throws SQLException {
        PreparedStatement statement = statement(sql);
        if (batch != statement) {
            flush();
        }
        set(statement, parameters);
        statement.addBatch();
        batch = statement;
    }

    void flush() throws SQLException {
        if (batch != null) {
            PreparedStatement full = batch;
            batch = null;
            full.executeBatch();
        }
    }

    /** The first row, where there is one. */
    <T> Optional<T> first(String sql, Row<T> row, Object... parameters) throws SQLException {
        flush();
        try (ResultSet rows = with(sql, parameters).executeQuery()) {
            return rows.next() ? Optional.of(row.read(rows)) : Optional.empty();
        }
    }

    /** Runs a statement that may give rows, which are of no interest, to its end. */
    void run(String sql) throws SQLException {
        flush();
        // not prepared: SQLite's driver would stop at the first row
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    void commit() throws SQLException {
        results.insert(this);
        flush();
        connection.commit();
    }

    void rollback() throws SQLException {
        results.clear();
        if (batch != null) {
            batch.clearBatch();
            batch = null;
        }
        connection.rollback();
    }

    private PreparedStatement with(String sql, Object... parameters) throws SQLException {
        PreparedStatement statement = statement(sql);
        set(statement, parameters);
        return statement;
    }

    private PreparedStatement statement(String sql) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        return statement;
    }

    static void set(PreparedStatement statement, Object... parameters) throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            Object value = parameters[i];
            if (value instanceof byte[] bytes) {
                statement.setBytes(i + 1, bytes);
            } else if (value instanceof String text) {
                statement.setString(i + 1, text);
            } else {
                statement.setObject(i + 1, value);
            }
        }
    }

    @Override
    public void close() throws SQLException {
        // closes its statements as well
        try (Connection closed = connection) {
            if (locked != null) {
                unlock(closed);
            }
        }
    }

    private void unlock(Connection closed) throws SQLException {
        boolean unlocked = false;
        try {
            closed.setAutoCommit(true);
            locked.unlock(closed);
            unlocked = true;
        } finally {
            if (!unlocked) {
                // a pool must not keep a connection that may have the lock
                closed.abort(Runnable::run);
            }
        }
    }
}
