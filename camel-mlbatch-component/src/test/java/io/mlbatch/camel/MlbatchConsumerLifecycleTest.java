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
import org.apache.camel.spi.ExceptionHandler;
import org.apache.camel.spi.PollingConsumerPollStrategy;
import org.apache.camel.spi.ScheduledPollConsumerScheduler;
import org.apache.camel.support.service.ServiceSupport;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.client.ServerUnavailableException;
import io.mlbatch.client.WaitTimeoutException;
import io.mlbatch.client.waiting.PollStatistics;
import io.mlbatch.testing.http.ScriptedServer.Response;

import static io.mlbatch.testing.http.ScriptedServer.BATCH;
import static io.mlbatch.testing.http.ScriptedServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Schedule, suspension, stop and timeouts of a consumer. */
class MlbatchConsumerLifecycleTest extends MlbatchConsumerSupport {

    private final ManualScheduler scheduler = new ManualScheduler();

    private MlbatchConsumer consumer() {
        return (MlbatchConsumer) camel.getRoute("r1").getConsumer();
    }

    private PollStatistics statistics() {
        return ((MlbatchEndpoint) consumer().getEndpoint()).statistics();
    }

    /** Consumes when the test runs the scheduler. */
    private void consumeManually(String options) throws Exception {
        camel.getRegistry().bind("manual", scheduler);
        consume("&scheduler=#manual" + options);
    }

    /** Consumes once, with a minute between two polls of one execution. */
    private void consumeOnce(String options) throws Exception {
        consumeManually("&delay=60000&maxDelay=60000" + options);
        scheduler.run();
    }

    @Nested
    class Schedule {

        @Test
        void listReads_followInitialDelayAndDelay() throws Exception {
            consumeManually("");

            assertThat(consumer().getInitialDelay()).isEqualTo(1);
            assertThat(consumer().getDelay()).isEqualTo(5);
            assertThat(server.listed()).isZero();
            scheduler.run();
            assertThat(server.listed()).isEqualTo(1);
        }

        @Test
        void endedExecutions_areAllEmittedInOnePoll() throws Exception {
            String[] ids = IntStream.range(0, 60).mapToObj(i -> "e" + i).toArray(String[]::new);
            server.completed(ids);

            consumeOnce("");

            assertThat(ids()).containsExactlyInAnyOrder(ids);
        }

        @ParameterizedTest
        @CsvSource({"true, 3, 4", "false, 1, 1"})
        void greedyConsumer_pollsImmediatelyAfterEmissions(boolean greedy, int emitted, int listed) throws Exception {
            server.completed("e1", "e2", "e3");

            consumeOnce("&maxMessagesPerPoll=1&greedy=" + greedy);

            assertThat(seen).hasSize(emitted);
            assertThat(server.listed()).isEqualTo(listed);
        }

        @Test
        void pollStrategy_isNotifiedOfEveryPollAndHandlesFailures() throws Exception {
            server.completed("e1");
            Strategy strategy = new Strategy();
            camel.getRegistry().bind("strategy", strategy);

            consumeOnce("&pollStrategy=#strategy");
            scheduler.run();
            server.get(BATCH, json(503, "busy"));
            scheduler.run();

            assertThat(strategy.events)
                    .containsExactly(
                            "begin", "commit 1", "begin", "commit 0", "begin", "rollback 0", "begin", "rollback 1");
            assertThat(failures).hasSize(2).allMatch(ServerUnavailableException.class::isInstance);
        }

        @Test
        void error_doesNotEndTheSchedule() throws Exception {
            server.completed("e1");
            AtomicInteger polls = new AtomicInteger();
            MlbatchEndpoint endpoint = camel.getEndpoint(uri(""), MlbatchEndpoint.class);
            MlbatchConsumer consumer = new MlbatchConsumer(endpoint, exchange -> seen.add(Seen.of(exchange))) {
                @Override
                int pollOnce() {
                    if (polls.getAndIncrement() < 2) {
                        throw new OutOfMemoryError("as of a list that is too long");
                    }
                    return super.pollOnce();
                }
            };
            consumer.setExceptionHandler(camel.getRegistry().lookupByNameAndType("failures", ExceptionHandler.class));
            consumer.setInitialDelay(1);
            consumer.setDelay(5);
            consumer.setRouteId("r1");
            consumer.start();

            soon().until(() -> seen.size() == 1);
            consumer.stop();

            assertThat(failures).hasSize(2).allMatch(failure -> failure.getCause() instanceof OutOfMemoryError);
        }
    }

    @Nested
    class Suspension {

        @Test
        void suspendedConsumer_sendsNothingAndResumes() throws Exception {
            server.completed("e1").holds("e1", "e2").isAt("e2", "InProgress", 0, 1);
            consumeManually("");
            scheduler.run();
            soon().until(() -> server.polled("e1") == 1 && server.polled("e2") > 1);
            scheduler.run();

            camel.getRouteController().suspendRoute("r1");
            assertThat(statistics().waiting()).isZero();
            server.isAt("e2", "Complete", 1, 1);
            int listed = server.listed();
            scheduler.run();
            assertThat(server.listed()).isEqualTo(listed);
            camel.getRouteController().resumeRoute("r1");
            scheduler.run();
            soon().until(() -> statistics().waiting() == 0);
            scheduler.run();

            assertThat(ids()).containsExactly("e1", "e2");
        }

