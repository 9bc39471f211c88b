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
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Supplier;

import io.mlbatch.client.waiting.FakeLongPolling.Hold;
import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.BatchStatus;
import io.mlbatch.protocol.Results;
import io.mlbatch.testing.VirtualTime;
import io.mlbatch.testing.client.FakeBatchClient;

import static io.mlbatch.testing.client.Samples.EXECUTION;

/** Batches of one kind and about one duration, and the ways of watching them. Always the same: all chance is seeded. */
final class PollSimulation {

    /** The options' defaults. */
    static final WaitPolicy DEFAULTS = policy(Duration.ofSeconds(30));

    private static final int BATCHES = 100;
    private static final long LATENCY_MILLIS = 20;

    private final long seed;
    private final List<SimulatedBatch> batches = new ArrayList<>();

    PollSimulation(SimulatedKind kind, Duration from, Duration to) {
        seed = 31 * kind.ordinal() + from.toSeconds();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < BATCHES; i++) {
            batches.add(kind.batch(from.toMillis(), to.toMillis(), random));
        }
    }

    /** The options' defaults but for one. */
    static WaitPolicy policy(Duration maxDelay) {
        return new WaitPolicy(Duration.ofMillis(500), Duration.ofSeconds(1), maxDelay, null, 0);
    }

    /** The waiter as it is, on virtual time. */
    PollFigures waiter() {
        return waiter((time, batch) -> LongPolling.NONE);
    }

    /** The waiter on a server that holds polls, over a network with 20 ms of latency. The first poll detects it. */
    PollFigures longPolls() {
        return waiter((time, batch) -> {
            FakeLongPolling server = new FakeLongPolling(time, asked -> {
                long end = batch.endsAt() - time.elapsed().toMillis();
                return Hold.until(Duration.ofMillis(Math.min(asked.toMillis(), Math.max(0, end)) + LATENCY_MILLIS));
            });
            server.longest = Duration.ZERO;
            return server;
        });
    }

    private PollFigures waiter(BiFunction<VirtualTime, SimulatedBatch, LongPolling> servers) {
        SplittableRandom random = new SplittableRandom(seed);
        List<PollFigures> figures = new ArrayList<>();
        for (SimulatedBatch batch : batches) {
            VirtualTime time = new VirtualTime();
            FakeBatchClient client = new FakeBatchClient(time).on("poll", (Supplier<?>)
                    () -> new BatchResponse(EXECUTION, batch.at(time.elapsed()), Results.NONE));
            BatchWaiter waiter = new BatchWaiter(time, time, random::nextDouble);
            LongPolling server = servers.apply(time, batch);
            Poller.Call call = (id, limit, arrived) -> {
                if (server instanceof FakeLongPolling holding) {
                    holding.longest = FakeLongPolling.LONGEST;
                }
                return client.poll(id, status -> true, limit);
            };
            CompletableFuture<BatchResponse> wait = waiter.await(
                    new Poller("execute", call, Runnable::run, WaitListener.NONE, server, false), EXECUTION, DEFAULTS);
            while (!wait.isDone()) {
                time.advance(DEFAULTS.delay());
            }
            List<FakeBatchClient.Asked> polls = client.asked();
            long last = Duration.between(
                            VirtualTime.START, polls.get(polls.size() - 1).at())
                    .toMillis();
            figures.add(PollFigures.of(polls.size(), last - batch.endsAt()));
        }
        return PollFigures.sum(figures);
    }

    /** A schedule by itself, which polls as the waiter does. */
    PollFigures schedule(WaitPolicy policy, double shareOfIdle) {
        SplittableRandom random = new SplittableRandom(seed);
        List<PollFigures> figures = new ArrayList<>();
        for (SimulatedBatch batch : batches) {
            PollSchedule schedule = new PollSchedule(policy, random::nextDouble, shareOfIdle);
            Duration now = policy.initialDelay();
            int polls = 1;
            for (BatchStatus status = batch.at(now); !status.state().isTerminal(); status = batch.at(now), polls++) {
                now = now.plus(schedule.afterStatus(status, now));
            }
            figures.add(PollFigures.of(polls, now.toMillis() - batch.endsAt()));
        }
        return PollFigures.sum(figures);
    }

    /** A poll every so often. */
    PollFigures loop(Duration period) {
        return PollFigures.sum(batches.stream()
                .map(batch -> {
                    long polls = -Math.floorDiv(-batch.endsAt(), period.toMillis());
                    return PollFigures.of(polls, polls * period.toMillis() - batch.endsAt());
                })
                .toList());
    }
}
