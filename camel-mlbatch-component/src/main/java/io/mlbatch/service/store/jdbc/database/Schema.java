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
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The tables and their version. An execution is a row; its records are stored in chunks, its results in runs. Times are
 * milliseconds since 1970.
 */
public final class Schema {

    /** The version that this code reads and writes. */
    public static final int VERSION = 5;

    /** The earliest version whose code can use these tables beside this code: all changes since then are additive. */
    private static final int COMPATIBLE = 4;

    private static final String NOTIFY_INDEX = "CREATE INDEX mlbatch_execution_notify ON mlbatch_execution (service)"
            + " WHERE finished IS NOT NULL AND notified <> 1";

    /** The indexes of lists, of unfinished executions, and of those to announce, evict or purge. */
    private static final List<String> INDEXES = List.of(
            "DROP INDEX mlbatch_execution_notify",
            "CREATE INDEX mlbatch_execution_due ON mlbatch_execution (service, notified)"
                    + " WHERE finished IS NOT NULL AND notified <> 1",
            "CREATE INDEX mlbatch_execution_list ON mlbatch_execution (service, owner, no)",
            "CREATE INDEX mlbatch_execution_service ON mlbatch_execution (service, no)",
            "CREATE INDEX mlbatch_execution_owner ON mlbatch_execution (owner, no)",
            "CREATE INDEX mlbatch_execution_unfinished ON mlbatch_execution (service) WHERE finished IS NULL",
            "CREATE INDEX mlbatch_execution_finished ON mlbatch_execution (finished) WHERE finished IS NOT NULL",
            "CREATE INDEX mlbatch_execution_evictable ON mlbatch_execution (owner, results_read, finished)"
                    + " WHERE finished IS NOT NULL");

    private static final List<String> TABLES = List.of(
            // store_id is also in the data folder, see StoreIdentity
            "CREATE TABLE mlbatch_schema (version INTEGER NOT NULL, store_id VARCHAR(36), compatible INTEGER)",
            // total is set once the batch is accepted, finished once the execution has ended; done and failed count the
            // records with a result; next_item is the first record that no lane has claimed; node is the one that
            // uploads the batch; notified is 0 while the end is to be announced, 1 if there is nothing to announce, or
            // the time
            // until which a host has claimed the announcement
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
                bytes BIGINT NOT NULL,
                done INTEGER NOT NULL DEFAULT 0,
                failed INTEGER,
                begun INTEGER NOT NULL DEFAULT 0,
                next_item INTEGER NOT NULL DEFAULT 0,
                node VARCHAR(36),
                traceparent VARCHAR(55),
                results_read INTEGER NOT NULL DEFAULT 0,
                notified BIGINT NOT NULL DEFAULT 0)""",
            "CREATE UNIQUE INDEX mlbatch_execution_key ON mlbatch_execution (service, owner, start_key)",
            NOTIFY_INDEX,
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
            "INSERT INTO mlbatch_schema (version, compatible) VALUES (" + VERSION + ", " + COMPATIBLE + ")");

    /** The statements that upgrade each version to the next, from version 1 on. */
    private static final List<List<String>> UPGRADES = List.of(
            List.of("ALTER TABLE mlbatch_result ADD COLUMN lengths {bytes}"),
            List.of("ALTER TABLE mlbatch_schema ADD COLUMN store_id VARCHAR(36)"),
            List.of(
                    "ALTER TABLE mlbatch_schema ADD COLUMN compatible INTEGER",
                    "ALTER TABLE mlbatch_execution ADD COLUMN done INTEGER NOT NULL DEFAULT 0",
                    // remains unknown for executions of earlier versions
                    "ALTER TABLE mlbatch_execution ADD COLUMN failed INTEGER",
                    "ALTER TABLE mlbatch_execution ADD COLUMN begun INTEGER NOT NULL DEFAULT 0",
                    "ALTER TABLE mlbatch_execution ADD COLUMN next_item INTEGER NOT NULL DEFAULT 0",
                    "ALTER TABLE mlbatch_execution ADD COLUMN node VARCHAR(36)",
                    "ALTER TABLE mlbatch_execution ADD COLUMN traceparent VARCHAR(55)",
                    "ALTER TABLE mlbatch_execution ADD COLUMN results_read INTEGER NOT NULL DEFAULT 0",
                    "ALTER TABLE mlbatch_execution ADD COLUMN notified BIGINT NOT NULL DEFAULT 0",
                    "UPDATE mlbatch_execution SET done = total, begun = 1, next_item = total, notified = 1"
                            + " WHERE finished IS NOT NULL",
                    "UPDATE mlbatch_execution SET done = COALESCE((SELECT SUM(COALESCE(LENGTH(lengths) / 4, 1))"
                            + " FROM mlbatch_result WHERE execution_no = no), 0) WHERE finished IS NULL",
                    "UPDATE mlbatch_execution SET begun = 1 WHERE done > 0",
                    NOTIFY_INDEX),
            INDEXES);

    private Schema() {}

    /**
     * Creates the tables if they do not exist, and upgrades those of an earlier version. Several hosts may call this at
     * the same time.
     *
     * @throws IllegalStateException if the tables have a version that this code cannot use
     */
    public static void prepare(Connection connection, Dialect dialect) throws SQLException {
        connection.setAutoCommit(false);
        boolean committed = false;
        try (Statement statement = connection.createStatement()) {
            dialect.lockTables(statement);
            for (String sql : exists(connection) ? upgrade(statement, dialect) : creation(dialect)) {
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

    private static List<String> creation(Dialect dialect) {
        List<String> statements = new ArrayList<>(TABLES);
        statements.addAll(INDEXES);
        statements.addAll(dialect.clusterTables());
        statements.addAll(SizeTable.creation(dialect));
        return statements;
    }

    /** Returns the statements that upgrade the tables; none if they can be used as they are. */
    private static List<String> upgrade(Statement statement, Dialect dialect) throws SQLException {
        int version = number(statement, "SELECT version FROM mlbatch_schema");
        if (version > VERSION && number(statement, "SELECT compatible FROM mlbatch_schema") <= VERSION) {
            // a later release has upgraded the tables and allows this one beside it
            return List.of();
        }
        if (version < 1 || version > VERSION) {
            throw new IllegalStateException("The stored executions have the schema version " + version
                    + ", this mlbatch reads and writes version " + VERSION);
        }
        List<String> statements = new ArrayList<>();
        UPGRADES.subList(version - 1, UPGRADES.size()).forEach(statements::addAll);
        if (version < 4) {
            statements.addAll(dialect.clusterTables());
        }
        if (version < VERSION) {
            statements.addAll(SizeTable.creation(dialect));
            statements.add("UPDATE mlbatch_schema SET version = " + VERSION + ", compatible = " + COMPATIBLE);
        }
        return statements;
    }

    /** Returns true if the tables exist. */
    public static boolean exists(Connection connection) throws SQLException {
        try (ResultSet tables = connection
                .getMetaData()
                .getTables(null, connection.getSchema(), "mlbatch_schema", new String[] {"TABLE"})) {
            return tables.next();
        }
    }

    /** Returns the number in the only row; 0 without a row. */
    private static int number(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getInt(1) : 0;
        }
    }
}
