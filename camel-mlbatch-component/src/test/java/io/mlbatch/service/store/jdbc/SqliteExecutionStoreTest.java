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

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.mlbatch.protocol.BatchState;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.service.store.Execution;
import io.mlbatch.service.store.ExecutionStore;
import io.mlbatch.service.store.SummaryQuery;
import io.mlbatch.service.store.jdbc.database.FolderDatabase;
import io.mlbatch.service.store.jdbc.database.Jdbc;
import io.mlbatch.service.store.jdbc.database.SqliteDatabase;

import static io.mlbatch.testing.host.HostCaller.awaitTrue;
import static org.assertj.core.api.Assertions.assertThat;

class SqliteExecutionStoreTest extends JdbcExecutionStoreContract {

    private FolderDatabase open;

    @Override
    FolderDatabase open(Path folder) {
        open = SqliteDatabase.open(folder);
        return open;
    }

    @ParameterizedTest
    @MethodSource("calls")
    void queriesOfACall_useAnIndex(Consumer<ExecutionStore> call) throws SQLException {
        Set<String> queries = new HashSet<>();
        restart(database -> with(database, () -> recorded(database.dataSource().getConnection(), queries)));
        queries.clear();

        call.accept(store());

        try (Connection connection = open.dataSource().getConnection()) {
            for (String query : queries) {
                try (PreparedStatement statement = connection.prepareStatement("EXPLAIN QUERY PLAN " + query)) {
                    assertThat(Jdbc.query(statement, row -> row.getString("detail")))
                            .as(query)
                            .noneMatch(step -> step.startsWith("SCAN mlbatch_execution")
                                    && !step.endsWith(" mlbatch_execution_unfinished"))
                            // those of the list also have the service, but all of its history
                            .anyMatch(step -> !query.contains("notified <=") || step.contains("mlbatch_execution_due"));
                }
            }
        }
    }

    private static Stream<Consumer<ExecutionStore>> calls() {
        ServiceId service = new ServiceId("TxService", "1.0");
        Set<BatchState> unfinished = Set.of(BatchState.PENDING, BatchState.IN_PROGRESS);
        SummaryQuery all = SummaryQuery.newest(10);
        SummaryQuery waiting = new SummaryQuery(Set.of(), Optional.empty(), unfinished, OptionalLong.empty(), 10);
        SummaryQuery complete = new SummaryQuery(
                Set.of(service), Optional.empty(), Set.of(BatchState.COMPLETE), OptionalLong.of(7), 10);
        Stream<Consumer<ExecutionStore>> selections = Stream.of(
                        all.ownedBy("anna"), all.of(Set.of(service)), waiting, complete)
                .flatMap(query -> Stream.of(query, query.ownedBy("anna")))
                .map(query -> store -> store.summaries(query));
        return Stream.concat(
                selections,
                Stream.of(
                        ExecutionStore::sizes,
                        ExecutionStore::backlogs,
                        store -> store.list(service),
                        store -> store.list(service, "anna"),
                        store -> store.announcements().claim(service, 10, Duration.ZERO),
                        store -> store.find(service, "id"),
                        store -> store.summary("id"),
                        store -> store.endedBefore(Instant.EPOCH, 10),
                        store -> store.holdsUnread(Instant.EPOCH),
                        store -> store.evictableOwners(Instant.EPOCH),
                        store -> store.oldestEvictable("anna", Instant.EPOCH)));
    }

    private static Connection recorded(Connection connection, Set<String> queries) {
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("prepareStatement")) {
                        queries.add((String) arguments[0]);
                    }
                    return method.invoke(connection, arguments);
                });
    }

    @Test
    void deletedExecution_givesItsRoomBack() throws IOException {
        Execution execution = batch(50_000);
        IntStream.range(0, 50_000).forEach(index -> execution.complete(index, result(index)));
        settle();
        Path database = data().resolve("executions.db");

        store().delete(execution.id());

        awaitTrue(() -> {
            settle();
            return Files.size(database) < 500_000;
        });
    }
}
