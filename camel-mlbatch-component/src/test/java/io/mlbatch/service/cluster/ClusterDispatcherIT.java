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
package io.mlbatch.service.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.sql.DataSource;

import com.github.kagkarlsson.scheduler.Scheduler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.mlbatch.protocol.BatchState;
import io.mlbatch.protocol.BatchStatus;
import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.protocol.json.RecordsJson;
import io.mlbatch.service.engine.AbandonedRecords;
import io.mlbatch.service.engine.BatchEngine;
import io.mlbatch.service.engine.ChunkOutcome;
import io.mlbatch.service.engine.ChunkProcessor;
import io.mlbatch.service.engine.Deadlines;
import io.mlbatch.service.engine.EngineSizes;
import io.mlbatch.service.engine.RecordChecks;
import io.mlbatch.service.engine.RecordChunk;
import io.mlbatch.service.store.EndListeners;
import io.mlbatch.service.store.LaneClaims;
import io.mlbatch.service.store.RecordRun;
import io.mlbatch.service.store.ResultRun;
import io.mlbatch.service.store.StoreException;
import io.mlbatch.service.store.Window;
import io.mlbatch.service.store.jdbc.JdbcExecutionStore;
import io.mlbatch.service.store.jdbc.cluster.LaneTurns;
import io.mlbatch.service.store.jdbc.database.ExternalDatabase;
import io.mlbatch.testing.CapturedLog;
import io.mlbatch.testing.host.FakeProcessor;
import io.mlbatch.testing.host.RunningPostgres;

import static io.mlbatch.testing.host.HostCaller.awaitTrue;
import static org.assertj.core.api.Assertions.assertThat;

/** Dispatchers of several nodes on one database, with executions in memory. */
class ClusterDispatcherIT {

    private static final ServiceId SERVICE = new ServiceId("Tx'Service", "1.0");
    private static final ServiceId OTHER = new ServiceId("Other", "1.0");

    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final Batches batches = new Batches();
    private final AtomicLong time = new AtomicLong(1);
    private final List<Host> hosts = new ArrayList<>();
    private DataSource dataSource;
    private ClusterDatabase database;

    @TempDir
    private Path folder;

    @BeforeAll
    static void requirePostgres() {
        RunningPostgres.assumeThatItRuns();
    }

    @BeforeEach
    void createTables() {
        dataSource = RunningPostgres.newSchema();
        database = new ClusterDatabase(dataSource);
        JdbcExecutionStore.open(ExternalDatabase.open(dataSource, folder), Clock.systemUTC(), executor, executor)
                .close();
    }

    @AfterEach
    void close() {
        hosts.forEach(Host::close);
        executor.shutdownNow();
    }

    /** Executions whose records are their indexes. */
    private static final class Batches implements LaneClaims {

        private final Map<Long, Batch> batches = new ConcurrentHashMap<>();
        private final AtomicInteger failures = new AtomicInteger();

        private record Batch(
                String owner,
                int total,
                int[] next,
                BitSet done,
                Map<Integer, Integer> lanes,
                AtomicBoolean deleted,
                EndListeners onDelete) {

            Batch(String owner, int total) {
                this(
                        owner,
                        total,
                        new int[1],
                        new BitSet(),
                        new ConcurrentHashMap<>(),
                        new AtomicBoolean(),
                        new EndListeners());
            }
        }

        private void delete(long no) {
            Batch batch = batches.remove(no);
            batch.deleted().set(true);
            batch.onDelete().end();
        }

        @Override
        public Optional<Window> claim(long no, int lane, int maxRecords, int chunkSize) {
            if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new StoreException("no", new IOException("disk full"));
            }
            Batch batch = batches.get(no);
            if (batch == null) {
                return Optional.empty();
            }
            synchronized (batch) {
                // the windows are the tens
                Integer before = batch.lanes().get(lane);
                if (before == null || batch.done().get(before, before + 10).cardinality() == 10) {
                    before = batch.next()[0];
                    batch.next()[0] += 10;
                    batch.lanes().put(lane, before);
                }
                return before >= batch.total()
                        ? Optional.empty()
                        : Optional.of(new Lane(no, lane, before, before + 10, batch));
            }
        }