        @Test
        void executionQueuedAtSuspension_isEmittedAfterTheResume() throws Exception {
            server.completed("e1", "e2");
            CountDownLatch slow = new CountDownLatch(1);
            consume("r1", "", exchange -> {
                seen.add(Seen.of(exchange));
                slow.await(1, TimeUnit.MINUTES);
            });
            soon().until(() -> seen.size() == 1 && server.polled("e1") == 1 && server.polled("e2") == 1);

            consumer().suspend();
            slow.countDown();
            soon().until(() -> camel.getInflightRepository().size() == 0);
            assertThat(seen).hasSize(1);
            consumer().resume();
            awaitExactly(2, 3);

            assertThat(ids()).containsExactlyInAnyOrder("e1", "e2");
            assertThat(headers(Exchange.REDELIVERED)).containsOnlyNulls();
        }
    }

    @Nested
    class Timeout {

        @Test
        void hangingPoll_timesOutAndTheConsumerContinues() throws Exception {
            server.completed("e1").holds("hangs", "e1").poll("hangs", Response.HANGS);

            consume("&http.responseTimeout=300");
            soon().until(() -> seen.size() == 1);
            soon().until(() -> statistics().failedPolls() > 0);
            server.isAt("hangs", "Complete", 1, 1);
            soon().until(() -> seen.size() == 2);

            assertThat(ids()).containsExactly("e1", "hangs");
            assertThat(statistics().lastError().message()).contains("hangs");
        }

        @Test
        void hangingList_timesOutAndTheConsumerContinues() throws Exception {
            server.get(BATCH, Response.HANGS);

            consume("&http.responseTimeout=300&exceptionHandler=#failures");
            soon().until(() -> server.listed() > 0);
            server.completed("e1");

            soon().until(() -> seen.size() == 1);
        }

        @Test
        void executionBeyondTheWaitTimeout_isReportedAndNotPolledAgain() throws Exception {
            server.completed("e1").holds("slow", "e1").isAt("slow", "InProgress", 0, 1);

            consume("&maxAttempts=2&exceptionHandler=#failures");
            soon().until(() -> !failures.isEmpty());
            awaitExactly(1, 5);

            assertThat(failures).singleElement().isInstanceOf(WaitTimeoutException.class);
            assertThat(failures.element()).hasMessageContaining("slow").hasMessageContaining("2 polls");
            assertThat(server.polled("slow")).isEqualTo(2);
            assertThat(ids()).containsExactly("e1");
        }

        @Test
        void waitTimeoutOfTheConsumer_startsWhenTheExecutionIsFound() throws Exception {
            server.holds("slow").isAt("slow", "InProgress", 0, 1);

            consume("&waitTimeout=50&exceptionHandler=#failures");
            soon().until(() -> !failures.isEmpty());

            assertThat(failures.element())
                    .isInstanceOf(WaitTimeoutException.class)
                    .hasMessageContaining("50 ms");
        }
    }

    @Nested
    class Stop {

        @ParameterizedTest
        @ValueSource(strings = {"leave", "cancel"})
        void stoppedConsumer_cancelsUnfinishedExecutionsOnlyWithTheOption(String onStop) throws Exception {
            server.holds("running", "ended").isAt("ended", "Complete", 1, 1);
            server.isAt("running", "InProgress", 0, 1).deletes("running");
            consumeFailing(Integer.MAX_VALUE, "&onStop=" + onStop);
            soon().until(() -> server.polled("running") > 0 && server.polled("ended") > 1);

            camel.getRouteController().stopRoute("r1");

            assertThat(server.deleted("running")).isEqualTo(onStop.equals("cancel") ? 1 : 0);
            assertThat(server.deleted("ended")).as("refused by the route").isZero();
        }
    }

    @Nested
    class ExecutionIdOption {

        @Test
        void executionIdOption_watchesOneExecutionWithoutListing() throws Exception {
            server.completed("e1").holds("e1", "e2").isAt("e2", "InProgress", 0, 1);

            consume("&executionId=e2");
            soon().until(() -> server.polled("e2") > 2);
            server.isAt("e2", "Complete", 1, 1);
            soon().until(() -> seen.size() == 1);

            assertThat(ids()).containsExactly("e2");
            assertThat(server.listed() + server.polled("e1")).isZero();
        }

        @Test
        void missingExecutionOfTheOption_isNotPolledAgain() throws Exception {
            consumeManually("&executionId=gone");

            scheduler.run();
            soon().until(() -> server.polled("gone") == 3 && statistics().waiting() == 0);
            scheduler.run();
            scheduler.run();

            assertThat(server.polled("gone")).isEqualTo(3);
            assertThat(statistics().waiting()).isZero();
        }

        @Test
        void invalidExecutionIdOption_failsAtTheStart() {
            assertThatThrownBy(() -> consume("&executionId=RAW( )")).hasStackTraceContaining("execution");
        }
    }

    /** Polls when a test runs it. */
    private static final class ManualScheduler extends ServiceSupport implements ScheduledPollConsumerScheduler {

        private Runnable task;

        void run() {
            task.run();
        }

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

    /** Retries a failed poll once. */
    private final class Strategy implements PollingConsumerPollStrategy {

        private final Queue<String> events = new ConcurrentLinkedQueue<>();

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
