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
import java.util.stream.IntStream;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.file.cluster.FileLockClusterService;
import org.apache.camel.support.AsyncProcessorSupport;
import org.apache.camel.support.processor.idempotent.MemoryIdempotentRepository;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.protocol.BatchResponse;

import static com.github.tomakehurst.wiremock.client.WireMock.delete;
import static com.github.tomakehurst.wiremock.client.WireMock.deleteRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.moreThan;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static io.mlbatch.testing.http.StubServer.BATCH;
import static io.mlbatch.testing.http.StubServer.json;
import static org.assertj.core.api.Assertions.assertThat;

class MlbatchConsumerTest extends MlbatchConsumerSupport {

    @Test
    void completedBatch_isEmittedOnceWithItsResults() throws Exception {
        server.holds("e1", "e2");
        server.isAt("e1", "Complete", 2, 2);
        server.isAt("e2", "InProgress", 1, 2);

        consume("");
        soon().until(() -> seen.size() == 1);
        looks(3);

        assertThat(seen).hasSize(1);
        Seen exchange = seen.peek();
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
    void failedRoute_getsTheBatchAgainMarkedAsRedelivered() throws Exception {
        server.holds("e1");
        server.isAt("e1", "Complete", 1, 1);
        AtomicInteger attempts = new AtomicInteger();

        consume("r1", "&exceptionHandler=#quiet", exchange -> {
            seen.add(Seen.of(exchange));
            if (attempts.incrementAndGet() < 3) {
                throw new IllegalStateException("not yet");
            }
        });
        soon().until(() -> seen.size() == 3);
        looks(3);

        assertThat(seen).hasSize(3).allMatch(exchange -> exchange.id().equals("e1"));
        assertThat(seen)
                .extracting(exchange -> exchange.headers().get(Exchange.REDELIVERED))
                .containsExactly(null, true, true);
    }

    @Test
    void rolledBackExchange_isNotACommit() throws Exception {
        server.holds("e1");
        server.isAt("e1", "Complete", 1, 1);
        AtomicInteger attempts = new AtomicInteger();

        consume("r1", "", exchange -> {
            seen.add(Seen.of(exchange));
            exchange.setRollbackOnly(attempts.incrementAndGet() < 2);
        });

        soon().until(() -> seen.size() == 2);
    }

    @Test
    void executionInTheRepository_isNeitherEmittedNorFetched() throws Exception {
        server.holds("e1", "e2");
        server.isAt("e1", "Complete", 1, 1);
        server.isAt("e2", "Complete", 1, 1);
        MemoryIdempotentRepository repository = new MemoryIdempotentRepository();
        repository.start();
        repository.add("g|" + server.url() + "|TxService/1.0|e1");
        camel.getRegistry().bind("repository", repository);

        consume("&group=g&idempotentRepository=#repository");
        soon().until(() -> seen.size() == 1);
        looks(2);

        assertThat(seen).extracting(Seen::id).containsExactly("e2");
        server.http.verify(0, getRequestedFor(urlPathEqualTo(BATCH + "/e1")));
        assertThat(repository.contains("g|" + server.url() + "|TxService/1.0|e2"))
                .isTrue();
    }

    @Test
    void consumerBehindMaster_usesItsRouteIdAsGroup(@TempDir Path locks) throws Exception {
        server.holds("e1");
        server.isAt("e1", "Complete", 1, 1);
        MemoryIdempotentRepository repository = new MemoryIdempotentRepository();
        repository.start();
        camel.getRegistry().bind("repository", repository);
        FileLockClusterService cluster = new FileLockClusterService();
        cluster.setRoot(locks.toString());
        cluster.setAcquireLockDelay(1, TimeUnit.MILLISECONDS);
        cluster.setAcquireLockInterval(100, TimeUnit.MILLISECONDS);
        camel.addService(cluster);
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("master:ns:mlbatch:TxService/1.0?initialDelay=1&delay=5&maxDelay=10&idempotentRepository=#repository"
                                + "&serverUrl=" + server.url())
                        .routeId("behind")
                        .process(exchange -> seen.add(Seen.of(exchange)));
            }
        });

        camel.start();

        soon().until(() -> repository.contains("behind|" + server.url() + "|TxService/1.0|e1"));
        assertThat(seen).hasSize(1);
    }

    @Test
    void routes_getEveryBatchUnlessTheyShareAGroup() throws Exception {
        server.holds("e1");
        server.isAt("e1", "Complete", 1, 1);
        Queue<String> routes = new ConcurrentLinkedQueue<>();

        consume("alone1", "", exchange -> routes.add("alone1"));
        consume("alone2", "", exchange -> routes.add("alone2"));
        consume("shared1", "&group=g", exchange -> routes.add("shared"));
        consume("shared2", "&group=g", exchange -> routes.add("shared"));
        soon().until(() -> routes.size() == 3);
        looks(8);

        assertThat(routes).containsExactlyInAnyOrder("alone1", "alone2", "shared");
    }

    @Test
    void deleteOnCommit_deletesAfterTheCommitOnly() throws Exception {
        server.holds("e1");
        server.isAt("e1", "Complete", 1, 1);
        server.deletes("e1");
        AtomicInteger deletedBefore = new AtomicInteger();

        consume("r1", "&deleteOnCommit=true", exchange -> {
            deletedBefore.set(server.http
                    .countRequestsMatching(
                            deleteRequestedFor(urlPathEqualTo(BATCH + "/e1")).build())
                    .getCount());
            seen.add(Seen.of(exchange));
        });
        soon().untilAsserted(() -> server.http.verify(1, deleteRequestedFor(urlPathEqualTo(BATCH + "/e1"))));

        assertThat(deletedBefore).hasValue(0);
        assertThat(seen).hasSize(1);
    }

    @Test
    void statesOption_limitsTheEmittedExecutions() throws Exception {
        server.holds("e1", "e2", "e3");
        server.isAt("e1", "Complete", 1, 1);
        server.isAt("e2", "Failed", 0, 1);
        server.isAt("e3", "Canceled", 0, 1);

        consume("&states=failed,canceled");
        soon().until(() -> seen.size() == 2);
        looks(2);

        assertThat(seen).extracting(Seen::id).containsExactlyInAnyOrder("e2", "e3");
    }

    @Test
    void files_areEmittedInAFolderPerRecord() throws Exception {
        server.holds("e1");
        // of the third record the server says that there are no files by 404
        server.isAt("e1", "Complete", 3, 3);
        server.hasFiles("e1", 0, "[\"answer.csv\",\"\"]");
        server.hasFiles("e1", 1, "[\"answer.csv\",\"a b.txt\"]");
        server.hasFile("e1", 0, "answer.csv", "zero");
        server.hasFile("e1", 1, "answer.csv", "one");
        server.hasFile("e1", 1, "a%20b.txt", "two");

        consume("&emit=artifact");
        soon().until(() -> seen.size() == 3);
        looks(2);

        assertThat(seen).extracting(Seen::body).containsExactly("zero", "one", "two");
        assertThat(seen)
                .extracting(exchange -> exchange.headers().get(Exchange.FILE_NAME))
                .containsExactly("0/answer.csv", "1/answer.csv", "1/a b.txt");
        assertThat(seen)
                .extracting(exchange -> exchange.headers().get(MlbatchConstants.INDEX))
                .containsExactly(0, 1, 1);
        assertThat(seen)
                .extracting(exchange -> exchange.headers().get(MlbatchConstants.FILE_NAME))
                .containsExactly("answer.csv", "answer.csv", "a b.txt");
        assertThat(seen).extracting(Seen::batchIndex).containsExactly(0, 1, 2);
        assertThat(seen).extracting(Seen::batchSize).containsOnly(3);
    }

    @Test
    void failedFiles_areEmittedAgainAndNoOthers() throws Exception {
        server.holds("e1");
        server.isAt("e1", "Complete", 2, 2);
        server.hasFiles("e1", 0, "[\"answer.csv\"]");
        server.hasFiles("e1", 1, "[\"answer.csv\"]");
        server.hasFile("e1", 0, "answer.csv", "zero");
        server.hasFile("e1", 1, "answer.csv", "one");
        AtomicInteger attempts = new AtomicInteger();

        consume("r1", "&emit=artifact&exceptionHandler=#quiet", exchange -> {
            seen.add(Seen.of(exchange));
            if (attempts.incrementAndGet() == 1) {
                throw new IllegalStateException("disk full");
            }
        });
        soon().until(() -> seen.size() == 3);
        looks(2);

        assertThat(seen).extracting(Seen::body).containsExactly("zero", "one", "zero");
        assertThat(seen)
                .extracting(exchange -> exchange.headers().get(Exchange.REDELIVERED))
                .containsExactly(null, null, true);
    }

    @Test
    void progress_isEmittedOnChangesWithoutResults() throws Exception {
        server.holds("e1");
        server.isAt("e1", "Pending", 0, 2);

        consume("&emit=progress");
        soon().until(() -> seen.size() == 1);
        looks(5);
        assertThat(seen).hasSize(1);
        server.isAt("e1", "InProgress", 1, 2);
        soon().until(() -> seen.size() == 2);
        server.isAt("e1", "Complete", 2, 2);
        soon().until(() -> seen.size() == 3);
        looks(5);

        assertThat(seen)
                .extracting(exchange -> exchange.headers().get(MlbatchConstants.STATE))
                .containsExactly("pending", "inProgress", "complete");
        assertThat((BatchResponse)
                        seen.stream().skip(2).findFirst().orElseThrow().body())
                .isEmpty();
    }

    @Test
    void executionThatIsNotFound_hidesNoOther() throws Exception {
        server.holds("gone", "e1");
        server.isAt("e1", "Complete", 1, 1);

        consume("");
        soon().until(() -> seen.size() == 1);
        looks(2);

        assertThat(seen).extracting(Seen::id).containsExactly("e1");
    }

    @Test
    void listedExecutionNotFoundForAWhile_isPolledAgainAndEmitted() throws Exception {
        server.holds("e1");

        consume("");
        soon().until(() -> fetched("e1") > 1);
        server.isAt("e1", "Complete", 1, 1);

        soon().until(() -> seen.size() == 1);
    }

    @Test
    void temporarilyUnavailableServer_losesNoExecution() throws Exception {
        server.answer(get(urlPathEqualTo(BATCH)), json("busy").withStatus(503));

        consume("&exceptionHandler=#quiet&backoffErrorThreshold=0");
        looks(3);
        server.holds("e1");
        server.isAt("e1", "Complete", 1, 1);

        soon().until(() -> seen.size() == 1);
    }

    @Test
    void restartedConsumer_emitsNothingTwice() throws Exception {
        server.holds("e1");
        server.isAt("e1", "Complete", 1, 1);

        consume("");
        soon().until(() -> seen.size() == 1);
        camel.getRouteController().stopRoute("r1");
        camel.getRouteController().startRoute("r1");
        looks(3);

        assertThat(seen).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(classes = {IllegalStateException.class, LinkageError.class})
    void temporarilyFailingRepository_losesAndDelaysNoExecution(Class<? extends Throwable> failure) throws Exception {
        server.holds("e1", "e2");
        server.isAt("e1", "Complete", 1, 1);
        server.isAt("e2", "Complete", 1, 1);
        FailingRepository repository = new FailingRepository("e2", 5, failure);
        camel.getRegistry().bind("repository", repository);

        consume("&idempotentRepository=#repository&exceptionHandler=#quiet");
        soon().until(() -> seen.size() == 2);
        looks(3);

        assertThat(seen).extracting(Seen::id).containsExactlyInAnyOrder("e1", "e2");
    }

    @Test
    void executionEmittedByTheGroup_isNotFetchedRepeatedly() throws Exception {
        server.holds("e1");
        server.isAt("e1", "Complete", 1, 1);

        consume("r1", "&group=g", exchange -> seen.add(Seen.of(exchange)));
        consume("r2", "&group=g", exchange -> seen.add(Seen.of(exchange)));
        soon().until(() -> seen.size() == 1);
        looks(4);
        int fetched = fetched("e1");
        looks(10);

        assertThat(fetched("e1")).isEqualTo(fetched);
        assertThat(seen).hasSize(1);
    }

    @Test
    void slowRoute_slowsPollsSoThatFewResponsesAreHeld() throws Exception {
        List<String> ids = IntStream.range(0, 25).mapToObj(i -> "e" + i).toList();
        server.holds(ids.toArray(String[]::new));
        ids.forEach(id -> server.isAt(id, "Complete", 1, 1));
        Queue<Integer> fetched = new ConcurrentLinkedQueue<>();
        CountDownLatch slow = new CountDownLatch(1);

        consume("r1", "", exchange -> {
            slow.await(1, TimeUnit.MINUTES);
            fetched.add(ids.stream().mapToInt(this::fetched).sum());
            seen.add(Seen.of(exchange));
        });
        // ten answers; a poll that the network has failed is counted too, and holds nothing
        soon().during(300, TimeUnit.MILLISECONDS).until(() -> {
            int polls = ids.stream().mapToInt(this::fetched).sum();
            return polls >= 10 && polls < 20;
        });
        slow.countDown();
        soon().until(() -> seen.size() == 25);

        assertThat(fetched.peek()).isLessThan(20);
        assertThat(seen).extracting(Seen::id).containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void maxMessagesPerPoll_limitsTheExecutionsOfOnePoll() throws Exception {
        server.holds("e1", "e2", "e3");
        List.of("e1", "e2", "e3").forEach(id -> server.isAt(id, "Complete", 1, 1));
        Queue<Integer> lists = new ConcurrentLinkedQueue<>();

        consume("r1", "&maxMessagesPerPoll=1", exchange -> {
            lists.add(listed());
            seen.add(Seen.of(exchange));
        });
        soon().until(() -> seen.size() == 3);

        assertThat(lists).doesNotHaveDuplicates();
        assertThat(seen).extracting(Seen::id).containsExactlyInAnyOrder("e1", "e2", "e3");
    }

    @Test
    void emittedButUndeletedExecution_isDeletedAfterARestart() throws Exception {
        server.holds("e1");
        server.isAt("e1", "Complete", 1, 1);
        server.deletes("e1");
        MemoryIdempotentRepository repository = new MemoryIdempotentRepository();
        repository.start();
        repository.add("r1|" + server.url() + "|TxService/1.0|e1");
        camel.getRegistry().bind("repository", repository);

        consume("&deleteOnCommit=true&idempotentRepository=#repository");

        soon().until(() -> deleted("e1") == 1);
        assertThat(seen).isEmpty();
        assertThat(fetched("e1")).isZero();
    }

    @Test
    void failedDeletion_isRetriedWithoutAnotherEmission() throws Exception {
        server.holds("e1");
        server.isAt("e1", "Complete", 1, 1);
        server.answer(delete(urlPathEqualTo(BATCH + "/e1")), json("busy").withStatus(503));

        consume("&deleteOnCommit=true&exceptionHandler=#quiet");
        soon().untilAsserted(() -> server.http.verify(moreThan(1), deleteRequestedFor(urlPathEqualTo(BATCH + "/e1"))));
        server.deletes("e1");
        int before = deleted("e1");
        soon().until(() -> deleted("e1") > before);
        int after = deleted("e1");
        looks(4);

        assertThat(deleted("e1")).isEqualTo(after);
        assertThat(seen).hasSize(1);
    }

    @Test
    void consumerStoppedWithinABatch_emitsItWholeAfterTheStart() throws Exception {
        server.holds("e1");
        server.isAt("e1", "Complete", 2, 2);
        server.hasFiles("e1", 0, "[\"answer.csv\"]");
        server.hasFiles("e1", 1, "[\"answer.csv\"]");
        server.hasFile("e1", 0, "answer.csv", "zero");
        server.hasFile("e1", 1, "answer.csv", "one");
        AtomicInteger attempts = new AtomicInteger();

        consume("r1", "&emit=artifact", exchange -> {
            seen.add(Seen.of(exchange));
            if (attempts.incrementAndGet() == 1) {
                camel.getRoute("r1").getConsumer().stop();
            }
        });
        soon().until(() -> camel.getRoute("r1").getConsumer() instanceof MlbatchConsumer consumer
                && consumer.isStopped()
                && seen.size() == 1);
        soon().until(() -> camel.getInflightRepository().size() == 0);
        camel.getRoute("r1").getConsumer().start();
        soon().until(() -> seen.size() == 3);
        looks(2);

        assertThat(seen).extracting(Seen::body).containsExactly("zero", "zero", "one");
    }

    @Test
    void exchangeDoneAfterAConsumerRestart_isNotEmittedTwice() throws Exception {
        server.holds("e1");
        server.isAt("e1", "Complete", 1, 1);
        Queue<AsyncCallback> open = new ConcurrentLinkedQueue<>();

        consume("r1", "", new AsyncProcessorSupport() {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                open.add(callback);
                return false;
            }
        });
        soon().until(() -> open.size() == 1);
        camel.getRoute("r1").getConsumer().stop();
        camel.getRoute("r1").getConsumer().start();
        looks(4);
        open.element().done(false);
        looks(4);

        assertThat(open).hasSize(1);
    }

    /** Does not know of one execution for a while. */
    private static final class FailingRepository extends MemoryIdempotentRepository {

        private final String id;
        private final Class<? extends Throwable> failure;
        private final AtomicInteger failures;

        FailingRepository(String id, int failures, Class<? extends Throwable> failure) {
            this.id = id;
            this.failures = new AtomicInteger(failures);
            this.failure = failure;
        }

        @Override
        public boolean contains(String key) {
            if (key.endsWith(id) && failures.getAndDecrement() > 0) {
                if (failure == LinkageError.class) {
                    throw new LinkageError("meant");
                }
                throw new IllegalStateException("meant");
            }
            return super.contains(key);
        }
    }
}
