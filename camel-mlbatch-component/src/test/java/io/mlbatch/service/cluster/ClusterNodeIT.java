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

import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.mlbatch.protocol.ServerStatus;
import io.mlbatch.protocol.ServerStatus.Code;
import io.mlbatch.service.http.api.HostStatus;
import io.mlbatch.service.http.api.ServiceRegistry;
import io.mlbatch.service.store.StoreException;
import io.mlbatch.testing.CapturedLog;
import io.mlbatch.testing.host.RunningPostgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Nodes on one database, whose rows the test makes older. */
@Tag("host")
class ClusterNodeIT {

    private final SwitchedDataSource switched = new SwitchedDataSource(RunningPostgres.newStoreSchema());
    private final ClusterDatabase database = new ClusterDatabase(switched.dataSource());
    private long nanos;
    private final ClusterNode first = join("first");
    private final ClusterNode second = join("second");

    @BeforeAll
    static void startServer() {
        RunningPostgres.assumeThatItRuns();
    }

    private ClusterNode join(String name) {
        ClusterNode node = new ClusterNode(database, name, () -> nanos);
        node.join();
        return node;
    }

    private static List<String> names(ClusterNode node) {
        node.beat();
        return node.live().stream().map(ClusterNode.LiveNode::name).toList();
    }

    private void age(Duration age) throws SQLException {
        database.update("UPDATE mlbatch_node SET seen = seen - ?", age.toMillis());
    }

    private int rows() throws SQLException {
        return database.query("SELECT COUNT(*) FROM mlbatch_node", row -> row.getInt(1))
                .get(0);
    }

    @Test
    void nodeWithoutABeat_isDeadAfterTenSecondsAndReturns() throws Exception {
        assertThat(names(first)).containsExactly("first", "second");
        age(Duration.ofSeconds(10));
        assertThat(names(first)).containsExactly("first");
        assertThat(names(second)).containsExactly("first", "second");
        assertThat(first.id()).isNotEqualTo(second.id()).hasSize(36);
    }

    @Test
    void nodeThatDied_isForgottenAfterAMinute() throws Exception {
        age(Duration.ofSeconds(50));
        first.beat();
        assertThat(rows()).isEqualTo(2);
        age(Duration.ofSeconds(60));
        first.beat();
        assertThat(rows()).isEqualTo(1);
    }

    @Test
    void nodeThatLeaves_isNotWaitedFor() {
        second.close();
        assertThat(names(first)).containsExactly("first");
    }

    @Test
    void databaseThatIsAway_isReportedOnceAndSurvived() {
        try (CapturedLog log = new CapturedLog()) {
            switched.fail();
            for (int i = 0; i < 5; i++) {
                first.beat();
            }
            assertThat(first.isConnected()).isTrue();
            nanos += Duration.ofSeconds(6).toNanos();
            assertThat(first.isConnected()).isFalse();
            assertThatThrownBy(first::requireConnected).isInstanceOf(StoreException.class);
            second.close();
            switched.repair();
            assertThat(names(first)).containsExactly("first", "second");
            assertThat(first.isConnected()).isTrue();
            assertThat(log.text().split("cannot be reached; retrying")).hasSize(2);
        }
    }

    @Test
    void status_hasTheNodeAndTheNumberOfLiveNodes() {
        HostStatus status = new HostStatus(new ServiceRegistry(() -> true), Optional.of(first));
        first.beat();
        Map<String, Map<String, String>> details = Map.of("cluster", Map.of("node", first.id(), "nodes", "2"));
        assertThat(status.status())
                .isEqualTo(new ServerStatus(Code.PASS, Map.of("store", "pass", "cluster", "pass"), details));
        nanos += Duration.ofSeconds(6).toNanos();
        assertThat(status.status())
                .isEqualTo(new ServerStatus(Code.FAIL, Map.of("store", "pass", "cluster", "fail"), details));
    }

    @Test
    void joinWithoutADatabase_fails() {
        switched.fail();
        assertThatThrownBy(() -> join("third")).isInstanceOf(StoreException.class);
    }

    @Test
    void clock_isThatOfTheDatabase() throws Exception {
        long now = database.query("SELECT " + ClusterDatabase.NOW, row -> row.getLong(1))
                .get(0);
        assertThat(first.clock().millis()).isBetween(now - Duration.ofMinutes(1).toMillis(), now);
        assertThat(first.clock().getZone()).isEqualTo(ZoneOffset.UTC);
    }

    @Test
    void workOfAllNodes_isDoneByOneInEachPeriod() throws Exception {
        AtomicInteger done = new AtomicInteger();
        Runnable job = new ClusterJob(database, "purge", Duration.ofMinutes(1), done::incrementAndGet);
        Runnable other = new ClusterJob(database, "other", Duration.ofMinutes(1), done::incrementAndGet);
        for (int i = 0; i < 3; i++) {
            job.run();
        }
        assertThat(done).hasValue(1);
        database.update("UPDATE mlbatch_job SET next = next - 60000");
        job.run();
        job.run();
        assertThat(done).hasValue(2);
        other.run();
        assertThat(done).hasValue(3);
        switched.fail();
        assertThatThrownBy(job::run).isInstanceOf(StoreException.class);
    }
}
