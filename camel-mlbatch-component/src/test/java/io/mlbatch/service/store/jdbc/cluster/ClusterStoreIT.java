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

import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.sql.DataSource;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.spi.LocationAwareLogger;

import io.mlbatch.protocol.BatchState;
import io.mlbatch.protocol.ExecutionSummary;
import io.mlbatch.service.store.CreateResult;
import io.mlbatch.service.store.Execution;
import io.mlbatch.service.store.IdempotencyKey;
import io.mlbatch.service.store.IndexedResult;
import io.mlbatch.service.store.ItemResult;
import io.mlbatch.service.store.NewExecution;
import io.mlbatch.service.store.ProducedArtifact;
import io.mlbatch.service.store.ResultRun;
import io.mlbatch.service.store.StoreException;
import io.mlbatch.service.store.StoreSize;
import io.mlbatch.service.store.SummaryQuery;
import io.mlbatch.service.store.Window;
import io.mlbatch.service.store.jdbc.JdbcExecutionStore;
import io.mlbatch.service.store.jdbc.PostgresExecutionStoreIT;
import io.mlbatch.service.store.jdbc.commit.GroupCommit;
import io.mlbatch.testing.CapturedLog;
import io.mlbatch.testing.Proxies;
import io.mlbatch.testing.host.RunningPostgres;
import io.mlbatch.testing.host.Stored;

import static io.mlbatch.service.store.jdbc.cluster.TestCluster.SERVICE;
import static io.mlbatch.service.store.jdbc.cluster.TestCluster.awaitStored;
import static io.mlbatch.service.store.jdbc.cluster.TestCluster.batch;
import static io.mlbatch.service.store.jdbc.cluster.TestCluster.number;
import static io.mlbatch.service.store.jdbc.cluster.TestCluster.start;
import static io.mlbatch.testing.host.HostCaller.awaitTrue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The store of a cluster on PostgreSQL, with two nodes. */
class ClusterStoreIT {

    private TestCluster cluster;
    private JdbcExecutionStore a;
    private JdbcExecutionStore b;

    @BeforeAll
    static void startServer() {
        RunningPostgres.assumeThatItRuns();
    }

