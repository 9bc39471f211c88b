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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.mlbatch.client.CallContext;
import io.mlbatch.client.ServerUnavailableException;
import io.mlbatch.client.WaitTimeoutException;
import io.mlbatch.client.waiting.FakeLongPolling.Hold;
import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.BatchState;
import io.mlbatch.protocol.BatchStatus;
import io.mlbatch.protocol.Results;
import io.mlbatch.testing.VirtualTime;

import static io.mlbatch.testing.client.Samples.EXECUTION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Waits on a server that holds polls. */
class LongPollsTest {

    private static final Duration DELAY = Duration.ofSeconds(1);

    private final VirtualTime time = new VirtualTime();
    private final List<Duration> polls = new ArrayList<>();
    private final List<Boolean> held = new ArrayList<>();
    private Duration end = Duration.ofDays(1);
    private Executor threads = Runnable::run;

    private CompletableFuture<BatchResponse> await(FakeLongPolling server, WaitPolicy policy, boolean steady) {
        Poller.Call call = (id, limit, arrived) -> {
            polls.add(time.elapsed());
            held.add(arrived != null);
            if (arrived != null && arrived.isBroken()) {
                throw new ServerUnavailableException(CallContext.of("results", id), "the connection broke", null);
            }
            boolean ended = time.elapsed().compareTo(end) >= 0;
            BatchState state = ended ? BatchState.COMPLETE : BatchState.IN_PROGRESS;
            return new BatchResponse(id, new BatchStatus(state, ended ? 10 : 0, 10, 10), Results.NONE);
        };
        BatchWaiter waiter = new BatchWaiter(time, time, () -> 0.5);
        return waiter.await(
                new Poller("execute", call, each -> threads.execute(each), WaitListener.NONE, server, steady),
                EXECUTION,
                policy);
    }

    private static WaitPolicy policy(Duration timeout, int maxAttempts) {
        return new WaitPolicy(Duration.ofMillis(500), DELAY, Duration.ofSeconds(30), timeout, maxAttempts);
    }

    @Test
    void heldPolls_followEachOtherUntilTheEnd() {
        FakeLongPolling server =
                new FakeLongPolling(time, Hold.TO_ITS_END, Hold.TO_ITS_END, Hold.until(Duration.ofSeconds(10)));
        end = Duration.ofSeconds(100);
        CompletableFuture<BatchResponse> wait = await(server, policy(null, 0), false);
        time.advance(Duration.ofMinutes(2));
        assertThat(wait).isCompleted();
        assertThat(polls).containsExactly(Duration.ofSeconds(45), Duration.ofSeconds(90), Duration.ofSeconds(100));
        assertThat(held).containsOnly(true);
        assertThat(server.open).isZero();
    }

    @Test
    void serverThatIsNotKnown_isPolledAsUsualFirst() {
        FakeLongPolling server = new FakeLongPolling(time, Hold.until(Duration.ofSeconds(7)));
        server.longest = Duration.ZERO;
        end = Duration.ofSeconds(7);
        CompletableFuture<BatchResponse> wait = await(server, policy(null, 0), false);
        time.advance(Duration.ofMillis(500));
        assertThat(held).containsExactly(false);
        server.longest = FakeLongPolling.LONGEST;
        time.advance(Duration.ofSeconds(10));
        assertThat(wait).isCompleted();
        assertThat(held).endsWith(true);
    }

    /** A server at its limit, and a client at its own. */
    @ParameterizedTest
    @CsvSource({"true", "false"})
    void pollThatIsNotHeld_isRepeatedBySchedule(boolean server) {
        FakeLongPolling polling = new FakeLongPolling(time, Hold.refused());
        polling.limit = server ? Integer.MAX_VALUE : 0;
        await(polling, policy(null, 0), false);
        time.advance(Duration.ofMinutes(1));
        assertThat(held).containsOnly(server);
        assertThat(polls).hasSizeBetween(5, 60);
        assertThat(polling.open).isZero();
    }

