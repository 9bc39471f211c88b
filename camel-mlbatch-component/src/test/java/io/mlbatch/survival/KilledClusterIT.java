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
package io.mlbatch.survival;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import io.mlbatch.testing.host.RestartablePostgres;
import io.mlbatch.testing.host.RunningPostgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Three nodes on one PostgreSQL, each with a network of its own to the database, are {@linkplain Disturbances
 * disturbed}, while callers use random nodes. After every ten events all has to be there, right and once.
 */
@Tag("host")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KilledClusterIT {

    private static final long SEED = 20261128;
    private static final int EVENTS = Integer.getInteger("mlbatch.events", 6);
    private static final int EVENTS_OF_A_LEDGER = 10;
    private static final int NODES = 3;

    /** Whether events last as long as in a network of machines, or as a build can wait. */
    private static final boolean IS_LONG = EVENTS > EVENTS_OF_A_LEDGER;

    private static final Duration SHORTEST = Duration.ofSeconds(IS_LONG ? 5 : 2);
    private static final Duration LONGEST = Duration.ofSeconds(IS_LONG ? 40 : 12);
    private static final Duration OUTAGE = Duration.ofSeconds(IS_LONG ? 60 : 8);
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Random random = new Random(SEED);
    private final Ledger ledger = new Ledger();
    private final List<ClusterMember> members = new ArrayList<>();
    private final ClusterAccess cluster = new ClusterAccess(members);
    private final CountDownLatch never = new CountDownLatch(1);
    private final Disturbances disturbances =
            new Disturbances(members, SHORTEST, LONGEST, new Random(random.nextLong()));
    private RestartablePostgres postgres;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        RunningPostgres.assumeThatItRuns();
        postgres = new RestartablePostgres(folder.resolve("postgres"));
        for (int i = 0; i < NODES; i++) {
            members.add(new ClusterMember("node" + i, folder, postgres.port()));
        }
        // all at once: one of them creates the tables
        for (ClusterMember member : members) {
            member.start();
        }
        members.forEach(ClusterMember::awaitStarted);
        cluster.logIn();
    }

    @AfterAll
    void stop() throws Exception {
        for (ClusterMember member : members) {
            member.close();
        }
        if (postgres != null) {
            postgres.close();
        }
    }

    @Test
    void nodesThatDieOrAreCut_loseNothing() throws Exception {
        int left = EVENTS;
        while (left > 0) {
            int some = Math.min(left, EVENTS_OF_A_LEDGER);
            runWithCallers(() -> {
                disturbances.occur(some);
                return null;
            });
            left -= some;
        }
        report(disturbances.toString());
    }

    @Test
    void databaseThatIsStoppedForAWhile_losesNothing() throws Exception {
        runWithCallers(() -> {
            pass(SHORTEST);
            postgres.stop();
            pass(OUTAGE);
            postgres.start();
            pass(SHORTEST);
            return null;
        });
        report("the database was stopped for " + OUTAGE.toSeconds() + " s");
    }

    @Test
    void lanesOfKilledNodes_areTakenOver() throws Exception {
        SentBatch batch = ledger.next(5_000, 0, false);
        untilResponse(client -> client.start(batch, bytes -> {}));
        HostClient survivor = members.get(0).client(cluster::token);
        String id = batch.id().orElseThrow();
        patiently().until(() -> {
            batch.look(survivor.results(id));
            return batch.seen().cardinality() > 0;
        });
        for (ClusterMember killed : members.subList(1, NODES)) {
            killed.kill();
        }
        int before = batch.seen().cardinality();
        long start = System.nanoTime();
        patiently().until(() -> batch.look(survivor.results(id)));
        System.out.printf(
                "two of three nodes were killed when %d of %d records were seen; the third completed them in %d ms%n",
                before,
                batch.size(),
                Duration.ofNanos(System.nanoTime() - start).toMillis());
        for (ClusterMember killed : members.subList(1, NODES)) {
            killed.restart();
        }
        settle();
    }

    private void runWithCallers(Callable<?> disturbance) throws Exception {
        ClusterCallers callers = new ClusterCallers(ledger, cluster, new Random(random.nextLong()));
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<?> disturbed = thread.submit(disturbance);
            while (!disturbed.isDone()) {
                callers.check();
                pass(Duration.ofMillis(100));
            }
            disturbed.get();
        } finally {
            thread.shutdownNow();
        }
        callers.end();
        System.out.println(callers);
        settle();
    }

    private void pass(Duration time) throws InterruptedException {
        never.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Waits until all executions have ended, and checks them. */
    private void settle() throws Exception {
        for (SentBatch batch : ledger.deletedWithoutAnswer()) {
            untilResponse(client -> client.ensureDeleted(batch.id().orElseThrow()));
            batch.setDeleted();
        }
        for (SentBatch before : ledger.keyed()) {
            untilResponse(client -> client.start(before, bytes -> {}));
        }
        HostClient client = cluster.anyClient(random);
        patiently().until(() -> Ledger.isComplete(client));
        ledger.close(client);
        for (HostClient each : cluster.clients()) {
            assertThat(each.list()).isEmpty();
        }
        patiently().untilAsserted(this::assertNothingIsLeft);
    }

    private interface Call {
        void make(HostClient client) throws IOException, InterruptedException;
    }

    private void untilResponse(Call call) {
        patiently().until(() -> {
            call.make(cluster.anyClient(random));
            return true;
        });
    }

    /** Nodes return 503 until they have found the database again. */
    private static ConditionFactory patiently() {
        return await().atMost(PATIENCE).ignoreExceptionsInstanceOf(IOException.class);
    }

    private void assertNothingIsLeft() throws Exception {
        for (String table : List.of("execution", "record", "result", "artifact", "lane", "task")) {
            assertThat(postgres.number("SELECT COUNT(*) FROM mlbatch_" + table))
                    .as(table)
                    .isZero();
        }
    }

    private void report(String disturbance) throws IOException {
        List<Computed> computed = new ArrayList<>();
        for (ClusterMember member : members) {
            computed.addAll(member.computed());
            assertThat(member.printed("overlap")).isEmpty();
        }
        System.out.printf(
                "%s; %d batches with %d records: none lost, duplicates=0; %d of %d records were computed again%n",
                disturbance,
                ledger.batches(),
                ledger.records(),
                computed.size() - new HashSet<>(computed).size(),
                computed.size());
    }
}
