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
package io.mlbatch.testing.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import io.mlbatch.service.store.jdbc.JdbcExecutionStore;
import io.mlbatch.service.store.jdbc.database.ExternalDatabase;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * A PostgreSQL server on a free port of this machine, for all tests of the JVM: ends with it. It refuses to run as
 * root, so the library starts it in a user namespace of its own then.
 */
public final class RunningPostgres {

    private static final String USER = "postgres";
    private static final AtomicInteger SCHEMAS = new AtomicInteger();

    private RunningPostgres() {}

    private static final class Holder {

        static final Object SERVER = start();

        /** The server, or the reason for its absence. */
        private static Object start() {
            try {
                return builder().start();
            } catch (IOException | RuntimeException e) {
                return e;
            }
        }
    }

    /** A builder that allows a busy machine more than the 10 seconds of the library. */
    static EmbeddedPostgres.Builder builder() {
        return EmbeddedPostgres.builder().setPGStartupWait(Duration.ofMinutes(2));
    }

    /** Skips the tests where PostgreSQL does not run. */
    public static void assumeThatItRuns() {
        assumeTrue(Holder.SERVER instanceof EmbeddedPostgres, () -> "PostgreSQL does not run here: " + Holder.SERVER);
    }

    /** An empty schema that no other test uses. Its connections fail when they read more than 16 MB of rows at once. */
    public static DataSource newSchema() {
        EmbeddedPostgres server = (EmbeddedPostgres) Holder.SERVER;
        String schema = "test" + SCHEMAS.incrementAndGet();
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA " + schema);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return server.getDatabase(USER, USER, Map.of("currentSchema", schema, "maxResultBuffer", "16M"));
    }

    /** An empty schema with the tables of a store. */
    public static DataSource newStoreSchema() {
        DataSource schema = newSchema();
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Path folder = Files.createTempDirectory("mlbatch-schema");
            JdbcExecutionStore.open(ExternalDatabase.open(schema, folder), Clock.systemUTC(), thread, Runnable::run)
                    .close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            thread.shutdown();
        }
        return schema;
    }
}
