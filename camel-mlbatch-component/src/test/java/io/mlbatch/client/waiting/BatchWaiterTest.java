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
package io.mlbatch.client.waiting;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.client.AccessDeniedException;
import io.mlbatch.client.AuthenticationFailedException;
import io.mlbatch.client.CallContext;
import io.mlbatch.client.MalformedAnswerException;
import io.mlbatch.client.MlbatchException;
import io.mlbatch.client.NotFoundException;
import io.mlbatch.client.RequestRejectedException;
import io.mlbatch.client.ResultsMismatchException;
import io.mlbatch.client.ServerUnavailableException;
import io.mlbatch.client.WaitEndedException;
import io.mlbatch.client.WaitTimeoutException;
import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.BatchState;
import io.mlbatch.protocol.BatchStatus;
import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.Results;
import io.mlbatch.protocol.json.BatchResponseJson;
import io.mlbatch.protocol.spool.SpoolFactory;
import io.mlbatch.testing.CapturedLog;
import io.mlbatch.testing.VirtualTime;
import io.mlbatch.testing.client.FakeBatchClient;
import io.mlbatch.testing.client.FakeBatchClient.Asked;

import static io.mlbatch.testing.client.Samples.COMPLETE;
import static io.mlbatch.testing.client.Samples.EXECUTION;
import static io.mlbatch.testing.client.Samples.SERVICE;
import static io.mlbatch.testing.client.Samples.complete;
import static io.mlbatch.testing.client.Samples.status;
import static io.mlbatch.testing.client.Samples.unavailable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Time is virtual, polls run on the thread that lets it pass, and every delay is the longest possible. */
class BatchWaiterTest {

    private static final Executor DIRECT = Runnable::run;
    private static final CallContext CONTEXT = CallContext.of("results", EXECUTION);

    private final VirtualTime time = new VirtualTime();
    private final FakeBatchClient client = new FakeBatchClient(time);
    private final BatchWaiter waiter = new BatchWaiter(time, time, () -> 1);
    private final Heard heard = new Heard();
    private final Poller poller = poller(client, DIRECT);

    @ParameterizedTest
    @EnumSource(names = {"COMPLETE", "FAILED", "CANCELED"})
    void terminalState_completesWithThatResponse(BatchState terminal) {
        BatchResponse last = status(terminal, 3, 3);
        client.on("poll", status(BatchState.PENDING, 0, 3), status(BatchState.IN_PROGRESS, 2, 3), last);

        CompletableFuture<BatchResponse> wait = awaitFor(Duration.ofMinutes(5), unlimited());

        assertThat(wait).isCompletedWithValue(last);
        assertThat(time.pending()).isZero();
    }

    @Test
    void allRecordsCompletedButStateNotTerminal_isNotTheEnd() {
        client.on("poll", status(BatchState.IN_PROGRESS, 3, 3));

        CompletableFuture<BatchResponse> wait = awaitFor(Duration.ofSeconds(10), unlimited());

        assertThat(wait).isNotDone();
    }

    @Test
    void endThatIsFoundAtOnce_isHeardWithinThePoll() {
        List<String> events = new ArrayList<>();
        client.on("poll", complete(EXECUTION));
        Executor threads = poll -> {
            poll.run();
            events.add("poll over");
        };

        waiter.await(
                poller(client, threads),
                EXECUTION,
                unlimited().beginningAfter(Duration.ZERO),
                (response, failure) -> events.add("ended " + response.state()));

        assertThat(events).containsExactly("ended complete", "poll over");
    }

    @Test
    void listener_hearsOfTheWaitItsPollsAndItsEnd() {
        MlbatchException failure = unavailable();
        client.on("poll", status(BatchState.PENDING, 0, 3), failure, complete(EXECUTION));

        waiter.await(poller, EXECUTION, unlimited());
        time.advance(Duration.ofMinutes(5));

        assertThat(heard.events)
                .containsExactly(
                        "began", "pending, 0 of 3", "failed: " + failure.getMessage(), "complete, 1 of 1", "ended");
    }

    @Test
    void failureThatEndsTheWait_isHeardAsWell() {
        NotFoundException gone = new NotFoundException(CONTEXT, 404, "gone", "HTTP 404: gone");
        client.on("poll", gone);

        waiter.await(poller, EXECUTION, unlimited());
        time.advance(Duration.ofMinutes(5));

        String failed = "failed: " + gone.getMessage();
        assertThat(heard.events).containsExactly("began", failed, failed, failed, "ended");
    }

