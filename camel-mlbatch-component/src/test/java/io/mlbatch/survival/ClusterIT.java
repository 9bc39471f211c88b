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
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.mlbatch.testing.ChildJvm;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Two nodes behind {@code master:} with locks in a folder: one emits, is killed, and the other continues. */
class ClusterIT {

    private static final int EXECUTIONS = 200;
    private static final int EMITTED_BEFORE_THE_KILL = 40;

    @TempDir
    private Path folder;

    private final HoldingServer server = new HoldingServer();

    ClusterIT() throws IOException {}

    @AfterEach
    void stopServer() {
        server.close();
    }

    private static ConditionFactory soon() {
        return await().atMost(2, TimeUnit.MINUTES);
    }

    @Test
    void killedLeader_isReplacedAndTheRestIsEmitted() throws Exception {
        Site site = Site.in(folder, server);
        CountDownLatch leads = server.lists(1);
        try (ChildJvm leader = Node.inJvm("leader", site, Node.MASTER)) {
            leader.await(leads);
            try (ChildJvm successor = Node.inJvm("successor", site, Node.MASTER)) {
                successor.awaitPrinted(Node.STARTED);
                server.hold(EXECUTIONS);
                leader.await(() -> site.emissions().size() >= EMITTED_BEFORE_THE_KILL);
                leader.kill();
                Set<String> acknowledged = site.acknowledged(server.held());
                List<Emitted> before = site.emissions();

                soon().until(() -> site.acknowledged(server.held()).size() == EXECUTIONS);
                successor.stop();

                assertThat(before).extracting(Emitted::node).containsOnly("leader");
                assertTakenOver(site, before, acknowledged);
            }
        }
    }

    private void assertTakenOver(Site site, List<Emitted> before, Set<String> acknowledged) throws IOException {
        List<Emitted> after = site.emissions().stream()
                .filter(emission -> emission.node().equals("successor"))
                .toList();
        Set<String> cutShort = before.stream()
                .map(Emitted::id)
                .filter(id -> !acknowledged.contains(id))
                .collect(toSet());
        System.out.printf(
                "The leader emitted %d of %d executions, %d of them unacknowledged when it was killed; the successor %d%n",
                before.size(), EXECUTIONS, cutShort.size(), after.size());
        assertThat(after)
                .extracting(Emitted::id)
                .containsExactlyInAnyOrderElementsOf(server.held().stream()
                        .filter(id -> !acknowledged.contains(id))
                        .toList());
        assertThat(after)
                .filteredOn(Emitted::redelivered)
                .extracting(Emitted::id)
                .containsAll(cutShort);
    }
}
