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
package io.mlbatch.camel;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.component.file.cluster.FileLockClusterService;
import org.apache.camel.support.AsyncProcessorSupport;
import org.apache.camel.support.processor.idempotent.MemoryIdempotentRepository;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.protocol.BatchResponse;

import static io.mlbatch.testing.http.ScriptedServer.BATCH;
import static io.mlbatch.testing.http.ScriptedServer.json;
import static org.assertj.core.api.Assertions.assertThat;

class MlbatchConsumerTest extends MlbatchConsumerSupport {

    private MlbatchConsumer consumer() {
        return (MlbatchConsumer) camel.getRoute("r1").getConsumer();
    }

    @Nested
    class Emission {

        @Test
        void completedBatch_isEmittedOnceWithItsResults() throws Exception {
            server.holds("e1", "e2").isAt("e1", "Complete", 2, 2).isAt("e2", "InProgress", 1, 2);

            consume("");
            awaitExactly(1, 3);

            Seen exchange = seen.element();
            assertThat(((BatchResponse) exchange.body()).execution(1).output("answer"))
                    .isEqualTo(Map.of("am_Pred", List.of(0.1)));
            assertThat(exchange.headers())
                    .containsEntry(MlbatchConstants.EXECUTION_ID, "e1")
                    .containsEntry(MlbatchConstants.STATE, "complete")
                    .doesNotContainKey(Exchange.REDELIVERED);
            server.isAt("e2", "Complete", 2, 2);
            soon().until(() -> seen.size() == 2);
        }

        @Test
        void statesOption_limitsTheEmittedExecutions() throws Exception {
            server.completed("e1", "e2", "e3").isAt("e2", "Failed", 0, 1).isAt("e3", "Canceled", 0, 1);

            consume("&states=failed,canceled");
            awaitExactly(2, 2);

            assertThat(ids()).containsExactlyInAnyOrder("e2", "e3");
        }

        @Test
        void progress_isEmittedOnChangesWithoutResults() throws Exception {
            server.holds("e1").isAt("e1", "Pending", 0, 2);

            consume("&emit=progress");
            awaitExactly(1, 5);
            server.isAt("e1", "InProgress", 1, 2);
            soon().until(() -> seen.size() == 2);
            server.isAt("e1", "Complete", 2, 2);
            awaitExactly(3, 5);

            assertThat(headers(MlbatchConstants.STATE)).containsExactly("pending", "inProgress", "complete");
            assertThat(seen).allSatisfy(exchange -> assertThat((BatchResponse) exchange.body())
                    .isEmpty());
        }

        @Test
        void maxMessagesPerPoll_limitsTheExecutionsOfOnePoll() throws Exception {
            server.completed("e1", "e2", "e3");
            Queue<Integer> lists = new ConcurrentLinkedQueue<>();

            consume("r1", "&maxMessagesPerPoll=1", exchange -> {
                lists.add(server.listed());
                seen.add(Seen.of(exchange));
            });
            soon().until(() -> seen.size() == 3);

            assertThat(lists).doesNotHaveDuplicates();
            assertThat(ids()).containsExactlyInAnyOrder("e1", "e2", "e3");
        }

        @Test
        void slowRoute_slowsPollsSoThatFewResponsesAreHeld() throws Exception {
            List<String> ids = IntStream.range(0, 25).mapToObj(i -> "e" + i).toList();
            server.completed(ids.toArray(String[]::new));
            LongSupplier polled =
                    () -> ids.stream().filter(id -> server.polled(id) > 0).count();
            AtomicLong polledBefore = new AtomicLong();
            CountDownLatch slow = new CountDownLatch(1);

            consume("r1", "", exchange -> {
                slow.await(1, TimeUnit.MINUTES);
                polledBefore.compareAndSet(0, polled.getAsLong());
                seen.add(Seen.of(exchange));
            });
            // ten responses; a poll that failed in the network holds no permit, and is repeated
            soon().during(300, TimeUnit.MILLISECONDS).until(() -> polled.getAsLong() >= 10 && polled.getAsLong() < 20);
            slow.countDown();
            soon().until(() -> seen.size() == 25);

            assertThat(polledBefore.get()).isLessThan(20);
            assertThat(ids()).containsExactlyInAnyOrderElementsOf(ids);
        }
    }

    @Nested
    class Commit {

        @Test
        void failedRoute_receivesTheBatchAgainMarkedAsRedelivered() throws Exception {
            server.completed("e1");

            consumeFailing(2, "");
            awaitExactly(3, 3);

            assertThat(ids()).containsOnly("e1");
            assertThat(headers(Exchange.REDELIVERED)).containsExactly(null, true, true);
        }