    @Test
    void earlyResponses_areFollowedAfterTheDelayAtLeast() {
        await(new FakeLongPolling(time, Hold.until(Duration.ofMillis(10))), policy(null, 0), false);
        time.advance(Duration.ofMinutes(1));
        assertThat(polls).hasSizeBetween(5, 60);
    }

    @Test
    void proxyThatAbortsEachPoll_shortensThem() {
        FakeLongPolling server = new FakeLongPolling(time, Hold.cut(Duration.ofSeconds(30)));
        await(server, policy(null, 0), false);
        time.advance(Duration.ofSeconds(59));
        assertThat(server.shortened).isEmpty();
        time.advance(Duration.ofSeconds(10));
        assertThat(server.shortened).containsExactly(Duration.ofSeconds(30));
    }

    @Test
    void pollThatFailsAtOnce_isReplacedByAnOrdinaryOne() {
        FakeLongPolling server = new FakeLongPolling(time, Hold.cut(Duration.ZERO), Hold.TO_ITS_END);
        end = Duration.ZERO;
        assertThat(await(server, policy(null, 0), false)).isNotCompleted();
        time.advance(Duration.ofMillis(1));
        assertThat(held).containsExactly(false);
        assertThat(server.shortened).isEmpty();
    }

    @Test
    void responseThatWaitedTooLongForAThread_isReplacedByANewOne() {
        List<Runnable> queued = new ArrayList<>();
        FakeLongPolling server = new FakeLongPolling(time, Hold.until(Duration.ofSeconds(5)));
        end = Duration.ofSeconds(5);
        CompletableFuture<BatchResponse> wait = await(server, policy(null, 0), false);
        threads = queued::add;
        time.advance(Duration.ofSeconds(20));
        queued.forEach(Runnable::run);
        assertThat(wait).isCompleted();
        assertThat(held).containsExactly(false);
        assertThat(server.open).isZero();
    }

    @Test
    void waitTimeout_endsTheWaitAndReleasesThePoll() {
        FakeLongPolling server = new FakeLongPolling(time, Hold.until(Duration.ofDays(1)));
        CompletableFuture<BatchResponse> wait = await(server, policy(Duration.ofMillis(20_500), 0), false);
        assertThat(server.requested).containsExactly(Duration.ofSeconds(20));
        time.advance(Duration.ofSeconds(21));
        assertThatThrownBy(wait::join).hasCauseInstanceOf(WaitTimeoutException.class);
        assertThat(server.open).isZero();
    }

    @Test
    void lastSecondBeforeTheTimeout_isPolledAsUsual() {
        FakeLongPolling server = new FakeLongPolling(time, Hold.TO_ITS_END);
        CompletableFuture<BatchResponse> wait = await(server, policy(Duration.ofMillis(20_500), 0), false);
        time.advance(Duration.ofSeconds(21));
        assertThatThrownBy(wait::join).hasCauseInstanceOf(WaitTimeoutException.class);
        assertThat(held).containsExactly(true, false);
    }

    @Test
    void canceledWait_releasesThePoll() {
        FakeLongPolling server = new FakeLongPolling(time, Hold.TO_ITS_END);
        CompletableFuture<BatchResponse> wait = await(server, policy(null, 0), false);
        assertThat(server.open).isOne();
        wait.cancel(false);
        assertThat(server.open).isZero();
        time.advance(Duration.ofMinutes(2));
        assertThat(polls).isEmpty();
    }

    /** Progress is reported as often as by ordinary polls, and a limited number of polls takes as long. */
    @ParameterizedTest
    @CsvSource({"0, true", "1000, false"})
    void steadyPolls_areHeldForTheDelayBetweenPolls(int maxAttempts, boolean steady) {
        FakeLongPolling server = new FakeLongPolling(time, Hold.TO_ITS_END);
        await(server, policy(null, maxAttempts), steady);
        time.advance(Duration.ofMinutes(10));
        assertThat(server.requested).allSatisfy(wait -> assertThat(wait).isBetween(DELAY, Duration.ofSeconds(30)));
        assertThat(polls).hasSizeGreaterThan(20);
        assertThat(held).startsWith(false, true);
    }
}
