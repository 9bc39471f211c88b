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
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.protocol.BatchState;
import io.mlbatch.protocol.ExecutionSummary;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.service.store.CreateResult;
import io.mlbatch.service.store.Execution;
import io.mlbatch.service.store.ExecutionStore;
import io.mlbatch.service.store.ExecutionStoreContract;
import io.mlbatch.service.store.IdempotencyKey;
import io.mlbatch.service.store.IndexedResult;
import io.mlbatch.service.store.ItemResult;
import io.mlbatch.service.store.NewExecution;
import io.mlbatch.service.store.ProducedArtifact;
import io.mlbatch.service.store.StoreException;
import io.mlbatch.service.store.StoreSize;
import io.mlbatch.service.store.SummaryQuery;
import io.mlbatch.service.store.jdbc.database.FolderDatabase;
import io.mlbatch.service.store.jdbc.database.Jdbc;
import io.mlbatch.service.store.jdbc.database.Schema;
import io.mlbatch.testing.CapturedLog;
import io.mlbatch.testing.Proxies;
import io.mlbatch.testing.host.Stored;

import static io.mlbatch.testing.host.HostCaller.awaitTrue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** The contract of stores, and of the data that survives the process, on every database. */
abstract class JdbcExecutionStoreContract extends ExecutionStoreContract {

    private static final ServiceId SERVICE = new ServiceId("TxService", "1.0");

    private final ThreadPoolExecutor writing = (ThreadPoolExecutor) Executors.newCachedThreadPool();

    @TempDir
    private Path folder;

    private ExecutionStore store;
    private FolderDatabase database;

    /** Opens the database of this test, with this folder; the same one each time. */
    abstract FolderDatabase open(Path folder);

    /** Returns the names of the tables that only clusters use. */
    List<String> clusterTables() {
        return List.of();
    }

    /** Returns the statements that drop the triggers of sizes. */
    List<String> dropTriggers() {
        return List.of("DROP TRIGGER mlbatch_size_update", "DROP TRIGGER mlbatch_size_delete");
    }

    @Override
    protected ExecutionStore createStore() {
        store = open();
        return store;
    }

    private ExecutionStore open() {
        return open(open(data()));
    }

    private ExecutionStore open(FolderDatabase database) {
        this.database = database;
        return JdbcExecutionStore.open(database, Clock.systemUTC(), writing, Runnable::run);
    }

    final ExecutionStore store() {
        return store;
    }

    final Path data() {
        return folder.resolve("data");
    }

    @Override
    protected void settle() {
        // earlier writes are committed before
        store.delete(batch(1).id());
    }

    @AfterEach
    void close() {
        store.close();
        writing.shutdown();
    }

    final void restart() {
        restart(open -> open);
    }

    /** Opens the store again, with a changed access to its database. */
    final void restart(UnaryOperator<FolderDatabase> access) {
        store.close();
        store = open(access.apply(open(data())));
    }

    final Execution batch(int records) {
        Iterator<byte[]> bodies = IntStream.range(0, records)
                .mapToObj(i -> bytes("{\"n\":" + i + "}"))
                .iterator();
        return start(Optional.empty(), bodies).execution();
    }

