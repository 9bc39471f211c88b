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
import java.sql.SQLException;
import java.sql.Statement;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits the transactions of a node of a cluster: the database ends a transaction that has been idle for 10 seconds.
 * Otherwise a node that stops within one, or whose network is cut, would hold its row locks for hours.
 */
public final class NodeConnection {

    /** A change of rows in one transaction. */
    public interface Step<T> {

        T run(WriteSession session) throws SQLException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(NodeConnection.class);
    private static final String IDLE_TIMEOUT = "idle_in_transaction_session_timeout";
    private static final int IDLE_MILLIS = 10_000;

    private NodeConnection() {}

    /** Runs a step in a transaction of its own, and commits it. */
    public static <T> T transaction(Database database, Step<T> step) throws SQLException {
        try (Connection connection = database.connect()) {
            connection.setAutoCommit(false);
            boolean committed = false;
            try {
                execute(connection, "SET LOCAL " + IDLE_TIMEOUT + " = " + IDLE_MILLIS);
                WriteSession session = new WriteSession(connection);
                T result = step.run(session);
                session.commit();
                committed = true;
                return result;
            } finally {
                end(connection, committed);
            }
        }
    }

    /** Must not throw: the transaction is committed, or its failure is thrown already. */
    private static void end(Connection connection, boolean committed) throws SQLException {
        try {
            if (!committed) {
                connection.rollback();
            }
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            LOG.debug("A connection is closed, because it cannot be used again", e);
            connection.abort(Runnable::run);
        }
    }

    /** Limits a connection until {@link #restore}. */
    static void limit(Connection connection) throws SQLException {
        execute(connection, "SET " + IDLE_TIMEOUT + " = " + IDLE_MILLIS);
    }

    static void restore(Connection connection) throws SQLException {
        execute(connection, "RESET " + IDLE_TIMEOUT);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