        @Test
        void rolledBackExchange_isNotACommit() throws Exception {
            server.completed("e1");

            consume("r1", "", exchange -> {
                seen.add(Seen.of(exchange));
                exchange.setRollbackOnly(seen.size() < 2);
            });

            soon().until(() -> seen.size() == 2);
        }

        @Test
        void restartedConsumer_emitsNothingTwice() throws Exception {
            server.completed("e1");

            consume("");
            soon().until(() -> seen.size() == 1);
            camel.getRouteController().stopRoute("r1");
            camel.getRouteController().startRoute("r1");

            awaitExactly(1, 3);
        }

        @Test
        void exchangeDoneAfterAConsumerRestart_isNotEmittedTwice() throws Exception {
            server.completed("e1");
            Queue<AsyncCallback> open = new ConcurrentLinkedQueue<>();

            consume("r1", "", new AsyncProcessorSupport() {
                @Override
                public boolean process(Exchange exchange, AsyncCallback callback) {
                    open.add(callback);
                    return false;
                }
            });
            soon().until(() -> open.size() == 1);
            consumer().stop();
            consumer().start();
            awaitLists(4);
            open.element().done(false);
            awaitLists(4);

            assertThat(open).hasSize(1);
        }
    }

    @Nested
    class Group {

        @Test
        void executionInTheRepository_isNeitherEmittedNorPolled() throws Exception {
            server.completed("e1", "e2");
            MemoryIdempotentRepository repository = repository("g", "e1");

            consume("&group=g&idempotentRepository=#repository");
            awaitExactly(1, 2);

            assertThat(ids()).containsExactly("e2");
            assertThat(server.polled("e1")).isZero();
            assertThat(repository.contains(key("g", "e2"))).isTrue();
        }

        @Test
        void consumerBehindMaster_usesItsRouteIdAsGroup(@TempDir Path locks) throws Exception {
            server.completed("e1");
            MemoryIdempotentRepository repository = repository("behind");
            FileLockClusterService cluster = new FileLockClusterService();
            cluster.setRoot(locks.toString());
            cluster.setAcquireLockDelay(1, TimeUnit.MILLISECONDS);
            cluster.setAcquireLockInterval(100, TimeUnit.MILLISECONDS);
            camel.addService(cluster);

            route(route -> route.from("master:ns:" + uri("&idempotentRepository=#repository"))
                    .routeId("behind")
                    .process(exchange -> seen.add(Seen.of(exchange))));

            soon().until(() -> repository.contains(key("behind", "e1")));
            assertThat(seen).hasSize(1);
        }

        @Test
        void routes_receiveEveryBatchUnlessTheyShareAGroup() throws Exception {
            server.completed("e1");
            Queue<String> routes = new ConcurrentLinkedQueue<>();

            consume("alone1", "", exchange -> routes.add("alone1"));
            consume("alone2", "", exchange -> routes.add("alone2"));
            consume("shared1", "&group=g", exchange -> routes.add("shared"));
            consume("shared2", "&group=g", exchange -> routes.add("shared"));
            soon().until(() -> routes.size() == 3);
            awaitLists(8);

            assertThat(routes).containsExactlyInAnyOrder("alone1", "alone2", "shared");
        }

        @Test
        void executionEmittedByTheGroup_isNotPolledRepeatedly() throws Exception {
            server.completed("e1");

            consume("r1", "&group=g", exchange -> seen.add(Seen.of(exchange)));
            consume("r2", "&group=g", exchange -> seen.add(Seen.of(exchange)));
            awaitExactly(1, 4);
            int polled = server.polled("e1");
            awaitExactly(1, 10);

            assertThat(server.polled("e1")).isEqualTo(polled);
        }

        @ParameterizedTest
        @ValueSource(classes = {IllegalStateException.class, LinkageError.class})
        void temporarilyFailingRepository_losesAndDelaysNoExecution(Class<? extends Throwable> failure)
                throws Exception {
            server.completed("e1", "e2");
            AtomicInteger failing = new AtomicInteger(5);
            camel.getRegistry().bind("repository", new MemoryIdempotentRepository() {
                @Override
                public boolean contains(String key) {
                    if (key.endsWith("e2") && failing.getAndDecrement() > 0) {
                        if (failure == LinkageError.class) {
                            throw new LinkageError("meant");
                        }
                        throw new IllegalStateException("meant");
                    }
                    return super.contains(key);
                }
            });

            consume("&idempotentRepository=#repository&exceptionHandler=#failures");
            awaitExactly(2, 3);

            assertThat(ids()).containsExactlyInAnyOrder("e1", "e2");
        }
    }

    @Nested
    class Files {

        @BeforeEach
        void holdTwoFiles() {
            server.holds("e1").isAt("e1", "Complete", 2, 2);
            server.hasFiles("e1", 0, "[\"answer.csv\"]").hasFile("e1", 0, "answer.csv", "zero");
            server.hasFiles("e1", 1, "[\"answer.csv\"]").hasFile("e1", 1, "answer.csv", "one");
        }

