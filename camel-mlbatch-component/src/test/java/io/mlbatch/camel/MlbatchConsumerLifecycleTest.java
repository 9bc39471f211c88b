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

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.spi.PollingConsumerPollStrategy;
import org.apache.camel.spi.ScheduledPollConsumerScheduler;
import org.apache.camel.support.service.ServiceSupport;
import org.junit.jupiter.api.Test;

import io.mlbatch.client.ServerUnavailableException;
import io.mlbatch.client.WaitTimeoutException;
import io.mlbatch.client.waiting.PollStatistics;

import static com.github.tomakehurst.wiremock.client.WireMock.deleteRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static io.mlbatch.testing.http.StubServer.BATCH;
import static io.mlbatch.testing.http.StubServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a consumer takes over from Camel, and what it does when it is suspended, stopped, or kept waiting. */
class MlbatchConsumerLifecycleTest extends MlbatchConsumerSupport {

    @Test
    void suspendedConsumer_sendsNothingAndResumes() throws Exception {
        server.holds("e1", "e2");
        server.isAt("e1", "Complete", 1, 1);
        server.isAt("e2", "InProgress", 0, 1);
        ManualScheduler scheduler = new ManualScheduler();
        camel.getRegistry().bind("manual", scheduler);
        consume("&scheduler=#manual");
        scheduler.task.run();
        soon().until(() -> fetched("e1") == 1 && fetched("e2") > 1);
        scheduler.task.run();

        camel.getRouteController().suspendRoute("r1");
        assertThat(statistics().waiting()).isZero();
        server.isAt("e2", "Complete", 1, 1);
        int listed = listed();
        scheduler.task.run();
        assertThat(listed()).isEqualTo(listed);
        camel.getRouteController().resumeRoute("r1");
        scheduler.task.run();
        soon().until(() -> statistics().waiting() == 0);
        scheduler.task.run();

        assertThat(seen).extracting(Seen::id).containsExactly("e1", "e2");
    }

    @Test
    void executionQueuedAtSuspension_isEmittedAfterTheResume() throws Exception {
        server.holds("e1", "e2");
        server.isAt("e1", "Complete", 1, 1);
        server.isAt("e2", "Complete", 1, 1);
        CountDownLatch slow = new CountDownLatch(1);
        consume("r1", "", exchange -> {
            seen.add(Seen.of(exchange));
            slow.await(1, TimeUnit.MINUTES);
        });
        soon().until(() -> seen.size() == 1 && fetched("e1") == 1 && fetched("e2") == 1);

        MlbatchConsumer consumer = (MlbatchConsumer) camel.getRoute("r1").getConsumer();
        consumer.suspend();
        slow.countDown();
        soon().until(() -> camel.getInflightRepository().size() == 0);
        assertThat(seen).hasSize(1);
        consumer.resume();
        soon().until(() -> seen.size() == 2);
        looks(3);

        assertThat(seen).extracting(Seen::id).containsExactlyInAnyOrder("e1", "e2");
        assertThat(seen)
                .extracting(exchange -> exchange.headers().get(Exchange.REDELIVERED))
                .containsOnlyNulls();
    }

    private PollStatistics statistics() {
        return ((MlbatchEndpoint) camel.getRoute("r1").getEndpoint()).statistics();
    }

    @Test
    void listReads_followInitialDelayAndDelay() throws Exception {
        ManualScheduler scheduler = new ManualScheduler();
        camel.getRegistry().bind("manual", scheduler);

        consume("&scheduler=#manual");

        MlbatchConsumer consumer = (MlbatchConsumer) camel.getRoute("r1").getConsumer();
        assertThat(consumer.getInitialDelay()).isEqualTo(1);
        assertThat(consumer.getDelay()).isEqualTo(5);
        assertThat(listed()).isZero();
        scheduler.task.run();
        assertThat(listed()).isEqualTo(1);
    }