    private CreateResult start(Optional<IdempotencyKey> key, Iterator<byte[]> records) {
        return store.create(new NewExecution(SERVICE, "", 7, key, records));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static ItemResult result(int index) {
        return ItemResult.success(index, Map.of("n", index), List.of());
    }

    /** Returns the sizes that follow from all executions. */
    private Map<String, StoreSize> summed() {
        return held().stream()
                .collect(Collectors.toMap(
                        ExecutionSummary::owner, each -> new StoreSize(1, each.bytes()), StoreSize::plus));
    }

    /** Returns all executions, the newest first. */
    private List<ExecutionSummary> held() {
        return store.summaries(SummaryQuery.newest(100));
    }

    private Execution found(Execution execution) {
        return store.find(SERVICE, execution.id().value()).orElseThrow();
    }

    private static FolderDatabase withoutAutoCommit(FolderDatabase database) {
        return with(database, () -> {
            Connection connection = database.dataSource().getConnection();
            connection.setAutoCommit(false);
            return connection;
        });
    }

    /** A database whose data source returns other connections. */
    static FolderDatabase with(FolderDatabase database, Callable<Connection> connections) {
        DataSource dataSource = (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> connections.call());
        return new FolderDatabase() {
            @Override
            public DataSource dataSource() {
                return dataSource;
            }

            @Override
            public Path artifacts() {
                return database.artifacts();
            }

            @Override
            public void close() {
                database.close();
            }
        };
    }

    /** A database whose connections of the thread that writes fail as long as that is true. */
    private void reopenWith(AtomicBoolean broken, Supplier<RuntimeException> fault) {
        store.close();
        AtomicReference<Thread> writer = new AtomicReference<>();
        FolderDatabase database = open(data());
        FolderDatabase faulty = with(database, () -> {
            if (Thread.currentThread() == writer.get() && broken.get()) {
                throw fault.get();
            }
            return Proxies.intercepted(Connection.class, database.dataSource().getConnection(), method -> {
                if (method.equals("commit") && broken.get()) {
                    throw fault.get();
                }
            });
        });
        Executor writerThread = work -> writing.execute(() -> {
            writer.set(Thread.currentThread());
            work.run();
        });
        store = JdbcExecutionStore.open(faulty, Clock.systemUTC(), writerThread, Runnable::run);
    }

    private void dropTables() throws Exception {
        execute(
                "DROP TABLE mlbatch_result",
                "DROP TABLE mlbatch_record",
                "DROP TABLE mlbatch_execution",
                "DROP TABLE mlbatch_size",
                "DROP TABLE mlbatch_schema");
    }

    private static ItemResult someWithAFile(int index) {
        return index % 1_000 == 77
                ? ItemResult.success(index, Map.of("n", index), List.of(new ProducedArtifact("a", new byte[1])))
                : result(index);
    }

    /** Completes the first record on another thread, which may have to wait. */
    private static FutureTask<Void> completeWithAFile(Execution execution) {
        FutureTask<Void> completing = new FutureTask<>(() -> execution.complete(0, someWithAFile(77)), null);
        new Thread(completing).start();
        return completing;
    }

    private static List<Integer> indexes(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    /** Page by page, as responses are read. */
    private static List<IndexedResult> all(Execution execution, int from) {
        List<IndexedResult> all = new ArrayList<>();
        List<IndexedResult> page = execution.results(from);
        while (!page.isEmpty()) {
            all.addAll(page);
            page = execution.results(all.get(all.size() - 1).index() + 1);
        }
        return all;
    }

    /** A connection whose first commit is made, and throws all the same. */
    private static Connection forgetful(Connection connection, AtomicInteger commits) {
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    Object result = method.invoke(connection, arguments);
                    if (method.getName().equals("commit") && commits.getAndIncrement() == 0) {
                        throw new SQLException("the connection broke");
                    }
                    return result;
                });
    }