    @BeforeEach
    void openNodes() {
        cluster = new TestCluster();
        a = cluster.node("a");
        b = cluster.node("b");
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    private static ItemResult result(int index) {
        return index % 10 == 3
                ? ItemResult.failure(index, "no")
                : ItemResult.success(index, Map.of("n", index), List.of());
    }

    private static void complete(Window window, int from, int to) {
        IntStream.range(from, to).forEach(index -> window.complete(index, result(index)));
    }

    private static void completeAll(Window window) {
        complete(window, window.from(), window.to());
        awaitStored(window);
    }

    private static Execution found(JdbcExecutionStore node, Execution execution) {
        return node.find(SERVICE, execution.id().value()).orElseThrow();
    }

    private static Window claim(JdbcExecutionStore node, Execution execution, int lane, int max) {
        return node.lanes().claim(number(execution), lane, max, 1).orElseThrow();
    }

    @Test
    void sizes_countTheEndsOfAllNodes_alsoOnceTheyAreMerged() {
        for (JdbcExecutionStore node : List.of(a, b, a)) {
            Execution execution = start(node, 1);
            cluster.claim(node, execution, 0).ifPresent(ClusterStoreIT::completeAll);
        }
        Execution deleted = start(b, 1);
        cluster.claim(a, deleted, 0).ifPresent(ClusterStoreIT::completeAll);
        b.delete(deleted.id());
        Map<String, StoreSize> sizes =
                Map.of("", new StoreSize(3, cluster.number("SELECT SUM(bytes) FROM mlbatch_execution")));
        assertThat(a.sizes()).isEqualTo(sizes);

        b.sweep();

        assertThat(a.sizes()).isEqualTo(sizes);
        assertThat(cluster.number("SELECT COUNT(*) FROM mlbatch_size")).isEqualTo(1);
        a.deleteEndedBefore(Instant.now().plusSeconds(60));
        a.sweep();
        assertThat(cluster.number("SELECT COUNT(*) FROM mlbatch_size")).isZero();
    }

    /** Asserts that each record has one result, and that the row counts exactly these. */
    private void assertComplete(Execution execution) {
        int total = execution.status().totalItemCount();
        Execution now = found(a, execution);
        assertThat(now.status().state()).isEqualTo(BatchState.COMPLETE);
        List<IndexedResult> all = new ArrayList<>();
        for (int next = 0; next < total; next = all.size()) {
            List<IndexedResult> page = now.results(next);
            assertThat(page).isNotEmpty();
            all.addAll(page);
        }
        assertThat(all)
                .extracting(IndexedResult::index)
                .isEqualTo(IntStream.range(0, total).boxed().toList());
        assertThat(all)
                .allMatch(
                        one -> Arrays.equals(one.response(), result(one.index()).response()));
        String row = " FROM mlbatch_execution WHERE no = " + number(execution);
        assertThat(cluster.number("SELECT done" + row)).isEqualTo(total);
        assertThat(cluster.number("SELECT failed" + row))
                .isEqualTo(IntStream.range(0, total).filter(i -> i % 10 == 3).count());
        assertThat(cluster.number("SELECT SUM(COALESCE(LENGTH(lengths) / 4, 1)) FROM mlbatch_result"
                        + " WHERE execution_no = " + number(execution)))
                .isEqualTo(total);
    }

    @Nested
    class Lanes {
        @Test
        void endToAnnounce_isClaimedByOneNodeUntilItsClaimExpires() {
            Execution execution =
                    a.create(batch(1, Optional.empty()).withAnnouncement(true)).execution();
            cluster.complete(b, execution, ResultRun.of(0, result(0)));

            List<ExecutionSummary> claimed = a.announcements().claim(SERVICE, 9, Duration.ofHours(1));
            assertThat(claimed).hasSize(1);
            assertThat(b.announcements().claim(SERVICE, 9, Duration.ofHours(1))).isEmpty();
            // as after the death of a
            a.announcements().postpone(claimed.get(0), Duration.ZERO);
            assertThat(b.announcements().claim(SERVICE, 9, Duration.ofHours(1))).hasSize(1);
            b.announcements().complete(claimed.get(0));
            a.announcements().postpone(claimed.get(0), Duration.ZERO);
            assertThat(a.announcements().claim(SERVICE, 9, Duration.ofHours(1))).isEmpty();
        }

        @Test
        void laneTakenOver_writesNothingMore() {
            Execution execution = start(a, 20);
            Window dead = claim(a, execution, 0, 20);
            complete(dead, 0, 1);
            awaitStored(dead);

            Window heir = claim(b, execution, 0, 20);
            complete(dead, 1, 3);
            awaitStored(dead);

            assertThat(dead.isLost()).isTrue();
            assertThat(heir.from()).isEqualTo(dead.from());
            assertThat(heir.to()).isEqualTo(dead.to());
            assertThat(heir.completed().stream()).containsExactly(0);
            assertThat(found(b, execution).status().completedItemCount()).isEqualTo(1);
            completeAll(heir);
            while (!found(b, execution).status().state().isTerminal()) {
                completeAll(claim(b, execution, 0, 20));
            }
            assertComplete(execution);
            assertThat(a.lanes().claim(number(execution), 1, 20, 1)).isEmpty();
            assertThat(a.lanes().service(number(execution))).isEmpty();
        }

        @Test
        void windows_coverAllRecordsAndShrinkAtTheEnd() {
            Execution execution = start(a, 1_000);
            List<Integer> lengths = new ArrayList<>();
            int next = 0;
            for (int i = 0; next < 1_000; i++) {
                Window window = (i % 2 == 0 ? a : b)
                        .lanes()
                        .claim(number(execution), i % 3, 200, 10)
                        .orElseThrow();
                assertThat(window.from()).isEqualTo(next);
                next = window.to();
                lengths.add(next - window.from());
                completeAll(window);
            }

            assertThat(lengths.subList(0, 3)).containsExactly(160, 140, 110);
            assertThat(lengths.subList(3, lengths.size())).allMatch(length -> length % 10 == 0 && length <= 100);
            assertThat(lengths).endsWith(10);
            assertComplete(execution);
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 2, 3})
        void randomTakeovers_leaveOneResultPerRecord(int seed) throws Exception {
            int records = 3_000;
            Execution execution = start(a, records);
            ExecutorService threads = Executors.newFixedThreadPool(6);
            try {
                List<Callable<Void>> nodes = new ArrayList<>();
                for (int i = 0; i < 6; i++) {
                    Random random = new Random(10L * seed + i);
                    JdbcExecutionStore node = i % 2 == 0 ? a : b;
                    nodes.add(() -> {
                        computeAtRandom(node, execution, random);
                        return null;
                    });
                }
                for (Future<Void> done : threads.invokeAll(nodes, 2, TimeUnit.MINUTES)) {
                    done.get();
                }
            } finally {
                threads.shutdownNow();
            }
            assertComplete(execution);
        }

        /** Computes lanes that others compute at the same time. */
        private void computeAtRandom(JdbcExecutionStore node, Execution execution, Random random) {
            while (!found(node, execution).status().state().isTerminal()) {
                Optional<Window> claimed = node.lanes().claim(number(execution), random.nextInt(3), 100, 1);
                claimed.ifPresent(window -> {
                    int index = window.completed().nextClearBit(window.from());
                    while (index < window.to()) {
                        int to = Math.min(window.to(), index + 1 + random.nextInt(40));
                        complete(window, index, to);
                        index = to;
                        if (random.nextInt(3) == 0) {
                            awaitStored(window);
                        }
                        if (random.nextInt(10) == 0) {
                            // as a node that dies
                            return;
                        }
                    }
                    awaitStored(window);
                });
            }
        }

        @Test
        void commitWhoseAcknowledgementIsLost_countsOnce() {
            AtomicInteger commits = new AtomicInteger();
            AtomicBoolean forgetting = new AtomicBoolean();
            JdbcExecutionStore forgetful = cluster.node(
                    "forgetful",
                    with(connection -> afterCommit(connection, () -> {
                        if (forgetting.get() && commits.getAndIncrement() % 2 == 0) {
                            throw new SQLException("the connection broke");
                        }
                    })));
            Execution execution = start(a, 100);
            while (!found(a, execution).status().state().isTerminal()) {
                forgetting.set(false);
                Window window = claim(forgetful, execution, 0, 50);
                forgetting.set(true);
                completeAll(window);
                assertThat(window.isLost()).isFalse();
            }

            assertThat(commits).hasValueGreaterThan(3);
            assertComplete(execution);
        }

        @Test
        void databaseThatIsAway_losesNoResult() {
            AtomicBoolean away = new AtomicBoolean();
            JdbcExecutionStore cut = cluster.node(
                    "cut",
                    with(connection -> Proxies.intercepted(Connection.class, connection, method -> {
                        if (away.get() && !method.equals("close") && !method.equals("abort")) {
                            throw new SQLException("cut", "08006");
                        }
                    })));
            Execution execution = start(a, 30);
            Window kept = claim(cut, execution, 0, 30);
            Window takenOver = claim(cut, execution, 1, 30);
            away.set(true);
            complete(kept, kept.from(), kept.to());
            complete(takenOver, takenOver.from(), takenOver.to());
            awaitTrue(cut::isFailing);
            assertThatThrownBy(() -> claim(cut, execution, 2, 1)).isInstanceOf(StoreException.class);
            assertThatThrownBy(() -> start(cut, 1)).isInstanceOf(StoreException.class);
            cut.watch();
            completeAll(claim(b, execution, 1, 30));

            away.set(false);

            awaitStored(kept);
            awaitStored(takenOver);
            assertThat(kept.isLost()).isFalse();
            assertThat(takenOver.isLost()).isTrue();
            awaitTrue(() -> {
                cut.check();
                return !cut.isFailing();
            });
            while (!found(a, execution).status().state().isTerminal()) {
                completeAll(claim(b, execution, 0, 30));
            }
            assertComplete(execution);
        }

        @Test
        void deletionByAnotherNode_endsTheLanesAndLeavesNothing() throws Exception {
            Execution execution = start(a, 50);
            Window window = claim(b, execution, 0, 50);
            CountDownLatch lost = new CountDownLatch(1);
            window.onLost(lost::countDown);
            window.complete(0, ItemResult.success(0, Map.of(), List.of(artifact("a", 300_000))));
            awaitStored(window);

            assertThat(a.delete(execution.id())).isTrue();

            awaitTrue(() -> cluster.number("SELECT COUNT(*) FROM mlbatch_record") == 0);
            assertThatThrownBy(() -> window.records(0, 1))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("was deleted");
            assertThat(b.isFailing()).isFalse();
            b.watch();
            assertThat(lost.await(1, TimeUnit.MINUTES)).isTrue();
            window.complete(1, ItemResult.success(1, Map.of(), List.of(artifact("b", 10))));
            awaitStored(window);
            assertThat(b.lanes().claim(number(execution), 0, 50, 1)).isEmpty();
            assertThat(b.delete(execution.id())).isFalse();
            for (String table : List.of("execution", "record", "result", "artifact", "lane", "task")) {
                awaitTrue(() -> cluster.number("SELECT COUNT(*) FROM mlbatch_" + table) == 0);
            }
        }
    }