        private List<Object> bodies() {
            return seen.stream().map(Seen::body).toList();
        }

        @Test
        void files_areEmittedInAFolderPerRecord() throws Exception {
            // the third record has no files, which this server reports with a 404
            server.isAt("e1", "Complete", 3, 3).hasFiles("e1", 0, "[\"answer.csv\",\"\"]");
            server.hasFiles("e1", 1, "[\"answer.csv\",\"a b.txt\"]").hasFile("e1", 1, "a%20b.txt", "two");

            consume("&emit=artifact");
            awaitExactly(3, 2);

            assertThat(bodies()).containsExactly("zero", "one", "two");
            assertThat(headers(Exchange.FILE_NAME)).containsExactly("0/answer.csv", "1/answer.csv", "1/a b.txt");
            assertThat(headers(MlbatchConstants.INDEX)).containsExactly(0, 1, 1);
            assertThat(headers(MlbatchConstants.FILE_NAME)).containsExactly("answer.csv", "answer.csv", "a b.txt");
            assertThat(seen).extracting(Seen::batchIndex).containsExactly(0, 1, 2);
            assertThat(seen).extracting(Seen::batchSize).containsOnly(3);
        }

        @Test
        void failedFile_isEmittedAgainAndNoOther() throws Exception {
            consumeFailing(1, "&emit=artifact");
            awaitExactly(3, 2);

            assertThat(bodies()).containsExactly("zero", "one", "zero");
            assertThat(headers(Exchange.REDELIVERED)).containsExactly(null, null, true);
        }

        @Test
        void consumerStoppedWithinABatch_emitsItWholeAfterTheStart() throws Exception {
            consume("r1", "&emit=artifact", exchange -> {
                seen.add(Seen.of(exchange));
                if (seen.size() == 1) {
                    consumer().stop();
                }
            });
            soon().until(() -> seen.size() == 1 && consumer().isStopped());
            soon().until(() -> camel.getInflightRepository().size() == 0);
            consumer().start();
            awaitExactly(3, 2);

            assertThat(bodies()).containsExactly("zero", "zero", "one");
        }
    }

    @Nested
    class Deletion {

        @BeforeEach
        void holdADeletableBatch() {
            server.completed("e1").deletes("e1");
        }

        @Test
        void deleteOnCommit_deletesAfterTheCommitOnly() throws Exception {
            AtomicInteger deletedBefore = new AtomicInteger(-1);

            consume("r1", "&deleteOnCommit=true", exchange -> {
                deletedBefore.set(server.deleted("e1"));
                seen.add(Seen.of(exchange));
            });
            soon().until(() -> server.deleted("e1") == 1);

            assertThat(deletedBefore).hasValue(0);
            assertThat(seen).hasSize(1);
        }

        @Test
        void emittedButUndeletedExecution_isDeletedAfterARestart() throws Exception {
            repository("r1", "e1");

            consume("&deleteOnCommit=true&idempotentRepository=#repository");

            soon().until(() -> server.deleted("e1") == 1);
            assertThat(seen).isEmpty();
            assertThat(server.polled("e1")).isZero();
        }

        @Test
        void failedDeletion_isRetriedWithoutAnotherEmission() throws Exception {
            server.delete(BATCH + "/e1", json(503, "busy"));

            consume("&deleteOnCommit=true&exceptionHandler=#failures");
            soon().until(() -> server.deleted("e1") > 1);
            server.deletes("e1");
            int before = server.deleted("e1");
            soon().until(() -> server.deleted("e1") > before);
            int after = server.deleted("e1");
            awaitExactly(1, 4);

            assertThat(server.deleted("e1")).isEqualTo(after);
        }
    }

    @Nested
    class MissingExecution {

        @Test
        void executionThatIsNotFound_hidesNoOther() throws Exception {
            server.completed("e1").holds("gone", "e1");

            consume("");
            awaitExactly(1, 2);

            assertThat(ids()).containsExactly("e1");
        }

        @Test
        void listedExecutionNotFoundForAWhile_isPolledAgainAndEmitted() throws Exception {
            server.holds("e1");

            consume("");
            soon().until(() -> server.polled("e1") > 1);
            server.isAt("e1", "Complete", 1, 1);

            soon().until(() -> seen.size() == 1);
        }

        @Test
        void temporarilyUnavailableServer_losesNoExecution() throws Exception {
            server.get(BATCH, json(503, "busy"));

            consume("&exceptionHandler=#failures&backoffErrorThreshold=0");
            awaitLists(3);
            server.completed("e1");

            soon().until(() -> seen.size() == 1);
        }
    }
}
