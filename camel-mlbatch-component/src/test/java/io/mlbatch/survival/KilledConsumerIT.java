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
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.mlbatch.testing.ChildJvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A consumer whose repository is a database, in a JVM that dies by SIGKILL again and again: after so many executions
 * fetched or emitted and so much work as the seed says, which falls into all that a consumer does with one.
 */
class KilledConsumerIT {

    private static final long SEED = 20261124;
    private static final int KILLS = Integer.getInteger("mlbatch.kills", 20);

    @TempDir
    private Path folder;

    private final HoldingServer server = new HoldingServer();

    KilledConsumerIT() throws IOException {}

    @AfterEach
    void stopServer() {
        server.close();
    }

    private static ConditionFactory soon() {
        return await().atMost(2, TimeUnit.MINUTES);
    }

    @Test
    void killedConsumer_losesNothingAndRepeatsOnlyUnacknowledgedExecutions() throws Exception {
        Site site = Site.in(folder, server);
        List<Emitted> cutShort = new ArrayList<>();
        Random random = new Random(SEED);
        for (int round = 0; round < KILLS; round++) {
            String name = String.format("kill-%02d", round);
            kill(round, name, site, random);
            cutShort.addAll(unacknowledged(name, site));
        }

        try (ChildJvm last = Node.inJvm("last", site, Node.SHARED)) {
            soon().until(() -> site.acknowledged(server.held()).containsAll(server.held()));
            last.stop();
        }
        try (ChildJvm after = Node.inJvm("no-more", site, Node.SHARED)) {
            after.await(server.lists(3));
            after.stop();
        }

        List<Emitted> emissions = site.emissions();
        List<Emitted> again = Emitted.repeated(emissions);
        System.out.printf(
                "%d kills: %d fell between an emission and its acknowledgement; of %d executions %d were emitted again%n",
                KILLS, cutShort.size(), server.held().size(), again.size());
        assertThat(emissions).extracting(Emitted::id).containsAll(server.held());
        assertThat(again)
                .extracting(Emitted::id)
                .containsExactlyInAnyOrderElementsOf(
                        cutShort.stream().map(Emitted::id).toList());
        assertThat(emissions).extracting(Emitted::node).doesNotContain("no-more");
        assertThat(cutShort).isNotEmpty();
        assertThat(again).allMatch(Emitted::redelivered);
    }

    /** Some while after it has fetched so much in even rounds, after it has emitted so much in odd ones. */
    private void kill(int round, String name, Site site, Random random) throws Exception {
        int executions = 1 + random.nextInt(6);
        server.hold(executions + random.nextInt(3));
        CountDownLatch fetched = server.fetches(executions);
        // on a machine of any speed, at least one kill is between an emission and its acknowledgment
        int work = round == 1 ? Integer.MAX_VALUE : Work.OF_A_ROUTE;
        try (ChildJvm node = Node.inJvm(name, site, Node.SHARED, work)) {
            if (round % 2 == 0) {
                node.await(fetched);
                Work.spin(random.nextInt(3 * Work.OF_A_ROUTE));
            } else {
                node.await(() -> site.emissionsOf(name).size() >= executions);
                Work.spin(random.nextInt(2 * Work.OF_A_ROUTE));
            }
            node.kill();
        }
    }

    /** The executions that the node emitted and did not acknowledge before it was killed. */
    private List<Emitted> unacknowledged(String node, Site site) throws Exception {
        Set<String> acknowledged = site.acknowledged(server.held());
        return site.emissionsOf(node).stream()
                .filter(emission -> !acknowledged.contains(emission.id()))
                .toList();
    }
}