    @Nested
    class Deletions {
        @Test
        void startsComputationsAndDeletionsAtOnce_leaveNothing() throws Exception {
            Queue<Execution> started = new ConcurrentLinkedQueue<>();
            ExecutorService threads = Executors.newFixedThreadPool(8);
            List<Callable<Void>> callers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Random random = new Random(i);
                JdbcExecutionStore node = i % 2 == 0 ? a : b;
                callers.add(() -> {
                    for (int step = 0; step < 60; step++) {
                        act(node, started, random);
                    }
                    return null;
                });
            }
            for (Future<Void> done : threads.invokeAll(callers, 2, TimeUnit.MINUTES)) {
                done.get();
            }
            threads.shutdown();

            started.forEach(execution -> a.delete(execution.id()));

            for (String table : List.of("execution", "record", "result", "artifact", "lane", "task")) {
                awaitTrue(() -> {
                    b.sweep();
                    return cluster.number("SELECT COUNT(*) FROM mlbatch_" + table) == 0;
                });
            }
        }

        @RepeatedTest(5)
        void resultsAndDeletionsOfTwoNodesInAnyOrder_doNotBlockEachOther() throws Exception {
            Execution gate = start(a, 1);
            Execution first = start(a, 10);
            Execution second = start(a, 10);
            Window ofA = claim(a, first, 0, 10);
            Window ofB = claim(b, second, 0, 10);
            try (CapturedLog log = new CapturedLog(LocationAwareLogger.DEBUG_INT, GroupCommit.class);
                    Connection blocker = cluster.dataSource().getConnection()) {
                blocker.setAutoCommit(false);
                blocker.createStatement()
                        .execute("SELECT 1 FROM mlbatch_execution WHERE no = " + number(gate) + " FOR UPDATE");
                List<Thread> deletions = new ArrayList<>(List.of(deletion(a, gate), deletion(b, gate)));
                complete(ofA, 0, 10);
                complete(ofB, 0, 10);
                deletions.add(deletion(a, second));
                deletions.add(deletion(b, first));

                blocker.rollback();

                for (Thread deletion : deletions) {
                    deletion.join();
                }
                awaitStored(ofA);
                awaitStored(ofB);
                assertThat(log.text()).doesNotContain("the transaction is repeated");
            }
        }

