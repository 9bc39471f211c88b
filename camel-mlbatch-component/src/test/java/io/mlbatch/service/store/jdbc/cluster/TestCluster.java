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
package io.mlbatch.service.store.jdbc.cluster;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.sql.DataSource;

import io.mlbatch.protocol.ServiceId;
import io.mlbatch.service.store.Execution;
import io.mlbatch.service.store.ExecutionStore;
import io.mlbatch.service.store.IdempotencyKey;
import io.mlbatch.service.store.NewExecution;
import io.mlbatch.service.store.ResultRun;
import io.mlbatch.service.store.Window;
import io.mlbatch.service.store.jdbc.JdbcExecutionStore;
import io.mlbatch.service.store.jdbc.database.Dialect;
import io.mlbatch.service.store.jdbc.database.Jdbc;
import io.mlbatch.service.store.jdbc.execution.StoredExecution;
import io.mlbatch.testing.host.RunningPostgres;

/** The stores of the nodes of a cluster, on a schema of their own. */
final class TestCluster implements AutoCloseable {

    static final ServiceId SERVICE = new ServiceId("TxService", "1.0");

    private final ExecutorService writing = Executors.newCachedThreadPool();
    private final DataSource dataSource;
    private final List<JdbcExecutionStore> nodes = new ArrayList<>();

    TestCluster() {
        this(RunningPostgres.newSchema());
    }

    TestCluster(DataSource dataSource) {
        this.dataSource = dataSource;
        ClusterSchema.prepare(dataSource);
    }

    DataSource dataSource() {
        return dataSource;
    }

    /** Opens the store of a node that is alive. */
    JdbcExecutionStore node(String id) {
        return node(id, dataSource);
    }

    JdbcExecutionStore node(String id, DataSource connections) {
        execute("INSERT INTO mlbatch_node (id, name, started, seen) VALUES ('" + id + "', '', 0, " + Dialect.NOW + ")"
                + " ON CONFLICT (id) DO NOTHING");
        JdbcExecutionStore store =
                JdbcExecutionStore.openClustered(connections, id, Clock.systemUTC(), writing, Runnable::run);
        nodes.add(store);
        return store;
    }

    static NewExecution batch(int records, Optional<IdempotencyKey> key) {
        Iterator<byte[]> bodies = IntStream.range(0, records)
                .mapToObj(i -> ("{\"n\":" + i + "}").getBytes(StandardCharsets.UTF_8))
                .iterator();
        return new NewExecution(SERVICE, "", 3, key, bodies);
    }

    static Execution start(ExecutionStore node, int records) {
        return node.create(batch(records, Optional.empty())).execution();
    }

    static long number(Execution execution) {
        return ((StoredExecution) execution).row().no();
    }

    /** Claims all records that a lane can get. */
    Optional<Window> claim(JdbcExecutionStore node, Execution execution, int lane) {
        int total = execution.status().totalItemCount();
        return node.lanes().claim(number(execution), lane, total, total);
    }

    /** Stores results as the lane of a node, and waits until they are stored or dropped. */
    void complete(JdbcExecutionStore node, Execution execution, ResultRun run) {
        claim(node, execution, 0).ifPresent(window -> {
            window.complete(run);
            awaitStored(window);
        });
    }

    static void awaitStored(Window window) {
        CompletableFuture<Void> stored = new CompletableFuture<>();
        window.whenStored(() -> stored.complete(null));
        stored.orTimeout(1, TimeUnit.MINUTES).join();
    }

    void execute(String sql) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.execute();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the number that a query selects. */
    long number(String sql) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            return Jdbc.query(statement, row -> row.getLong(1)).get(0);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        nodes.forEach(JdbcExecutionStore::close);
        writing.shutdown();
    }
}