    private void execute(String... statements) throws Exception {
        try (FolderDatabase database = open(data());
                Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private List<Integer> numbers(String sql) throws Exception {
        try (Connection connection = database.connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            return Jdbc.query(statement, row -> row.getInt(1));
        }
    }

    private void leaveHalfAnUpload() throws Exception {
        store.close();
        execute("INSERT INTO mlbatch_execution (id, service, owner, created, parallel_count, bytes)"
                + " VALUES ('half', 'TxService/1.0', '', 1, 1, 0)");
    }

    @Nested
    class Records {
        @Test
        void batchOfManyChunks_givesEachRecordByItsIndex() {
            Execution execution = batch(50_000);

            for (int index : List.of(49_999, 0, 25_000, 4_321, 4_322, 1)) {
                assertThat(execution.records(index, 1).record(index)).isEqualTo(bytes("{\"n\":" + index + "}"));
            }
        }

        @Test
        void chunkThatTwoThreadsNeed_isReadOnce() throws Exception {
            batch(2);
            store.close();
            AtomicInteger reads = new AtomicInteger();
            CountDownLatch release = new CountDownLatch(1);
            FolderDatabase database = open(data());
            FolderDatabase slow = with(database, () -> {
                if (Thread.currentThread().getName().equals("reader")) {
                    reads.incrementAndGet();
                    assertThat(release.await(1, TimeUnit.MINUTES)).isTrue();
                }
                return database.dataSource().getConnection();
            });
            store = open(slow);
            Execution execution = store.unfinished(SERVICE).get(0);
            FutureTask<byte[]> first =
                    new FutureTask<>(() -> execution.records(0, 1).record(0));
            new Thread(first, "reader").start();
            awaitTrue(() -> reads.get() == 1);
            FutureTask<byte[]> second =
                    new FutureTask<>(() -> execution.records(1, 1).record(1));
            Thread waiting = new Thread(second, "reader");
            waiting.start();
            awaitTrue(() -> waiting.getState() == Thread.State.BLOCKED || reads.get() == 2);
            release.countDown();

            assertThat(first.get(1, TimeUnit.MINUTES)).isEqualTo(bytes("{\"n\":0}"));
            assertThat(second.get(1, TimeUnit.MINUTES)).isEqualTo(bytes("{\"n\":1}"));
            assertThat(reads).hasValue(1);
        }

        @Test
        void dataSourceWhoseConnectionsDoNotCommitByThemselves_isTakenToo() throws Exception {
            Execution before = batch(2);
            before.complete(1, result(1));
            leaveHalfAnUpload();

            store = open(withoutAutoCommit(open(data())));

            assertThat(store.size().executions()).isEqualTo(1);
            Execution after = found(before);
            assertThat(after.completed().stream()).containsExactly(1);
            after.complete(0, result(0));
            restart();
            assertThat(found(before).status().state()).isEqualTo(BatchState.COMPLETE);
            assertThat(store.size().executions()).isEqualTo(1);
        }

        @Test
        void executions_areHeldWithTheirSize() {
            Execution execution = batch(1);
            execution.complete(0, result(0));
            settle();

            ExecutionSummary held = held().get(0);

            assertThat(held.id()).isEqualTo(execution.id());
            assertThat(held.finished()).isPresent();
            assertThat(held.bytes()).isEqualTo("{\"n\":0}".length() + result(0).response().length);
            assertThat(store.size().bytes()).isEqualTo(held.bytes());
        }

        @Test
        void sizes_areThoseOfTheHeldExecutions_afterEachChange() {
            List<Execution> ended = new ArrayList<>();
            for (String owner : List.of("anna", "anna", "ben", "carl")) {
                Iterator<byte[]> records = List.of(bytes("{}"), bytes("{}")).iterator();
                Execution execution = store.create(new NewExecution(SERVICE, owner, 1, Optional.empty(), records))
                        .execution();
                execution.complete(0, result(0));
                settle();
                assertThat(store.sizes()).isEqualTo(summed());
                if (!owner.equals("carl")) {
                    execution.complete(1, result(1));
                    ended.add(execution);
                }
                settle();
                assertThat(store.sizes()).isEqualTo(summed());
            }
            ended.subList(1, 3).forEach(execution -> {
                store.delete(execution.id());
                assertThat(store.sizes()).isEqualTo(summed());
            });
            restart();
            assertThat(store.sizes()).isEqualTo(summed()).containsOnlyKeys("anna", "carl");
        }
    }

    @Nested
    class Restart {
        @Test
        void unfinishedExecution_continuesAfterARestart() {
            Execution before = batch(5);
            before.complete(3, result(3));
            before.complete(1, result(1));
            restart();

            List<Execution> unfinished = store.unfinished(SERVICE);

            assertThat(unfinished).extracting(Execution::id).containsExactly(before.id());
            Execution after = unfinished.get(0);
            assertThat(after.completed().stream()).containsExactly(1, 3);
            assertThat(after.status().completedItemCount()).isEqualTo(2);
            assertThat(after.status().state()).isEqualTo(BatchState.IN_PROGRESS);
            assertThat(after.records(4, 1).record(4)).isEqualTo(bytes("{\"n\":4}"));
            assertThat(Stored.result(after, 3)).contains("\"n\":3");
        }

        @Test
        void finishedExecution_isTheSameAfterARestart() throws IOException {
            Execution before = batch(2);
            before.complete(
                    0, ItemResult.success(0, Map.of(), List.of(new ProducedArtifact("a b.csv", new byte[] {1, 2}))));
            before.complete(1, result(1));
            restart();

            Execution after = found(before);

            assertThat(store.unfinished(SERVICE)).isEmpty();
            assertThat(after.status().state()).isEqualTo(BatchState.COMPLETE);
            assertThat(after.results(0)).hasSize(2);
            assertThat(after.artifactNames(0)).containsExactly("a b.csv");
            try (InputStream content = after.artifact(0, "a b.csv").orElseThrow()) {
                assertThat(content).hasBinaryContent(new byte[] {1, 2});
            }
        }

        @Test
        void closedStore_hasWrittenAll() {
            Execution before = batch(20_000);
            IntStream.range(0, 20_000).forEach(index -> before.complete(index, result(index)));
            restart();

            assertThat(found(before).status().state()).isEqualTo(BatchState.COMPLETE);
        }

        @Test
        void key_isKnownAfterARestart() {
            Optional<IdempotencyKey> key = Optional.of(new IdempotencyKey("k", () -> "print"));
            Execution before = start(key, Stream.of(bytes("{}")).iterator()).execution();
            restart();

            CreateResult again = start(key, Stream.of(bytes("{}")).iterator());

            assertThat(again.isNew()).isFalse();
            assertThat(again.execution().id()).isEqualTo(before.id());
        }

        @Test
        void uploadThatTheLastProcessDidNotFinish_isGone() throws Exception {
            leaveHalfAnUpload();

            store = open();

            assertThat(held()).isEmpty();
            assertThat(store.size().executions()).isZero();
        }

        @Test
        void executionWithGaps_continuesAfterARestartWithThem() {
            int records = 3_500;
            Execution before = batch(records);
            IntStream.range(0, records)
                    .filter(index -> index % 7 != 3)
                    .forEach(index -> before.complete(index, result(index)));
            restart();

            Execution after = store.unfinished(SERVICE).get(0);
            BitSet left = after.completed();
            left.flip(0, records);
            assertThat(left.stream()).hasSize(500).allMatch(index -> index % 7 == 3);
            left.stream().forEach(index -> after.complete(index, result(index)));
            settle();

            assertThat(all(found(before), 0)).extracting(IndexedResult::index).isEqualTo(indexes(records));
        }
    }

    @Nested
    class Deletion {
        @Test
        void largeBatchThatBreaksOff_leavesNothing() {
            Iterator<byte[]> broken = IntStream.range(0, 5_000)
                    .mapToObj(i -> {
                        if (i == 4_999) {
                            throw new IllegalStateException("broken");
                        }
                        return new byte[100];
                    })
                    .iterator();

            assertThatThrownBy(() -> start(Optional.empty(), broken)).hasMessage("broken");

            assertThat(held()).isEmpty();
            settle();
            assertThat(store.size().executions()).isZero();
        }

        @Test
        void filesOfADeletedExecution_areDeleted() {
            Execution execution = batch(1);
            execution.complete(0, ItemResult.success(0, Map.of(), List.of(new ProducedArtifact("a", new byte[9]))));
            Path artifacts = data().resolve("artifacts");
            assertThat(artifacts).isNotEmptyDirectory();

            store.delete(execution.id());

            await().atMost(1, TimeUnit.MINUTES)
                    .untilAsserted(() -> assertThat(artifacts).isEmptyDirectory());
        }

        @Test
        void filesOfNoExecution_areDeletedAtTheStart() throws IOException {
            Path orphan = data().resolve("artifacts").resolve("77");
            Files.createDirectories(orphan);
            Files.writeString(orphan.resolve("0-0.part"), "half");
            Path foreign = Files.createDirectory(data().resolve("artifacts").resolve("lost+found"));

            restart();

            assertThat(orphan).doesNotExist();
            assertThat(foreign).exists();
        }

        @Test
        void uploadThatWasRolledBack_deletesNoOtherExecution() {
            AtomicBoolean broken = new AtomicBoolean();
            reopenWith(broken, () -> new IllegalStateException("a fault"));
            broken.set(true);
            assertThatThrownBy(() -> batch(1)).isInstanceOf(StoreException.class);
            broken.set(false);
            awaitTrue(() -> !store.isFailing());

            // may have the number of the one that was rolled back
            Execution next = batch(1);
            store.check();
            settle();

            assertThat(held()).extracting(ExecutionSummary::id).containsExactly(next.id());
        }

        @Test
        void artifactOfADeletedExecution_isNotRetried() throws Exception {
            Execution execution = batch(1);
            Files.createFile(data().resolve("artifacts"));
            FutureTask<Void> completing = completeWithAFile(execution);
            await().atMost(1, TimeUnit.MINUTES).until(store::isFailing);

            store.delete(execution.id());

            completing.get(1, TimeUnit.MINUTES);
        }
    }

    @Nested
    class Faults {
        @Test
        void faultThatIsNotTheDatabases_failsStartsAndDeletions_andTheStoreRecovers() {
            Execution before = batch(2);
            AtomicBoolean broken = new AtomicBoolean();
            reopenWith(broken, () -> new IllegalStateException("a fault"));
            Execution running = store.unfinished(SERVICE).get(0);
            broken.set(true);

            assertThatThrownBy(() -> batch(1))
                    .isInstanceOf(StoreException.class)
                    .hasRootCauseMessage("a fault");

            assertThat(store.isFailing()).isTrue();
            assertThatThrownBy(() -> batch(1)).isInstanceOf(StoreException.class);
            assertThatThrownBy(() -> store.delete(running.id())).isInstanceOf(StoreException.class);
            store.markRead(running.id());
            running.complete(0, result(0));
            broken.set(false);
            awaitTrue(() -> !store.isFailing());
            running.complete(1, result(1));
            settle();
            store.check();
            settle();
            assertThat(found(before).status().state()).isEqualTo(BatchState.COMPLETE);
            restart();
            assertThat(held()).extracting(ExecutionSummary::id).containsExactly(before.id());
            assertThat(store.size().executions()).isEqualTo(1);
        }

        @Test
        void artifactThatCannotBeWritten_isRetried_andTheStoreFailsMeanwhile() throws Exception {
            Execution execution = batch(2);
            Path artifacts = data().resolve("artifacts");
            Files.createFile(artifacts);
            FutureTask<Void> completing = completeWithAFile(execution);
            await().atMost(1, TimeUnit.MINUTES).until(store::isFailing);
            // a check does not report success either
            store.check();
            assertThat(store.isFailing()).isTrue();

            Files.delete(artifacts);

            completing.get(1, TimeUnit.MINUTES);
            awaitTrue(() -> {
                store.check();
                return !store.isFailing();
            });
            settle();
            assertThat(execution.artifactNames(0)).containsExactly("a");
            assertThat(Stored.result(execution, 0)).contains("\"success\":true");
        }

        @Test
        void closedStore_doesNotWaitForAnArtifactThatCannotBeWritten() throws Exception {
            Execution execution = batch(1);
            Path artifacts = Files.createFile(data().resolve("artifacts"));
            FutureTask<Void> completing = completeWithAFile(execution);
            await().atMost(1, TimeUnit.MINUTES).until(store::isFailing);

            store.close();

            completing.get(1, TimeUnit.MINUTES);
            Files.delete(artifacts);
            store = open();
            assertThat(store.unfinished(SERVICE).get(0).completed()).isEqualTo(new BitSet());
        }

        @Test
        void readsThatFail_areReportedUntilTheyWorkAgain() throws Exception {
            AtomicBoolean broken = new AtomicBoolean();
            store.close();
            FolderDatabase database = open(data());
            store = JdbcExecutionStore.open(
                    with(database, () -> {
                        if (broken.get()) {
                            throw new SQLException("too many open files");
                        }
                        return database.dataSource().getConnection();
                    }),
                    Clock.systemUTC(),
                    writing,
                    Runnable::run);
            broken.set(true);
            assertThatThrownBy(() -> store.list(SERVICE, "")).isInstanceOf(StoreException.class);
            assertThat(store.isFailing()).isTrue();
            store.check();
            assertThat(store.isFailing()).isTrue();

            broken.set(false);

            store.check();
            assertThat(store.isFailing()).isFalse();
        }

        @Test
        void deletedFolder_isReported_andNothingIsWritten() throws Exception {
            Execution execution = batch(2);
            Path moved = data().resolveSibling("moved");
            Files.move(data(), moved);

            assertThat(store.isFailing()).isTrue();
            assertThatThrownBy(() -> batch(1)).isInstanceOf(StoreException.class);
            FutureTask<Void> completing = completeWithAFile(execution);
            store.check();
            assertThat(data()).doesNotExist();

            Files.move(moved, data());
            completing.get(1, TimeUnit.MINUTES);
            awaitTrue(() -> {
                store.check();
                return !store.isFailing();
            });
            settle();
            assertThat(execution.artifactNames(0)).containsExactly("a");
        }

        @Test
        void folderThatIsReplaced_isReported() throws Exception {
            Files.move(data(), data().resolveSibling("moved"));
            Files.createDirectory(data());
            Files.createFile(data().resolve("lock"));

            assertThat(store.isFailing()).isTrue();
            assertThatThrownBy(() -> batch(1)).isInstanceOf(StoreException.class);
        }

        @Test
        void storeThatCannotBeOpened_leavesNoThreadAndNoLock() throws Exception {
            store.close();
            Path artifacts = data().resolve("artifacts");
            Files.deleteIfExists(artifacts);
            Files.createFile(artifacts);

            assertThatThrownBy(JdbcExecutionStoreContract.this::open)
                    .isInstanceOf(StoreException.class)
                    .hasMessage("Artifacts cannot be stored: " + artifacts
                            + " is a file but must be a folder. Move the file away");

            awaitTrue(() -> writing.getActiveCount() == 0);
            Files.delete(artifacts);
            store = open();
        }
    }

    @Nested
    class Identity {
        @Test
        void newDatabaseBesideFilesOfExecutions_isRefused() throws Exception {
            Execution execution = batch(1);
            execution.complete(0, someWithAFile(77));
            settle();
            store.close();
            Path artifacts = data().resolve("artifacts");
            assertThat(artifacts).isNotEmptyDirectory();

            dropTables();

            assertThatThrownBy(JdbcExecutionStoreContract.this::open)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Restore the database");
            Files.delete(data().resolve("store-id"));
            assertThatThrownBy(JdbcExecutionStoreContract.this::open)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Restore the database");
            assertThat(artifacts).isNotEmptyDirectory();
        }

        @Test
        void databaseOfAnotherFolder_isRefused() throws Exception {
            batch(1);
            store.close();

            execute("UPDATE mlbatch_schema SET store_id = 'another'");

            assertThatThrownBy(JdbcExecutionStoreContract.this::open)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("artifacts of another database (store ")
                    .hasMessageContaining("belong together");
        }

        @Test
        void databaseWithExecutionsBesideANewFolder_isRefused() throws Exception {
            batch(1);
            store.close();
            Files.delete(data().resolve("store-id"));

            assertThatThrownBy(JdbcExecutionStoreContract.this::open)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("1 executions: set dataDirectory to the folder with their artifacts");
        }

        @Test
        void processThatEndedBeforeTheFolderHadItsId_leftAStoreThatCanBeOpened() throws Exception {
            store.close();
            Files.delete(data().resolve("store-id"));

            restart();

            assertThat(data().resolve("store-id")).isNotEmptyFile();
        }

        @Test
        void folderThatIsOpen_cannotBeOpenedTwice() {
            assertThatThrownBy(JdbcExecutionStoreContract.this::open)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("used by another host");
        }
    }

    @Nested
    class Results {
        @Test
        void overlappingResults_areReadOnce() throws Exception {
            int records = 300;
            Execution execution = batch(records);
            IntStream.range(0, records).forEach(index -> execution.complete(index, result(index)));
            settle();
            store.close();
            // a second host without a lock
            execute("INSERT INTO mlbatch_result (execution_no, item, response)"
                    + " SELECT execution_no, item + 1, response FROM mlbatch_result"
                    + " WHERE lengths IS NOT NULL ORDER BY item LIMIT 1");
            try (CapturedLog log = new CapturedLog()) {
                store = open();

                assertThat(all(found(execution), 0))
                        .extracting(IndexedResult::index)
                        .isEqualTo(indexes(records));

                assertThat(log.text()).contains("overlap at record ");
            }
        }

        @Test
        void resultsInAnyOrder_areFoundByTheirIndex() {
            int records = 5_000;
            Random random = new Random(1);
            List<Integer> order =
                    new ArrayList<>(IntStream.range(0, records).boxed().toList());
            // some records take a little longer than others, some much
            for (int from = 100; from < records; from += 10) {
                Collections.shuffle(order.subList(from, from + 10), random);
            }
            Collections.rotate(order, 3_000);
            Execution execution = batch(records);
            order.forEach(index -> execution.complete(index, someWithAFile(index)));
            settle();

            List<IndexedResult> results = all(execution, 0);
            assertThat(results).extracting(IndexedResult::index).isEqualTo(indexes(records));
            assertThat(results)
                    .allMatch(result -> Arrays.equals(
                            result.response(), someWithAFile(result.index()).response()));
            assertThat(all(execution, 4_321)).hasSize(records - 4_321);
            assertThat(execution.artifactNames(77)).containsExactly("a");
            assertThat(execution.artifactNames(78)).isEmpty();
        }

        @Test
        void rowOfAnExecution_hasTheProgressOfEachTransaction() throws Exception {
            Execution execution = batch(4);
            String progress = "SELECT 1000 * begun + 100 * done + 10 * failed"
                    + " + CASE WHEN finished IS NULL THEN 0 ELSE 1 END FROM mlbatch_execution WHERE total = 4";
            execution.begin();
            settle();
            assertThat(numbers(progress)).containsExactly(1000);

            execution.complete(2, ItemResult.failure(2, "broken"));
            execution.complete(1, result(1));
            settle();
            assertThat(numbers(progress)).containsExactly(1210);
            restart();
            Execution after = store.unfinished(SERVICE).get(0);
            after.complete(0, ItemResult.failure(0, "broken"));
            after.complete(2, result(2));
            after.complete(3, result(3));
            settle();

            assertThat(numbers(progress)).containsExactly(1421);
            assertThat(held().get(0).bytes())
                    .isEqualTo(4 * "{\"n\":0}".length()
                            + all(after, 0).stream()
                                    .mapToInt(result -> result.response().length)
                                    .sum());
        }

        @Test
        void readResults_areKnownAfterARestart() {
            Execution read = batch(1);
            batch(1).complete(0, result(0));
            read.complete(0, result(0));
            settle();
            store.markRead(read.id());
            assertThat(store.evictableOwners(Instant.EPOCH)).containsExactly("");

            restart();

            store.delete(store.oldestEvictable("", Instant.EPOCH).orElseThrow().id());
            assertThat(held()).hasSize(1).extracting(ExecutionSummary::id).doesNotContain(read.id());
            assertThat(store.evictableOwners(Instant.EPOCH)).isEmpty();
        }

        @Test
        void resultsWhoseCommitLooksAsIfItHadFailed_areStoredOnce() throws Exception {
            batch(1_000);
            store.close();
            AtomicInteger commits = new AtomicInteger();
            FolderDatabase database = open(data());
            FolderDatabase forgetful =
                    with(database, () -> forgetful(database.dataSource().getConnection(), commits));
            store = open(forgetful);
            Execution execution = store.unfinished(SERVICE).get(0);

            IntStream.range(0, 1_000).forEach(index -> execution.complete(999 - index, result(index)));
            awaitTrue(() -> execution.status().state() == BatchState.COMPLETE);

            assertThat(commits).hasValueGreaterThan(1);
            assertThat(numbers("SELECT done FROM mlbatch_execution")).containsExactly(1_000);
            assertThat(all(execution, 0)).extracting(IndexedResult::index).isEqualTo(indexes(1_000));
        }
    }

    @Nested
    class Upgrades {
        /** Turns the tables into those of an earlier version. */
        private void downgrade(int version) throws Exception {
            List<String> statements = new ArrayList<>(dropTriggers());
            statements.add("DROP TABLE mlbatch_size");
            Stream.of("due", "list", "service", "owner", "unfinished", "finished", "evictable")
                    .forEach(index -> statements.add("DROP INDEX mlbatch_execution_" + index));
            if (version == 4) {
                statements.add("CREATE INDEX mlbatch_execution_notify ON mlbatch_execution (service)");
            } else {
                downgradeToVersion3(statements);
            }
            if (version < 3) {
                statements.add("ALTER TABLE mlbatch_schema DROP COLUMN store_id");
                Files.delete(data().resolve("store-id"));
            }
            if (version < 2) {
                statements.add("ALTER TABLE mlbatch_result DROP COLUMN lengths");
            }
            statements.add("UPDATE mlbatch_schema SET version = " + version);
            execute(statements.toArray(String[]::new));
        }

        private void downgradeToVersion3(List<String> statements) {
            Stream.of("done", "failed", "begun", "next_item", "node", "traceparent", "results_read", "notified")
                    .forEach(column -> statements.add("ALTER TABLE mlbatch_execution DROP COLUMN " + column));
            statements.add("ALTER TABLE mlbatch_schema DROP COLUMN compatible");
            clusterTables().forEach(table -> statements.add("DROP TABLE " + table));
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 2, 3, 4})
        void earlierVersion_isUpgradedWithItsProgress(int version) throws Exception {
            Execution before = batch(3);
            before.complete(1, result(1));
            Execution ended = batch(1);
            ended.complete(0, result(0));
            settle();
            store.close();
            downgrade(version);

            store = open();
            assertThat(numbers("SELECT done FROM mlbatch_execution ORDER BY no"))
                    .containsExactly(1, 1);
            assertThat(numbers("SELECT begun FROM mlbatch_execution ORDER BY no"))
                    .containsExactly(1, 1);
            assertThat(numbers("SELECT notified FROM mlbatch_execution ORDER BY no"))
                    .containsExactly(version < 4 ? 0 : 1, 1);
            assertThat(store.sizes()).isEqualTo(summed());
            Execution after = store.unfinished(SERVICE).get(0);
            assertThat(after.completed().stream()).containsExactly(1);
            after.complete(0, result(0));
            after.complete(2, result(2));
            restart();

            assertThat(all(found(before), 0)).extracting(IndexedResult::index).isEqualTo(indexes(3));
            assertThat(Stored.result(found(before), 1)).contains("\"n\":1");
        }

        @Test
        void storeOfTheSecondVersion_getsAnIdInDatabaseAndFolder() throws Exception {
            Execution before = batch(1);
            store.close();
            downgrade(2);

            restart();

            assertThat(found(before).status().totalItemCount()).isEqualTo(1);
            String id = Files.readString(data().resolve("store-id"));
            store.close();
            execute("UPDATE mlbatch_schema SET version = " + Schema.VERSION + " WHERE store_id = '" + id + "'");
            store = open();
            assertThat(Files.readString(data().resolve("store-id")))
                    .isEqualTo(id)
                    .hasSize(36);
        }

        @Test
        void upgradeThatFails_changesNothing() throws Exception {
            store.close();
            downgrade(1);
            // the second step of the upgrade fails, because the column exists
            execute("ALTER TABLE mlbatch_schema ADD COLUMN store_id VARCHAR(36)");
            assertThatThrownBy(JdbcExecutionStoreContract.this::open).isInstanceOf(StoreException.class);

            execute("ALTER TABLE mlbatch_schema DROP COLUMN store_id");

            store = open();
        }

        @Test
        void laterVersionThatIsCompatible_isUsedAndKept() throws Exception {
            Execution before = batch(1);
            store.close();
            execute("UPDATE mlbatch_schema SET version = " + (Schema.VERSION + 1) + ", compatible = " + Schema.VERSION);

            store = open();

            assertThat(found(before).status().totalItemCount()).isEqualTo(1);
            assertThat(numbers("SELECT version FROM mlbatch_schema")).containsExactly(Schema.VERSION + 1);
        }

        @Test
        void schemaOfALaterVersion_isRefused() throws Exception {
            store.close();
            execute("UPDATE mlbatch_schema SET version = 99, compatible = 98");

            assertThatThrownBy(JdbcExecutionStoreContract.this::open)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("schema version 99");
        }
    }
}