        /** Starts a deletion, and waits until it is queued. */
        private Thread deletion(JdbcExecutionStore node, Execution execution) throws Exception {
            Thread thread = new Thread(() -> node.delete(execution.id()));
            thread.start();
            awaitTrue(() -> thread.getState() == Thread.State.WAITING);
            return thread;
        }

        private void act(JdbcExecutionStore node, Queue<Execution> started, Random random) {
            int action = random.nextInt(4);
            if (action == 0 || started.size() < 3) {
                started.add(start(node, 40));
            } else if (action == 1) {
                node.delete(started.remove().id());
            } else {
                List<Execution> all = List.copyOf(started);
                Execution execution = all.get(random.nextInt(all.size()));
                node.lanes().claim(number(execution), random.nextInt(3), 20, 1).ifPresent(window -> {
                    window.complete(window.from(), ItemResult.success(0, Map.of(), List.of(artifact("a", 1_000))));
                    complete(window, window.from() + 1, window.to());
                    if (random.nextBoolean()) {
                        awaitStored(window);
                    }
                });
            }
        }
    }

    @Nested
    class Reads {
        @Test
        void execution_isReadFromAnyNode() throws Exception {
            Execution execution = start(a, 3);
            assertThat(b.list(SERVICE, "")).containsExactly(execution.id());
            assertThat(found(b, execution).status().state()).isEqualTo(BatchState.PENDING);
            Window window = claim(b, execution, 0, 1);
            assertThat(found(a, execution).status().state()).isEqualTo(BatchState.IN_PROGRESS);
            assertThat(new String(window.records(0, 1).record(0))).isEqualTo("{\"n\":0}");

            completeAll(window);

            assertThat(found(a, execution).status().completedItemCount()).isEqualTo(1);
            assertThat(Stored.result(found(a, execution), 0)).contains("\"n\":0");
            assertThat(cluster.number("SELECT COUNT(*) FROM mlbatch_task WHERE service = 'TxService/1.0'"))
                    .isEqualTo(3);
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 1, ArtifactTable.PART - 1, ArtifactTable.PART, 3 * ArtifactTable.PART, 1_000_000})
        void artifactOfAnySize_isReadWhole(int size) throws Exception {
            Execution execution = start(a, 1);
            Window dead = claim(a, execution, 0, 1);
            ProducedArtifact file = artifact("file", size);
            // of an attempt whose result was not stored
            new ArtifactTable(new ClusterStoreDatabase(cluster.dataSource()), null)
                    .write((LaneWindow) dead, 0, List.of(artifact("old", 2_000_000), artifact("old", 5)));
            assertThat(found(b, execution).artifactNames(0)).isEmpty();
            Window window = claim(b, execution, 0, 1);
            assertThat(new ArtifactTable(new ClusterStoreDatabase(cluster.dataSource()), null)
                            .write((LaneWindow) dead, 0, List.of(artifact("late", 7))))
                    .isFalse();

            window.complete(0, ItemResult.success(0, Map.of(), List.of(artifact("first", 3), file)));
            awaitStored(window);

            Execution ended = found(a, execution);
            assertThat(ended.artifactNames(0)).containsExactly("first", "file");
            try (InputStream content = ended.artifact(0, "file").orElseThrow()) {
                assertThat(content.readAllBytes()).isEqualTo(file.content());
            }
            assertThat(ended.artifact(0, "other")).isEmpty();
        }

        @Test
        void artifactDeletedWhileItIsRead_isNotTruncatedSilently() throws Exception {
            Execution execution = start(a, 1);
            Window window = claim(a, execution, 0, 1);
            window.complete(0, ItemResult.success(0, Map.of(), List.of(artifact("file", 2_000_000))));
            awaitStored(window);
            InputStream content = found(b, execution).artifact(0, "file").orElseThrow();
            content.read();

            a.delete(execution.id());
            awaitTrue(() -> cluster.number("SELECT COUNT(*) FROM mlbatch_artifact") == 0);

            assertThatThrownBy(content::readAllBytes).isInstanceOf(StoreException.class);
        }

        @Test
        void waitingCaller_isReleasedByTheEndOnAnotherNode() {
            Execution execution = start(a, 1);
            AtomicInteger released = new AtomicInteger();
            found(b, execution).onEnd(released::incrementAndGet);
            found(b, execution).onEnd(released::incrementAndGet).run();
            b.watch();
            assertThat(released).hasValue(0);

            completeAll(claim(a, execution, 0, 1));
            b.watch();
            b.watch();

            assertThat(released).hasValue(1);
        }
    }

    @Nested
    class Uploads {
        private CountDownLatch reading;
        private CountDownLatch resume;

        /** Starts an upload of more than a megabyte that stops before its last record. */
        private Future<CreateResult> upload(JdbcExecutionStore node, ExecutorService thread) throws Exception {
            reading = new CountDownLatch(1);
            resume = new CountDownLatch(1);
            Iterator<byte[]> records = IntStream.range(0, 41)
                    .mapToObj(index -> {
                        if (index == 40) {
                            reading.countDown();
                            await(resume);
                        }
                        return new byte[50_000];
                    })
                    .iterator();
            Future<CreateResult> upload =
                    thread.submit(() -> node.create(new NewExecution(SERVICE, "anna", 1, Optional.empty(), records)));
            await(reading);
            awaitTrue(() -> cluster.number("SELECT COUNT(*) FROM mlbatch_record") > 10);
            return upload;
        }

        private void await(CountDownLatch latch) {
            try {
                assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Test
        void uploadOfALiveNode_countsAndIsKeptByANodeThatStarts() throws Exception {
            ExecutorService thread = Executors.newSingleThreadExecutor();
            Future<CreateResult> upload = upload(a, thread);
            cluster.node("c").sweep();
            b.sweep();

            assertThat(b.sizes().get("anna").bytes()).isGreaterThan(1_000_000);
            assertThat(b.sizes().get("anna").executions()).isEqualTo(1);
            assertThat(a.size()).isEqualTo(StoreSize.EMPTY);
            assertThat(b.summaries(SummaryQuery.newest(1))).isEmpty();
            resume.countDown();

            assertThat(found(b, upload.get().execution()).status().totalItemCount())
                    .isEqualTo(41);
            thread.shutdown();
        }

        @Test
        void uploadOfADeadNode_isRemovedAndCannotBeAccepted() throws Exception {
            ExecutorService thread = Executors.newSingleThreadExecutor();
            Future<CreateResult> upload = upload(a, thread);
            cluster.execute("UPDATE mlbatch_node SET seen = seen - 11000 WHERE id = 'a'");

            b.sweep();
            awaitTrue(() -> cluster.number("SELECT COUNT(*) FROM mlbatch_record") == 0);
            resume.countDown();

            assertThatThrownBy(upload::get).hasCauseInstanceOf(StoreException.class);
            awaitTrue(() -> cluster.number("SELECT COUNT(*) FROM mlbatch_record") == 0);
            assertThat(a.summaries(SummaryQuery.newest(1))).isEmpty();
            thread.shutdown();
        }

        @Test
        void startsWithOneKeyOnTwoNodes_areOneExecution() throws Exception {
            ExecutorService threads = Executors.newFixedThreadPool(4);
            for (int i = 0; i < 20; i++) {
                Optional<IdempotencyKey> key = Optional.of(new IdempotencyKey("key" + i, () -> "print"));
                List<Callable<CreateResult>> starts = new ArrayList<>();
                for (JdbcExecutionStore node : List.of(a, b, a, b)) {
                    starts.add(() -> node.create(batch(2, key)));
                }
                Set<Object> ids = ConcurrentHashMap.newKeySet();
                int accepted = 0;
                for (Future<CreateResult> start : threads.invokeAll(starts)) {
                    ids.add(start.get().execution().id());
                    accepted += start.get().isNew() ? 1 : 0;
                }
                assertThat(ids).hasSize(1);
                assertThat(accepted).isEqualTo(1);
            }
            threads.shutdown();
            assertThat(a.summaries(SummaryQuery.newest(50))).hasSize(20);
            assertThat(cluster.number("SELECT COUNT(*) FROM mlbatch_task")).isEqualTo(40);
        }
    }

    @Nested
    class Opening {
        @Test
        void schemaOfACluster_isRefusedByASingleHost(@TempDir Path folder) {
            assertThatThrownBy(() -> PostgresExecutionStoreIT.open(folder, cluster.dataSource()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("are used by another host");
        }

        @Test
        void schemaOfASingleHost_isRefusedWhileThatHostRuns(@TempDir Path folder) {
            DataSource dataSource = RunningPostgres.newSchema();
            PostgresExecutionStoreIT.open(folder, dataSource);

            assertThatThrownBy(() -> ClusterSchema.prepare(dataSource))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("are used by a host without the option clustered");
        }

        @ParameterizedTest
        @ValueSource(booleans = {false, true})
        void executionsOfASingleHost_continueUnlessTheyHaveFiles(boolean hasFile, @TempDir Path folder) {
            DataSource dataSource = RunningPostgres.newSchema();
            JdbcExecutionStore single = PostgresExecutionStoreIT.open(folder, dataSource);
            Execution execution = start(single, 30);
            IntStream.range(5, 10).forEach(index -> execution.complete(index, result(index)));
            if (hasFile) {
                execution.complete(0, ItemResult.success(0, Map.of(), List.of(artifact("a", 1))));
            }
            single.close();

            if (hasFile) {
                assertThatThrownBy(() -> new TestCluster(dataSource))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("artifacts are in its dataDirectory");
                return;
            }
            cluster.close();
            cluster = new TestCluster(dataSource);
            a = cluster.node("a");
            awaitTrue(() -> cluster.number("SELECT COUNT(*) FROM mlbatch_task") == 3);
            while (!found(a, execution).status().state().isTerminal()) {
                completeAll(claim(a, execution, 0, 30));
            }
            assertComplete(execution);
        }

        @Test
        void nodesThatStartAtOnce_createTheTablesOnce() throws Exception {
            DataSource dataSource = RunningPostgres.newSchema();
            ExecutorService threads = Executors.newFixedThreadPool(5);
            List<Callable<Void>> starts = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                starts.add(() -> {
                    ClusterSchema.prepare(dataSource);
                    return null;
                });
            }

            for (Future<Void> started : threads.invokeAll(starts)) {
                started.get();
            }
            threads.shutdown();
        }
    }

    private static ProducedArtifact artifact(String name, int size) {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        return new ProducedArtifact(name, content);
    }

    private interface Decorator {
        Connection decorate(Connection connection) throws SQLException;
    }

    /** Returns the data source of the cluster with other connections. */
    private DataSource with(Decorator decorator) {
        return (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) ->
                        decorator.decorate(cluster.dataSource().getConnection()));
    }

    private interface Step {
        void run() throws SQLException;
    }

    /** Returns a connection that runs a step after each commit. */
    private static Connection afterCommit(Connection connection, Step step) {
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    try {
                        Object result = method.invoke(connection, arguments);
                        if (method.getName().equals("commit")) {
                            step.run();
                        }
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
