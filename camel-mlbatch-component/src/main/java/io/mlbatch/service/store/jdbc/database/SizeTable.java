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

import java.util.List;

/**
 * The table with the size of the ended executions of each owner, so that a start does not read the history. Triggers
 * keep it: in the transaction of each change, also if a host of an earlier version or a person makes the change. In
 * PostgreSQL each connection that writes has a row of its own, so that the nodes of a cluster do not wait for each
 * other.
 */
public final class SizeTable {

    private static final String TABLE = """
            CREATE TABLE mlbatch_size (
                owner VARCHAR(1000) NOT NULL,
                writer INTEGER NOT NULL,
                executions BIGINT NOT NULL,
                bytes BIGINT NOT NULL,
                PRIMARY KEY (owner, writer))""";

    private static final String FILL = "INSERT INTO mlbatch_size (owner, writer, executions, bytes)"
            + " SELECT owner, 0, COUNT(*), SUM(bytes) FROM mlbatch_execution WHERE finished IS NOT NULL GROUP BY owner";

    private static final String ADD = " ON CONFLICT (owner, writer) DO UPDATE SET"
            + " executions = mlbatch_size.executions + excluded.executions, bytes = mlbatch_size.bytes + excluded.bytes";

    private static final String SQLITE_UPDATE = """
            CREATE TRIGGER mlbatch_size_update AFTER UPDATE OF finished, bytes ON mlbatch_execution
            WHEN OLD.finished IS NOT NULL OR NEW.finished IS NOT NULL
            BEGIN
                INSERT INTO mlbatch_size (owner, writer, executions, bytes) VALUES (NEW.owner, 0,
                    (NEW.finished IS NOT NULL) - (OLD.finished IS NOT NULL),
                    IIF(NEW.finished IS NULL, 0, NEW.bytes) - IIF(OLD.finished IS NULL, 0, OLD.bytes)){add};
            END""".replace("{add}", ADD);

    private static final String SQLITE_DELETE = """
            CREATE TRIGGER mlbatch_size_delete AFTER DELETE ON mlbatch_execution WHEN OLD.finished IS NOT NULL
            BEGIN
                UPDATE mlbatch_size SET executions = executions - 1, bytes = bytes - OLD.bytes WHERE owner = OLD.owner;
                DELETE FROM mlbatch_size WHERE owner = OLD.owner AND executions <= 0;
            END""";

    private static final String POSTGRESQL_FUNCTION = """
            CREATE OR REPLACE FUNCTION mlbatch_size() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
            BEGIN
                IF TG_OP = 'UPDATE' THEN
                    INSERT INTO mlbatch_size (owner, writer, executions, bytes) VALUES (NEW.owner, pg_backend_pid(),
                        (NEW.finished IS NOT NULL)::int - (OLD.finished IS NOT NULL)::int,
                        CASE WHEN NEW.finished IS NULL THEN 0 ELSE NEW.bytes END
                        - CASE WHEN OLD.finished IS NULL THEN 0 ELSE OLD.bytes END){add};
                ELSE
                    INSERT INTO mlbatch_size (owner, writer, executions, bytes)
                        SELECT owner, pg_backend_pid(), -COUNT(*), -SUM(bytes) FROM deleted
                        WHERE finished IS NOT NULL GROUP BY owner{add};
                END IF;
                RETURN NULL;
            END $$""".replace("{add}", ADD);

    private static final String POSTGRESQL_UPDATE = """
            CREATE TRIGGER mlbatch_size_update AFTER UPDATE OF finished, bytes ON mlbatch_execution FOR EACH ROW
            WHEN ((OLD.finished IS NOT NULL OR NEW.finished IS NOT NULL)
                AND (OLD.finished IS NULL OR NEW.finished IS NULL OR OLD.bytes <> NEW.bytes))
            EXECUTE FUNCTION mlbatch_size()""";

    /** Once per statement: many changes of one row in a transaction are slow. */
    private static final String POSTGRESQL_DELETE = """
            CREATE TRIGGER mlbatch_size_delete AFTER DELETE ON mlbatch_execution REFERENCING OLD TABLE AS deleted
            FOR EACH STATEMENT EXECUTE FUNCTION mlbatch_size()""";

    /** Skips the rows of a transaction in progress, which could wait for this one. */
    private static final String MERGE = """
            WITH part AS (
                DELETE FROM mlbatch_size WHERE (owner, writer) IN (
                    SELECT owner, writer FROM mlbatch_size WHERE writer <> 0 FOR UPDATE SKIP LOCKED)
                RETURNING owner, executions, bytes)
            INSERT INTO mlbatch_size (owner, writer, executions, bytes)
            SELECT owner, 0, SUM(executions), SUM(bytes) FROM part GROUP BY owner ORDER BY owner{add}""".replace("{add}", ADD);

    private static final String REMOVE_EMPTY =
            "DELETE FROM mlbatch_size WHERE writer = 0 AND executions = 0 AND bytes = 0";

    private SizeTable() {}

    /**
     * Returns the statements that create and fill the table. Until they are committed, no other host ends executions.
     */
    static List<String> creation(Dialect dialect) {
        return dialect == Dialect.POSTGRESQL
                ? List.of(TABLE, POSTGRESQL_FUNCTION, POSTGRESQL_UPDATE, POSTGRESQL_DELETE, FILL)
                : List.of(TABLE, SQLITE_UPDATE, SQLITE_DELETE, FILL);
    }

    /**
     * Returns the statements that merge the rows of each owner, and remove those of owners without executions: none for
     * SQLite, whose triggers do so.
     */
    public static List<String> merging(Dialect dialect) {
        return dialect == Dialect.POSTGRESQL ? List.of(MERGE, REMOVE_EMPTY) : List.of();
    }
}
