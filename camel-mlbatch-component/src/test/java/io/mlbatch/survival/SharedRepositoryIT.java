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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.mlbatch.testing.ChildJvm;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Two nodes of one group compete for executions; they share only the repository. */
class SharedRepositoryIT {

    private static final int EXECUTIONS = 200;

    /** Lists of both nodes: each has read all executions again. */
    private static final int LOOKS = 10;

    @TempDir
    private Path folder;

    private final HoldingServer server = new HoldingServer();
    private Site site;

    SharedRepositoryIT() throws IOException {}

    @BeforeEach
    void lookAtTheServer() throws IOException {
        site = Site.in(folder, server);
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    private static ConditionFactory soon() {
        return await().atMost(1, TimeUnit.MINUTES);
    }

    @Test
    void twoContexts_emitEachExecutionOnceAndBothEmit() throws Exception {
        CyclicBarrier both = new CyclicBarrier(2);
        try (Node one = new Node("one", site, Node.SHARED, new FirstMeets(both));
                Node two = new Node("two", site, Node.SHARED, new FirstMeets(both))) {
            server.hold(EXECUTIONS);
            soon().until(this::allAreAcknowledged);
            CountDownLatch looks = server.lists(LOOKS);
            soon().until(() -> looks.getCount() == 0);
        }

        assertEachIsEmittedOnce("Two contexts");
    }

    @Test
    void twoJvms_emitEachExecutionOnce() throws Exception {
        try (ChildJvm one = Node.inJvm("one", site, Node.SHARED);
                ChildJvm two = Node.inJvm("two", site, Node.SHARED)) {
            one.awaitPrinted(Node.STARTED);
            two.awaitPrinted(Node.STARTED);
            server.hold(EXECUTIONS);
            soon().until(this::allAreAcknowledged);
            two.await(server.lists(LOOKS));
            one.stop();
            two.stop();
        }

        assertEachIsEmittedOnce("Two JVMs");
    }

    private boolean allAreAcknowledged() throws Exception {
        return site.acknowledged(server.held()).size() == EXECUTIONS;
    }

    private void assertEachIsEmittedOnce(String nodes) throws IOException {
        List<Emitted> emissions = site.emissions();
        System.out.printf(
                "%s with one repository: %s%n",
                nodes, emissions.stream().collect(groupingBy(Emitted::node, counting())));
        assertThat(Emitted.repeated(emissions)).isEmpty();
        assertThat(emissions).extracting(Emitted::id).containsAll(server.held());
        assertThat(emissions).noneMatch(Emitted::redelivered);
    }

    /** Holds its first execution until the other node has one as well; then works like any route. */
    private static final class FirstMeets implements Processor {

        private final CyclicBarrier both;
        private final AtomicBoolean first = new AtomicBoolean(true);

        FirstMeets(CyclicBarrier both) {
            this.both = both;
        }

        @Override
        public void process(Exchange exchange) throws Exception {
            if (first.getAndSet(false)) {
                both.await(1, TimeUnit.MINUTES);
            }
            Work.spin(Work.OF_A_ROUTE);
        }
    }
}
