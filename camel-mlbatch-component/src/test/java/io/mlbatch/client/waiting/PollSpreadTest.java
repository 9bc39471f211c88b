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
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.mlbatch.client.BatchClient;
import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.BatchState;
import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.testing.VirtualTime;
import io.mlbatch.testing.client.FakeBatchClient;

import static io.mlbatch.testing.client.Samples.SERVICE;
import static io.mlbatch.testing.client.Samples.complete;
import static io.mlbatch.testing.client.Samples.status;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Ten thousand executions, awaited from the same instant on, as after a restart: when their polls come, and how many at
 * once.
 */
@Timeout(120)
class PollSpreadTest {

    private static final int WAITS = 10_000;
    private static final Duration OBSERVED = Duration.ofMinutes(5);

    private final VirtualTime time = new VirtualTime();
    private final Random random = new Random(42);

    /**
     * A burst is a second with more than twice the polls of the mean one. While a pace is known the polls after the
     * first have none. While nothing moves the time between two polls begins at a second and doubles, so that they need
     * a minute to spread.
     */
    @ParameterizedTest
    @CsvSource({"IN_PROGRESS, 10, 1", "PENDING, 0, 60"})
    void pollsOfWaitsBegunInTheSameInstant_comeInNoBursts(BatchState state, int completed, int spreadSeconds) {
        FakeBatchClient client = new FakeBatchClient(time).on("poll", status(state, completed, 1_000_000));
        BatchWaiter waiter = waiter();
        for (int i = 0; i < WAITS; i++) {
            waiter.await(client.poller(), execution(i), policy());
        }

        time.advance(OBSERVED);

        List<Duration> polls = client.asked().stream()
                .map(asked -> Duration.between(VirtualTime.START, asked.at()))
                .filter(at -> at.toSeconds() >= spreadSeconds)
                .toList();
        Map<Long, Long> perSecond = counted(polls, Duration::toSeconds);
        double mean = polls.size() / (double) (OBSERVED.toSeconds() - spreadSeconds);
        // every wait continues, and polls less often than the shortest delay permits
        assertThat(mean).isBetween(WAITS / 30.0, WAITS / 2.0);
        assertThat(perSecond.values())
                .allSatisfy(polled -> assertThat(polled.doubleValue()).isLessThanOrEqualTo(2 * mean));
        assertThat(counted(polls, Duration::toMillis).values())
                .as("polls of one millisecond")
                .allSatisfy(together -> assertThat(together).isLessThanOrEqualTo(10));
    }

    @Test
    void pollsThatFallDueInTheSameInstant_runNoMoreAtOnceThanTheExecutorHasThreads() throws Exception {
        int threads = 10;
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        // each poll awaits nine others: with fewer threads none would ever end
        CyclicBarrier together = new CyclicBarrier(threads);
        ExecutorService polls = Executors.newFixedThreadPool(threads);
        try {
            BatchWaiter waiter = waiter();
            List<CompletableFuture<BatchResponse>> outcomes = new ArrayList<>();
            for (int i = 0; i < WAITS; i++) {
                ExecutionId id = execution(i);
                Supplier<BatchResponse> answer = () -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    await(together);
                    running.decrementAndGet();
                    return complete(id);
                };
                BatchClient own = new FakeBatchClient(time).on("poll", answer);
                outcomes.add(waiter.await(
                        new Poller((each, limit) -> own.poll(each, status -> true), polls, WaitListener.NONE),
                        id,
                        policy()));
            }

            time.advance(Duration.ofSeconds(1));

            for (int i = 0; i < WAITS; i++) {
                assertThat(outcomes.get(i).get(60, TimeUnit.SECONDS).executionId())
                        .isEqualTo(execution(i));
            }
            assertThat(most).hasValue(threads);
        } finally {
            polls.shutdownNow();
        }
    }

    private BatchWaiter waiter() {
        return new BatchWaiter(time, time, random::nextDouble);
    }

    private static <K> Map<K, Long> counted(List<Duration> polls, Function<Duration, K> unit) {
        return polls.stream().collect(Collectors.groupingBy(unit, Collectors.counting()));
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ExecutionId execution(int number) {
        return new ExecutionId(SERVICE, "execution-" + number);
    }

    private static WaitPolicy policy() {
        return new WaitPolicy(Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(30), null, 0);
    }
}