    @Test
    void endedExecutions_areAllEmittedInOnePoll() throws Exception {
        List<String> ids = IntStream.range(0, 60).mapToObj(i -> "e" + i).toList();
        server.holds(ids.toArray(String[]::new));
        ids.forEach(id -> server.isAt(id, "Complete", 1, 1));
        ManualScheduler scheduler = new ManualScheduler();
        camel.getRegistry().bind("manual", scheduler);
        consume("r1", "60000", "&scheduler=#manual", exchange -> seen.add(Seen.of(exchange)));

        scheduler.task.run();

        assertThat(seen).extracting(Seen::id).containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void greedyConsumer_pollsImmediatelyAfterEmissions() throws Exception {
        server.holds("e1", "e2", "e3");
        List.of("e1", "e2", "e3").forEach(id -> server.isAt(id, "Complete", 1, 1));
        ManualScheduler scheduler = new ManualScheduler();
        camel.getRegistry().bind("manual", scheduler);
        consume(
                "r1",
                "60000",
                "&greedy=true&maxMessagesPerPoll=1&scheduler=#manual",
                exchange -> seen.add(Seen.of(exchange)));

        scheduler.task.run();

        assertThat(seen).hasSize(3);
        assertThat(listed()).isEqualTo(4);
    }

    @Test
    void consumerThatIsNotGreedy_stopsAtMaxMessagesPerPoll() throws Exception {
        server.holds("e1", "e2", "e3");
        List.of("e1", "e2", "e3").forEach(id -> server.isAt(id, "Complete", 1, 1));
        ManualScheduler scheduler = new ManualScheduler();
        camel.getRegistry().bind("manual", scheduler);
        consume("r1", "60000", "&maxMessagesPerPoll=1&scheduler=#manual", exchange -> seen.add(Seen.of(exchange)));

        scheduler.task.run();

        assertThat(seen).hasSize(1);
        assertThat(listed()).isEqualTo(1);
    }

    @Test
    void pollStrategy_isNotifiedOfEveryPollAndHandlesFailures() throws Exception {
        server.holds("e1");
        server.isAt("e1", "Complete", 1, 1);
        ManualScheduler scheduler = new ManualScheduler();
        camel.getRegistry().bind("manual", scheduler);
        Strategy strategy = new Strategy();
        camel.getRegistry().bind("strategy", strategy);
        consume("r1", "60000", "&pollStrategy=#strategy&scheduler=#manual", exchange -> seen.add(Seen.of(exchange)));

        scheduler.task.run();
        scheduler.task.run();
        server.answer(get(urlPathEqualTo(BATCH)), json("busy").withStatus(503));
        scheduler.task.run();

        assertThat(strategy.events)
                .containsExactly(
                        "begin", "commit 1", "begin", "commit 0", "begin", "rollback 0", "begin", "rollback 1");
        assertThat(strategy.failures).hasSize(2).allMatch(ServerUnavailableException.class::isInstance);
    }

    @Test
    void hangingPoll_timesOutAndTheConsumerContinues() throws Exception {
        server.holds("hangs", "e1");
        server.isAt("e1", "Complete", 1, 1);
        server.answer(
                get(urlPathEqualTo(BATCH + "/hangs")),
                json("{\"state\":\"Complete\"}").withFixedDelay(3_000));

        consume("&http.responseTimeout=300");
        soon().until(() -> seen.size() == 1);
        soon().until(() -> statistics().failedPolls() > 0);
        server.isAt("hangs", "Complete", 1, 1);
        soon().until(() -> seen.size() == 2);

        assertThat(seen).extracting(Seen::id).containsExactly("e1", "hangs");
        assertThat(statistics().lastError().message()).contains("hangs");
    }

    @Test
    void hangingList_timesOutAndTheConsumerContinues() throws Exception {
        server.answer(get(urlPathEqualTo(BATCH)), json("[]").withFixedDelay(3_000));
        server.isAt("e1", "Complete", 1, 1);

        consume("&http.responseTimeout=300&exceptionHandler=#quiet");
        soon().until(() -> listed() > 0);
        server.holds("e1");

        soon().until(() -> seen.size() == 1);
    }

    @Test
    void executionBeyondTheWaitTimeout_isReportedAndNotPolledAgain() throws Exception {
        server.holds("slow", "e1");
        server.isAt("slow", "InProgress", 0, 1);
        server.isAt("e1", "Complete", 1, 1);
        Heard heard = new Heard();
        camel.getRegistry().bind("heard", heard);

        consume("&maxAttempts=2&exceptionHandler=#heard");
        soon().until(() -> !heard.failures.isEmpty() && seen.size() == 1);
        looks(5);

        assertThat(heard.failures).singleElement().isInstanceOf(WaitTimeoutException.class);
        assertThat(heard.failures.element()).hasMessageContaining("slow").hasMessageContaining("2 polls");
        assertThat(fetched("slow")).isEqualTo(2);
        assertThat(seen).extracting(Seen::id).containsExactly("e1");
    }

    @Test
    void waitTimeoutOfTheConsumer_startsWhenTheExecutionIsFound() throws Exception {
        server.holds("slow");
        server.isAt("slow", "InProgress", 0, 1);
        Heard heard = new Heard();
        camel.getRegistry().bind("heard", heard);

        consume("&waitTimeout=50&exceptionHandler=#heard");
        soon().until(() -> !heard.failures.isEmpty());

        assertThat(heard.failures.element())
                .isInstanceOf(WaitTimeoutException.class)
                .hasMessageContaining("50 ms");
    }

    @Test
    void stoppedConsumer_leavesWatchedExecutions() throws Exception {
        server.holds("running");
        server.isAt("running", "InProgress", 0, 1);
        consume("");
        soon().until(() -> fetched("running") > 0);

        camel.getRouteController().stopRoute("r1");

        server.http.verify(0, deleteRequestedFor(urlPathMatching(BATCH + "/.*")));
    }

    @Test
    void stoppedConsumerWithOnStopCancel_cancelsUnfinishedExecutions() throws Exception {
        server.holds("running", "ended");
        server.isAt("running", "InProgress", 0, 1);
        server.isAt("ended", "Complete", 1, 1);
        server.deletes("running");
        consume("r1", "&onStop=cancel&exceptionHandler=#quiet", exchange -> {
            throw new IllegalStateException("what the route refuses is not canceled");
        });
        soon().until(() -> fetched("running") > 0 && fetched("ended") > 1);

        camel.getRouteController().stopRoute("r1");

        assertThat(deleted("running")).isEqualTo(1);
        assertThat(deleted("ended")).isZero();
    }

    @Test
    void executionIdOption_watchesOneExecutionWithoutListing() throws Exception {
        server.holds("e1", "e2");
        server.isAt("e1", "Complete", 1, 1);
        server.isAt("e2", "InProgress", 0, 1);

        consume("&executionId=e2");
        soon().until(() -> fetched("e2") > 2);
        server.isAt("e2", "Complete", 1, 1);
        soon().until(() -> seen.size() == 1);

        assertThat(seen).extracting(Seen::id).containsExactly("e2");
        server.http.verify(0, getRequestedFor(urlPathEqualTo(BATCH)));
        server.http.verify(0, getRequestedFor(urlPathEqualTo(BATCH + "/e1")));
    }

    @Test
    void missingExecutionOfTheOption_isNotPolledAgain() throws Exception {
        ManualScheduler scheduler = new ManualScheduler();
        camel.getRegistry().bind("manual", scheduler);
        consume("&executionId=gone&scheduler=#manual");

        scheduler.task.run();
        soon().until(() -> fetched("gone") == 3 && statistics().waiting() == 0);
        scheduler.task.run();
        scheduler.task.run();

        assertThat(fetched("gone")).isEqualTo(3);
        assertThat(statistics().waiting()).isZero();
    }

    @Test
    void error_doesNotEndTheSchedule() throws Exception {
        server.holds("e1");
        server.isAt("e1", "Complete", 1, 1);
        AtomicInteger polls = new AtomicInteger();
        Heard heard = new Heard();
        camel.start();
        MlbatchEndpoint endpoint = camel.getEndpoint(
                "mlbatch:TxService/1.0?initialDelay=1&delay=5&serverUrl=" + server.url(), MlbatchEndpoint.class);
        MlbatchConsumer consumer = new MlbatchConsumer(endpoint, exchange -> seen.add(Seen.of(exchange))) {
            @Override
            int pollOnce() {
                if (polls.getAndIncrement() < 2) {
                    throw new OutOfMemoryError("as of a list that is too long");
                }
                return super.pollOnce();
            }
        };
        consumer.setExceptionHandler(heard);
        consumer.setRouteId("r1");
        consumer.start();

        soon().until(() -> seen.size() == 1);
        consumer.stop();

        assertThat(heard.failures).hasSize(2).allMatch(failure -> failure.getCause() instanceof OutOfMemoryError);
    }

    @Test
    void invalidExecutionIdOption_failsAtTheStart() {
        assertThatThrownBy(() -> consume("&executionId=RAW( )")).hasStackTraceContaining("execution");
    }

    /** Runs the consumer only when a test does. */
    private static final class ManualScheduler extends ServiceSupport implements ScheduledPollConsumerScheduler {

        private Runnable task;

        @Override
        public void onInit(Consumer consumer) {}

        @Override
        public void scheduleTask(Runnable newTask) {
            task = newTask;
        }

        @Override
        public void unscheduleTask() {}

        @Override
        public void startScheduler() {}

        @Override
        public boolean isSchedulerStarted() {
            return true;
        }

        @Override
        public CamelContext getCamelContext() {
            return null;
        }

        @Override
        public void setCamelContext(CamelContext context) {}
    }

    /** Tries again once. */
    private static final class Strategy implements PollingConsumerPollStrategy {

        private final Queue<String> events = new ConcurrentLinkedQueue<>();
        private final Queue<Exception> failures = new ConcurrentLinkedQueue<>();

        @Override
        public boolean begin(Consumer consumer, Endpoint endpoint) {
            events.add("begin");
            return true;
        }

        @Override
        public void commit(Consumer consumer, Endpoint endpoint, int polledMessages) {
            events.add("commit " + polledMessages);
        }

        @Override
        public boolean rollback(Consumer consumer, Endpoint endpoint, int retryCounter, Exception cause) {
            events.add("rollback " + retryCounter);
            failures.add(cause);
            return retryCounter == 0;
        }
    }
}