    @Test
    void responsesBeforeTheLast_areClosed_theLastIsLeftToTheCaller(@TempDir Path folder) throws IOException {
        BatchResponse early = onDisk("InProgress", folder);
        BatchResponse last = onDisk("Complete", folder);
        client.on("poll", early, last);

        waiter.await(poller, EXECUTION, unlimited());
        time.advance(Duration.ofMinutes(1));

        assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> early.execution(0));
        assertThat(last.execution(0).success()).isTrue();
        last.close();
    }

    @Test
    void lastResponseToAWaitThatEndedMeanwhile_isClosed(@TempDir Path folder) throws IOException {
        BatchResponse last = onDisk("Complete", folder);
        client.on("poll", (Supplier<?>) () -> {
            waiter.endAll();
            return last;
        });

        CompletableFuture<BatchResponse> wait = awaitFor(Duration.ofMinutes(1), unlimited());

        assertThatFailureOf(wait, WaitEndedException.class);
        assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> last.execution(0));
    }

    @Test
    void firstPoll_comesAfterTheInitialDelay_theNextOnesByTheSchedule() {
        client.on("poll", status(BatchState.PENDING, 0, 3));

        waiter.await(poller, EXECUTION, unlimited());
        time.advance(Duration.ofSeconds(20));

        assertThat(pollsAtMillis()).containsExactly(500L, 1_500L, 2_500L, 3_750L, 5_625L, 8_437L, 12_655L, 18_982L);
    }

    @Test
    void futureCompletedFromOutside_endsPolling() {
        client.on("poll", status(BatchState.IN_PROGRESS, 1, 3));
        CompletableFuture<BatchResponse> wait = awaitFor(Duration.ofSeconds(1), unlimited());

        wait.completeExceptionally(new CancellationException("the route stops"));
        time.advance(Duration.ofHours(1));

        assertThat(client.asked()).hasSize(1);
        assertThat(time.pending()).isZero();
    }

    @Test
    void stoppedExecutor_endsTheWait() {
        Poller stopped = poller(client, poll -> {
            throw new RejectedExecutionException("shut down");
        });

        CompletableFuture<BatchResponse> wait = waiter.await(stopped, EXECUTION, unlimited());
        time.advance(Duration.ofSeconds(1));

        assertThatFailureOf(wait, WaitEndedException.class)
                .hasMessageContaining(EXECUTION.value())
                .hasCauseInstanceOf(RejectedExecutionException.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void delayerStoppedBeforeOrBetweenPolls_endsTheWait(boolean before) {
        client.on("poll", status(BatchState.IN_PROGRESS, 1, 3));
        if (before) {
            time.stop();
        }
        CompletableFuture<BatchResponse> wait = waiter.await(poller, EXECUTION, unlimited());

        time.stop();
        time.advance(Duration.ofSeconds(1));

        assertThatFailureOf(wait, WaitEndedException.class).hasMessageContaining(EXECUTION.value());
    }

    @Test
    void tenThousandWaits_holdNoThread() {
        int waits = 10_000;
        List<CompletableFuture<BatchResponse>> outcomes = new ArrayList<>();
        long threadsBefore = Thread.getAllStackTraces().size();

        for (int i = 0; i < waits; i++) {
            ExecutionId id = new ExecutionId(SERVICE, "execution-" + i);
            FakeBatchClient own = new FakeBatchClient(time).on("poll", status(BatchState.PENDING, 0, 1), complete(id));
            outcomes.add(waiter.await(poller(own, DIRECT), id, unlimited()));
        }

        // every wait is a pending delay and nothing else: one thread, this one, brings them all to their end
        assertThat(time.pending()).isEqualTo(waits);
        assertThat(Thread.getAllStackTraces().size() - threadsBefore).isLessThan(10);
        assertThat(outcomes).noneMatch(CompletableFuture::isDone);
        time.advance(Duration.ofSeconds(1));
        assertThat(outcomes).noneMatch(CompletableFuture::isDone);
        time.advance(Duration.ofSeconds(1));
        for (int i = 0; i < waits; i++) {
            assertThat(outcomes.get(i).join().executionId().value()).isEqualTo("execution-" + i);
        }
    }

    private Poller poller(FakeBatchClient of, Executor threads) {
        return new Poller((id, limit) -> of.poll(id, status -> true), threads, heard);
    }

    private static final class Heard implements WaitListener {

        private final List<String> events = new ArrayList<>();

        @Override
        public void began(ExecutionId id) {
            events.add("began");
        }

        @Override
        public void polled(ExecutionId id, BatchStatus status) {
            events.add(status.state() + ", " + status.completedItemCount() + " of " + status.totalItemCount());
        }

        @Override
        public void failed(ExecutionId id, MlbatchException reason) {
            events.add("failed: " + reason.getMessage());
        }

        @Override
        public void ended(ExecutionId id) {
            events.add("ended");
        }
    }

    private CompletableFuture<BatchResponse> awaitFor(Duration duration, WaitPolicy policy) {
        CompletableFuture<BatchResponse> wait = waiter.await(poller, EXECUTION, policy);
        time.advance(duration);
        return wait;
    }

    private List<Long> pollsAtMillis() {
        return client.asked().stream()
                .map(Asked::at)
                .map(at -> Duration.between(VirtualTime.START, at).toMillis())
                .toList();
    }

    private static Throwable failureOf(CompletableFuture<?> wait) {
        assertThat(wait).isCompletedExceptionally();
        return wait.handle((value, failure) -> failure).join();
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertThatFailureOf(
            CompletableFuture<?> wait, Class<? extends MlbatchException> type) {
        return assertThat(failureOf(wait)).isExactlyInstanceOf(type);
    }

    /** A response with a result that can be read until it is closed. */
    private static BatchResponse onDisk(String state, Path folder) throws IOException {
        byte[] answer = COMPLETE.replace("Complete", state).getBytes(StandardCharsets.UTF_8);
        return BatchResponseJson.read(
                new ByteArrayInputStream(answer), EXECUTION, List.of(), new SpoolFactory(0, folder));
    }

    private static WaitPolicy unlimited() {
        return policy(null, 0);
    }

    private static WaitPolicy policy(Duration timeout, int maxAttempts) {
        return new WaitPolicy(
                Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(30), timeout, maxAttempts);
    }

    @Nested
    class Failures {

        /** Polls that end at a gateway, a firewall or a maintenance page. */
        static Stream<MlbatchException> responsesThatAreNotAboutTheExecution() {
            return Stream.of(
                    new AccessDeniedException(CONTEXT, 403, "blocked", "HTTP 403: blocked"),
                    new RequestRejectedException(CONTEXT, 408, "", "HTTP 408"),
                    new RequestRejectedException(CONTEXT, 302, "", "HTTP 302"),
                    new MalformedAnswerException(CONTEXT, "the batch result is empty", null));
        }

        static Stream<List<Object>> failuresThatMayPass() {
            BatchResponse progress = status(BatchState.IN_PROGRESS, 1, 3);
            NotFoundException gone = new NotFoundException(CONTEXT, 404, "gone", "HTTP 404: gone");
            ResultsMismatchException mismatch = new ResultsMismatchException(CONTEXT, "1 of 5");
            return Stream.concat(
                    Stream.of(
                            List.of(unavailable(), unavailable()),
                            List.of(gone, gone, progress, gone, gone),
                            List.of(gone, gone, unavailable(), gone, gone),
                            List.of(mismatch, mismatch, mismatch, mismatch)),
                    responsesThatAreNotAboutTheExecution().map(unrelated -> List.of(progress, unrelated, unrelated)));
        }

        @ParameterizedTest
        @MethodSource("failuresThatMayPass")
        void failureThatMayPass_doesNotEndTheWait(List<Object> polls) {
            BatchResponse last = complete(EXECUTION);
            client.on("poll", polls.toArray()).on("poll", last);

            assertThat(awaitFor(Duration.ofMinutes(5), unlimited())).isCompletedWithValue(last);
            assertThat(client.asked()).hasSize(polls.size() + 1);
        }

        static Stream<Arguments> failuresThatEndTheWait() {
            return Stream.of(
                    arguments(3, new NotFoundException(CONTEXT, 404, "gone", "HTTP 404: gone")),
                    arguments(5, new ResultsMismatchException(CONTEXT, "1 of 5")),
                    arguments(1, new AuthenticationFailedException(CONTEXT, 401, "no", "HTTP 401: no")));
        }

        @ParameterizedTest
        @MethodSource("failuresThatEndTheWait")
        void failureInARow_endsTheWait(int polls, MlbatchException failure) {
            client.on("poll", status(BatchState.IN_PROGRESS, 1, 3), failure);

            assertThat(failureOf(awaitFor(Duration.ofHours(1), unlimited()))).isSameAs(failure);
            assertThat(client.asked()).hasSize(1 + polls);
        }

        @ParameterizedTest
        @MethodSource("responsesThatAreNotAboutTheExecution")
        void sixtyResponsesInARowThatAreNotAboutTheExecution_endTheWait(MlbatchException unrelated) {
            Object[] unrelatedOnes = Collections.nCopies(59, unrelated).toArray();
            client.on("poll", unrelatedOnes).on("poll", status(BatchState.IN_PROGRESS, 1, 3), unrelated);

            CompletableFuture<BatchResponse> wait = awaitFor(Duration.ofHours(2), unlimited());

            assertThat(failureOf(wait)).isSameAs(unrelated);
            assertThat(client.asked()).hasSize(60 + 60);
        }

        @Test
        void responseThatIsNotAboutTheExecution_isNamedByTheTimeout() {
            MalformedAnswerException page = new MalformedAnswerException(CONTEXT, "the batch result: <", null);
            client.on("poll", page);

            CompletableFuture<BatchResponse> wait = awaitFor(Duration.ofMinutes(5), policy(Duration.ofSeconds(10), 0));

            assertThatFailureOf(wait, WaitTimeoutException.class)
                    .hasMessageContaining("the last response was not about the execution")
                    .hasCause(page);
        }

        @Test
        void retryAfter_isHonored() {
            client.on(
                    "poll",
                    new ServerUnavailableException(CONTEXT, 429, "slow down", "HTTP 429", Duration.ofSeconds(90)),
                    complete(EXECUTION));

            waiter.await(poller, EXECUTION, unlimited());
            time.advance(Duration.ofMinutes(5));

            assertThat(pollsAtMillis()).containsExactly(500L, 90_500L);
        }

        @Test
        void unknownState_isAwaitedFurther_andLoggedOnce() {
            BatchStatus paused = new BatchStatus(BatchState.UNKNOWN, 0, 3, 10, "state 'Paused'");
            BatchResponse last = complete(EXECUTION);
            client.on(
                            "poll",
                            Collections.nCopies(200, new BatchResponse(EXECUTION, paused, Results.NONE))
                                    .toArray())
                    .on("poll", last);

            try (CapturedLog log = new CapturedLog()) {
                CompletableFuture<BatchResponse> wait = waiter.await(poller, EXECUTION, unlimited());
                time.advance(Duration.ofHours(2));

                assertThat(wait).isCompletedWithValue(last);
                assertThat(log.text().lines())
                        .singleElement()
                        .asString()
                        .contains(EXECUTION.value(), SERVICE.toString(), "state 'Paused'");
            }
        }
    }

    @Nested
    class Limits {

        @Test
        void waitTimeout_failsWithExecutionAndLastStatus_andTheLastPollLiesAtTheLimit() {
            client.on("poll", status(BatchState.PENDING, 0, 32), status(BatchState.IN_PROGRESS, 7, 32));

            CompletableFuture<BatchResponse> wait = awaitFor(Duration.ofMinutes(5), policy(Duration.ofSeconds(10), 0));

            assertThatFailureOf(wait, WaitTimeoutException.class)
                    .hasMessageContaining(SERVICE.toString())
                    .hasMessageContaining(EXECUTION.value())
                    .hasMessageContaining("10000 ms")
                    .hasMessageContaining("inProgress, 7 of 32 records completed")
                    .hasMessageContaining("it is not started again");
            assertThat(pollsAtMillis()).last().isEqualTo(10_000L);
        }

        @Test
        void endReachedRightAtTheLimit_isStillFound() {
            client.on("poll", status(BatchState.PENDING, 0, 1), status(BatchState.PENDING, 0, 1), complete(EXECUTION));

            CompletableFuture<BatchResponse> wait = awaitFor(Duration.ofMinutes(5), policy(Duration.ofSeconds(2), 0));

            assertThat(wait).isCompleted();
            assertThat(pollsAtMillis()).containsExactly(500L, 1_500L, 2_000L);
        }

        @Test
        void waitTimeoutShorterThanTheInitialDelay_pollsOnceAtTheLimit() {
            client.on("poll", status(BatchState.PENDING, 0, 1));

            CompletableFuture<BatchResponse> wait = awaitFor(Duration.ofMinutes(5), policy(Duration.ofMillis(200), 0));

            assertThatFailureOf(wait, WaitTimeoutException.class).hasMessageContaining("200 ms");
            assertThat(pollsAtMillis()).containsExactly(200L);
        }

        @Test
        void retryAfterBeyondTheWaitTimeout_theLastPollStillLiesAtTheLimit() {
            client.on(
                    "poll",
                    new ServerUnavailableException(CONTEXT, 503, "busy", "HTTP 503: busy", Duration.ofHours(1)));

            CompletableFuture<BatchResponse> wait = awaitFor(Duration.ofHours(2), policy(Duration.ofSeconds(10), 0));

            assertThatFailureOf(wait, WaitTimeoutException.class)
                    .hasMessageContaining("the last poll failed")
                    .hasCauseInstanceOf(ServerUnavailableException.class);
            assertThat(pollsAtMillis()).containsExactly(500L, 10_000L);
        }

        @Test
        void maxAttempts_failsAfterThatManyPolls_alsoFailedOnes() {
            client.on("poll", unavailable(), status(BatchState.READY, 0, 5));

            CompletableFuture<BatchResponse> wait = awaitFor(Duration.ofHours(1), policy(null, 3));

            assertThatFailureOf(wait, WaitTimeoutException.class)
                    .hasMessageContaining(EXECUTION.value())
                    .hasMessageContaining("after 3 polls (ready, 0 of 5 records completed)");
            assertThat(client.asked()).hasSize(3);
        }

        @Test
        void endAtTheLastAttempt_isNotATimeout() {
            client.on("poll", status(BatchState.READY, 0, 5), complete(EXECUTION));

            CompletableFuture<BatchResponse> wait = awaitFor(Duration.ofHours(1), policy(null, 2));

            assertThat(wait).isCompleted();
        }

        @Test
        void pollThatDoesNotEnd_endsTheWaitAtItsLimit() {
            CompletableFuture<BatchResponse> wait =
                    waiter.await(hanging(), EXECUTION, policy(Duration.ofSeconds(3), 0));

            time.advance(Duration.ofMillis(2_999));
            assertThat(wait).isNotDone();
            time.advance(Duration.ofMillis(1));

            assertThatFailureOf(wait, WaitTimeoutException.class)
                    .hasMessageContaining("not at its end after 3000 ms (the last poll did not end)");
            assertThat(heard.events).containsExactly("began", "ended");
        }

        @Test
        void pollThatBeginsAtTheLimit_hasTwoSeconds() {
            CompletableFuture<BatchResponse> wait =
                    waiter.await(hanging(), EXECUTION, policy(Duration.ofMillis(500), 0));

            time.advance(Duration.ofMillis(2_499));
            assertThat(wait).isNotDone();
            time.advance(Duration.ofMillis(1));

            assertThatFailureOf(wait, WaitTimeoutException.class);
        }

        @Test
        void pollThatEndsAfterItsWait_isClosed(@TempDir Path folder) throws IOException {
            BatchResponse late = onDisk("Complete", folder);
            client.on("poll", late);
            CompletableFuture<BatchResponse> wait = waiter.await(
                    new Poller(
                            (id, limit) -> {
                                time.advance(Duration.ofSeconds(3));
                                return client.poll(id, status -> true, limit);
                            },
                            DIRECT,
                            heard),
                    EXECUTION,
                    policy(Duration.ofSeconds(3), 0));

            time.advance(Duration.ofMillis(500));

            assertThatFailureOf(wait, WaitTimeoutException.class);
            assertThatExceptionOfType(RuntimeException.class)
                    .isThrownBy(() -> late.results().forEach(result -> {}));
        }

        @Test
        void poll_getsTheTimeThatIsLeftAsItsLimit() {
            List<Duration> limits = new ArrayList<>();
            client.on("poll", status(BatchState.PENDING, 0, 3));
            BiFunction<ExecutionId, Duration, BatchResponse> call = (id, limit) -> {
                limits.add(limit);
                return client.poll(id, status -> true, limit);
            };

            waiter.await(new Poller(call, DIRECT, heard), EXECUTION, policy(Duration.ofSeconds(4), 0));
            time.advance(Duration.ofSeconds(10));
            waiter.await(new Poller(call, DIRECT, heard), EXECUTION, policy(null, 1));
            time.advance(Duration.ofSeconds(10));

            assertThat(limits.get(0)).isEqualTo(Duration.ofMillis(3_500));
            assertThat(limits.get(limits.size() - 2)).isEqualTo(Duration.ofSeconds(2));
            assertThat(limits.get(limits.size() - 1)).isNull();
        }

        /** A poller whose threads are all busy for ever. */
        private Poller hanging() {
            return new Poller((id, limit) -> client.poll(id, status -> true, limit), poll -> {}, heard);
        }
    }
}