        @Override
        public Optional<ServiceId> service(long no) {
            return Optional.of(SERVICE);
        }

        private boolean isComplete(long no) {
            Batch batch = batches.get(no);
            synchronized (batch) {
                return batch.done().cardinality() == batch.total();
            }
        }
    }

    private record Lane(long executionNo, int lane, int from, int to, Batches.Batch batch) implements Window {

        @Override
        public ExecutionId id() {
            return new ExecutionId(SERVICE, Long.toString(executionNo));
        }

        @Override
        public Object key() {
            return new LaneId(executionNo, lane);
        }

        @Override
        public String owner() {
            return batch.owner();
        }

        @Override
        public BatchStatus status() {
            return new BatchStatus(BatchState.IN_PROGRESS, 0, batch.total(), 1);
        }

        @Override
        public RecordRun records(int from, int max) {
            byte[] record = RecordsJson.writeRecord(Map.of("name", executionNo + "/" + from));
            return new RecordRun(from, record, new int[] {record.length});
        }

        @Override
        public void begin() {
            // in progress by its status
        }

        @Override
        public void complete(ResultRun results) {
            synchronized (batch) {
                for (int index = results.first(); index < results.end(); index++) {
                    assertThat(batch.done().get(index))
                            .as("second result of %d", index)
                            .isFalse();
                    batch.done().set(index);
                }
            }
        }

        @Override
        public BitSet completed() {
            synchronized (batch) {
                return (BitSet) batch.done().clone();
            }
        }

        @Override
        public void whenStored(Runnable action) {
            action.run();
        }

        @Override
        public boolean isLost() {
            return batch.deleted().get();
        }

        @Override
        public void onLost(Runnable action) {
            batch.onDelete().add(action);
        }
    }

    /** One node of the cluster with its engine. */
    private final class Host implements AutoCloseable {

        private final ClusterNode node = new ClusterNode(database, "test");
        private final Set<String> computed = ConcurrentHashMap.newKeySet();
        private final LaneThreads threads = new LaneThreads(
                Executors.newCachedThreadPool(),
                Executors.newSingleThreadExecutor(),
                Executors.newScheduledThreadPool(2));
        private final ClusterDispatcher dispatcher;

        Host(ServiceId service, int maxInFlight, ChunkProcessor processor) {
            node.join();
            EngineSizes sizes = new EngineSizes(maxInFlight, 1, time::get);
            ChunkProcessor counting = (chunk, done) -> {
                computed.add(name(chunk));
                processor.process(chunk, done);
            };
            BatchEngine engine = new BatchEngine(
                    counting,
                    RecordChecks.of(List.of(), false, false),
                    executor,
                    sizes,
                    Deadlines.NONE,
                    action -> {},
                    new AbandonedRecords());
            dispatcher = new ClusterDispatcher(service, engine, sizes, batches, dataSource, node, threads);
            dispatcher.start();
            hosts.add(this);
            hosts.forEach(host -> host.node.beat());
        }

        @Override
        public void close() {
            dispatcher.close();
            dispatcher.engine().close();
            assertThat(threads.lanes().isTerminated()).isTrue();
            assertThat(threads.polling().isTerminated()).isTrue();
            assertThat(threads.heartbeats().isTerminated()).isTrue();
            node.close();
        }
    }

    private static String name(RecordChunk chunk) {
        return chunk.records().get(0).get("name").toString();
    }

    private void start(long no, ServiceId service, String owner, int total, int lanes) throws Exception {
        batches.batches.put(no, new Batches.Batch(owner, total));
        long turn = database.query(
                        LaneTurns.TAKE, row -> row.getLong(1), LaneTurns.parameters(service.toString(), owner, lanes))
                .get(0);
        database.update(
                "INSERT INTO mlbatch_task (task_name, task_instance, execution_time, picked, version, service)"
                        + " SELECT ?, ? || ':' || lane, to_timestamp((? + lane) / 1000.0), false, 1, ?"
                        + " FROM generate_series(0, ? - 1) lane",
                ClusterDispatcher.TASK,
                no,
                turn,
                service.toString(),
                lanes);
    }

    private long count(String condition) throws Exception {
        return database.query("SELECT count(*) FROM mlbatch_task WHERE " + condition, row -> row.getLong(1))
                .get(0);
    }

    /** Computes once all participants have begun. */
    private static ChunkProcessor meeting(CountDownLatch participants) {
        AtomicBoolean begun = new AtomicBoolean();
        return (chunk, done) -> {
            if (begun.compareAndSet(false, true)) {
                participants.countDown();
            }
            assertThat(participants.await(1, TimeUnit.MINUTES)).isTrue();
            compute(chunk, done);
        };
    }

    private static void compute(RecordChunk chunk, Consumer<ChunkOutcome> done) {
        done.accept(FakeProcessor.names(chunk));
    }

    @Test
    void lanesOfAnExecution_areSharedByTheNodesThatHostItsService() throws Exception {
        try (CapturedLog log = new CapturedLog()) {
            start(7, OTHER, "", 5, 3);
            CountDownLatch both = new CountDownLatch(2);
            Host first = new Host(SERVICE, 4, meeting(both));
            Host second = new Host(SERVICE, 4, meeting(both));
            start(1, SERVICE, "anna", 200, 4);

            awaitTrue(() -> batches.isComplete(1) && count("service <> 'Other/1.0'") == 0);
            assertThat(first.computed).isNotEmpty();
            assertThat(second.computed).isNotEmpty().doesNotContainAnyElementsOf(first.computed);
            assertThat(first.computed.size() + second.computed.size()).isEqualTo(200);
            // a service that no node hosts waits for one
            assertThat(count("service = 'Other/1.0' AND NOT picked")).isEqualTo(3);
            assertThat(log.text()).doesNotContain("WARN com.github", "ERROR com.github");
        }
    }

    @Test
    void ownersOnOneThread_takeTurnsWhateverTheirNumbersOfLanes() throws Exception {
        List<String> order = new CopyOnWriteArrayList<>();
        start(1, SERVICE, "anna", 60, 6);
        start(2, SERVICE, "ben", 10, 1);
        new Host(SERVICE, 1, (chunk, done) -> {
            order.add(name(chunk).substring(0, 1));
            time.addAndGet(600_000_000);
            compute(chunk, done);
        });

        awaitTrue(() -> batches.isComplete(1) && batches.isComplete(2));
        // the second turn is that of ben, although six lanes were first
        assertThat(order)
                .containsExactly(Stream.of("1", "2", "1", "1", "1", "1", "1")
                        .flatMap(turn -> Stream.generate(() -> turn).limit(10))
                        .limit(order.size())
                        .toArray(String[]::new));
    }

    @Test
    void nodeThatJoins_isOfferedLanesOfARunningExecution() throws Exception {
        AtomicBoolean slow = new AtomicBoolean(true);
        CountDownLatch joined = new CountDownLatch(1);
        ChunkProcessor processor = (chunk, done) -> {
            time.addAndGet(slow.get() ? 100_000_000 : 0);
            compute(chunk, done);
        };
        start(1, SERVICE, "anna", 100_000, 4);
        new Host(SERVICE, 4, processor);
        awaitTrue(() -> count("picked") == 4);
        Host second = new Host(SERVICE, 4, (chunk, done) -> {
            joined.countDown();
            processor.process(chunk, done);
        });

        assertThat(joined.await(1, TimeUnit.MINUTES)).isTrue();
        slow.set(false);
        awaitTrue(() -> batches.isComplete(1));
        assertThat(second.computed).isNotEmpty();
    }

    @Test
    void pausedNode_returnsItsLanesAfterItsRecordsInFlight() throws Exception {
        CountDownLatch begun = new CountDownLatch(2);
        CountDownLatch go = new CountDownLatch(1);
        Host host = new Host(SERVICE, 2, (chunk, done) -> {
            begun.countDown();
            assertThat(go.await(1, TimeUnit.MINUTES)).isTrue();
            compute(chunk, done);
        });
        start(1, SERVICE, "anna", 20, 2);
        assertThat(begun.await(1, TimeUnit.MINUTES)).isTrue();

        host.dispatcher.engine().pause();
        host.dispatcher.pause();
        assertThat(count("picked")).isEqualTo(2);
        go.countDown();
        awaitTrue(() -> count("NOT picked") == 2);
        assertThat(host.computed).hasSize(2);

        host.dispatcher.engine().resume();
        host.dispatcher.resume();
        awaitTrue(() -> batches.isComplete(1) && count("true") == 0);
        assertThat(host.computed).hasSize(20);
    }

    @Test
    void lanesOfADeadNode_areRevivedByAnyNodeAndContinueTheirWindows() throws Exception {
        start(1, SERVICE, "anna", 20, 2);
        start(2, OTHER, "anna", 20, 1);
        batches.claim(1, 0, 10, 1);
        database.update("UPDATE mlbatch_task SET picked = true, picked_by = 'dead', last_heartbeat = to_timestamp(1)");
        new Host(SERVICE, 2, ClusterDispatcherIT::compute);

        awaitTrue(() -> batches.isComplete(1) && count("picked") == 0);
        assertThat(count("service = 'Other/1.0'")).isEqualTo(1);
        assertThat(count("execution_time > now() - interval '1 hour'"))
                .as("places in the queue")
                .isZero();
    }

    @Test
    void lanesOfADeletedExecution_leaveTheQueueAtOnce() throws Exception {
        try (CapturedLog log = new CapturedLog(Scheduler.class)) {
            CountDownLatch begun = new CountDownLatch(2);
            new Host(SERVICE, 2, (chunk, done) -> begun.countDown());
            start(1, SERVICE, "anna", 20, 2);
            assertThat(begun.await(1, TimeUnit.MINUTES)).isTrue();

            batches.delete(1);
            awaitTrue(() -> count("true") == 0);
            assertThat(log.text()).doesNotContain("dead execution");
        }
    }

    @Test
    void lanesOfADeadNode_areReturnedByOneOfManyWithoutErrors() throws Exception {
        try (CapturedLog log = new CapturedLog(Scheduler.class)) {
            for (int host = 0; host < 4; host++) {
                new Host(SERVICE, 1, ClusterDispatcherIT::compute);
            }
            start(1, OTHER, "anna", 1000, 200);
            database.update(
                    "UPDATE mlbatch_task SET picked = true, picked_by = 'dead', last_heartbeat = to_timestamp(1)");

            awaitTrue(() -> count("picked") == 0);
            assertThat(log.text()).contains("Found dead execution").doesNotContain("ERROR com.github");
        }
    }

    @Test
    void claimsThatFail_areLoggedOnceAndRetriedWithPauses() throws Exception {
        try (CapturedLog log = new CapturedLog()) {
            batches.failures.set(3);
            start(1, SERVICE, "anna", 10, 1);
            long began = System.nanoTime();
            new Host(SERVICE, 2, ClusterDispatcherIT::compute);

            awaitTrue(() -> batches.isComplete(1));
            assertThat(System.nanoTime() - began).isGreaterThan(TimeUnit.SECONDS.toNanos(3));
            assertThat(log.text())
                    .containsOnlyOnce("Records cannot be claimed; retrying: java.io.IOException: disk full");
        }
    }
}
