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

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.mlbatch.service.store.Execution;
import io.mlbatch.service.store.ItemResult;
import io.mlbatch.service.store.StoreException;
import io.mlbatch.service.store.StoreSize;
import io.mlbatch.service.store.jdbc.database.Dialect;
import io.mlbatch.service.store.jdbc.database.ExternalDatabase;
import io.mlbatch.service.store.jdbc.database.FolderDatabase;
import io.mlbatch.testing.host.RunningPostgres;

import static io.mlbatch.testing.host.HostCaller.awaitTrue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

public class PostgresExecutionStoreIT extends JdbcExecutionStoreContract {

    private DataSource dataSource;

    @BeforeAll
    static void startServer() {
        RunningPostgres.assumeThatItRuns();
    }

    @Override
    FolderDatabase open(Path folder) {
        if (dataSource == null) {
            dataSource = RunningPostgres.newSchema();
        }
        return ExternalDatabase.open(dataSource, folder);
    }

    @Override
    List<String> dropTriggers() {
        return List.of("DROP FUNCTION mlbatch_size CASCADE");
    }

    @Override
    List<String> clusterTables() {
        return Stream.of("lane", "artifact", "token", "node", "job", "turn", "task")
                .map("mlbatch_"::concat)
                .toList();
    }

    @Test
    void schemaThatAnotherHostHas_isRefusedUntilThatHostEnds(@TempDir Path other) {
        batch(1);
        assertThatThrownBy(() -> open(other, dataSource))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageMatching("The executions in the schema test[0-9]+ are used by another host");
        store().close();

        // not its folder, but the schema was free
        assertThatThrownBy(() -> open(other.resolve("new"), dataSource))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has not been used with this database");
        restart();
    }

    @Test
    void schemasOfOneDatabase_areLockedEachByItself(@TempDir Path other) {
        open(other, RunningPostgres.newSchema()).close();
    }

    @Test
    void hostWhoseLockWasTakenByAnother_writesNothingMore(@TempDir Path other) throws Exception {
        batch(1);
        // as after a restart of the server
        terminateConnections();
        try (Connection connection = dataSource.getConnection()) {
            Dialect.POSTGRESQL.lock(connection);

            assertThatThrownBy(() -> batch(1)).isInstanceOf(StoreException.class);

            await().atMost(1, TimeUnit.MINUTES).until(store()::isFailing);
            assertThatThrownBy(() -> batch(1)).isInstanceOf(StoreException.class);
        }
        awaitTrue(() -> !store().isFailing());
        batch(1);
    }

    private void terminateConnections() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_terminate_backend(pid) FROM pg_locks"
                    + " WHERE locktype = 'advisory' AND pid <> pg_backend_pid() AND objid ="
                    + " (SELECT oid FROM pg_namespace WHERE nspname = current_schema())");
        }
    }

    /** Opens the store of a single host. */
    public static JdbcExecutionStore open(Path folder, DataSource dataSource) {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            return JdbcExecutionStore.open(
                    ExternalDatabase.open(dataSource, folder), Clock.systemUTC(), thread, Runnable::run);
        } finally {
            thread.shutdown();
        }
    }

    @Test
    void sizesOfEarlierConnections_areMergedAtTheNextStart() throws SQLException {
        for (int start = 0; start < 3; start++) {
            Execution execution = batch(1);
            execution.complete(0, ItemResult.success(0, Map.of(), List.of()));
            settle();
            restart();
        }

        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT COUNT(*), MAX(writer) FROM mlbatch_size")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getInt(1)).isOne();
            assertThat(row.getInt(2)).isZero();
        }
        assertThat(store().sizes().values()).extracting(StoreSize::executions).containsExactly(3);
    }

    @Test
    void largeResults_areNotTakenAllAtOnce() {
        int results = 200;
        Execution execution = batch(results);
        Map<String, Object> large = Map.of("text", "x".repeat(100_000));
        IntStream.range(0, results)
                .forEach(index -> execution.complete(index, ItemResult.success(index, large, List.of())));
        settle();

        // 40 MB in all, as the driver asks for hexadecimal digits: more than it accepts at once
        assertThat(execution.results(0)).hasSizeBetween(10, 11);
    }
}
