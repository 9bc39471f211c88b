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
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The tables and their version. An execution is a row; its records are stored in chunks, its results in runs. Times are
 * milliseconds since 1970.
 */
final class Schema {

    /** The version that this code reads and writes. */
    static final int VERSION = 3;

    private static final List<String> TABLES = List.of(
            // store_id is also in the data folder, see StoreIdentity
            "CREATE TABLE mlbatch_schema (version INTEGER NOT NULL, store_id VARCHAR(36))",
            // total is set once the batch is accepted, finished once the execution has ended
            """
            CREATE TABLE mlbatch_execution (
                no {identity},
                id VARCHAR(36) NOT NULL UNIQUE,
                service VARCHAR(1000) NOT NULL,
                owner VARCHAR(1000) NOT NULL,
                created BIGINT NOT NULL,
                finished BIGINT,
                parallel_count INTEGER NOT NULL,
                total INTEGER,
                start_key VARCHAR(255),
                fingerprint VARCHAR(100),
                bytes BIGINT NOT NULL)""",
            "CREATE UNIQUE INDEX mlbatch_execution_key ON mlbatch_execution (service, owner, start_key)",
            """
            CREATE TABLE mlbatch_record (
                execution_no BIGINT NOT NULL,
                first_item INTEGER NOT NULL,
                records {bytes} NOT NULL,
                PRIMARY KEY (execution_no, first_item))""",
            // a row is a run of results; item is the index of the first one; a row without lengths is a single result
            """
            CREATE TABLE mlbatch_result (
                execution_no BIGINT NOT NULL,
                item INTEGER NOT NULL,
                response {bytes} NOT NULL,
                lengths {bytes},
                artifacts TEXT,
                PRIMARY KEY (execution_no, item)){clustered}""",
            "INSERT INTO mlbatch_schema (version) VALUES (" + VERSION + ")");

    /** The statements that upgrade each version to the next, from version 1 on. */
    private static final List<String> UPGRADES = List.of(
            "ALTER TABLE mlbatch_result ADD COLUMN lengths {bytes}",
            "ALTER TABLE mlbatch_schema ADD COLUMN store_id VARCHAR(36)");

    private Schema() {}

    /**
     * Creates the tables if they do not exist, and upgrades those of an earlier version.
     *
     * @throws IllegalStateException if the tables have an unknown version
     */
    static void prepare(Connection connection, Dialect dialect) throws SQLException {
        if (!exists(connection)) {
            execute(connection, dialect, TABLES);
            return;
        }
        int version = version(connection);
        if (version < 1 || version > VERSION) {
            throw new IllegalStateException("The stored executions have the schema version " + version
                    + ", this mlbatch reads and writes version " + VERSION);
        }
        if (version < VERSION) {
            List<String> upgrade = new ArrayList<>(UPGRADES.subList(version - 1, UPGRADES.size()));
            upgrade.add("UPDATE mlbatch_schema SET version = " + VERSION);
            execute(connection, dialect, upgrade);
        }
    }

    /** Executes all statements or none. */
    private static void execute(Connection connection, Dialect dialect, List<String> statements) throws SQLException {
        connection.setAutoCommit(false);
        boolean committed = false;
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(dialect.in(sql));
            }
            connection.commit();
            committed = true;
        } finally {
            if (!committed) {
                // automatic commits would keep the first statements
                connection.rollback();
            }
            connection.setAutoCommit(true);
        }
    }

    /** Returns true if the tables exist. */
    static boolean exists(Connection connection) throws SQLException {
        try (ResultSet tables = connection
                .getMetaData()
                .getTables(null, connection.getSchema(), "mlbatch_schema", new String[] {"TABLE"})) {
            return tables.next();
        }
    }

    private static int version(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT version FROM mlbatch_schema")) {
            return rows.next() ? rows.getInt(1) : 0;
        }
    }
}
