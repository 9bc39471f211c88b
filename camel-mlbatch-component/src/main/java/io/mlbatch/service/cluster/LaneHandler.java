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
package io.mlbatch.service.cluster;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.ExecutionContext;
import com.github.kagkarlsson.scheduler.task.ExecutionHandler;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.service.engine.BatchEngine;
import io.mlbatch.service.engine.EngineSizes;
import io.mlbatch.service.store.LaneClaims;
import io.mlbatch.service.store.StoreException;
import io.mlbatch.service.store.Window;

/**
 * The turn of a lane: claims windows of its execution one after the other, and has the engine of the node compute them.
 * The lane returns to the end of the queue after about a second if other lanes wait, and to its place when the node
 * stops: the next node continues its window. Thread-safe.
 */
final class LaneHandler implements ExecutionHandler<Void> {

    private static final Logger LOG = LoggerFactory.getLogger(LaneHandler.class);
    private static final long TURN_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long RETRY_MILLIS = 1_000;

    private final BatchEngine engine;
    private final EngineSizes sizes;
    private final LaneClaims claims;
    private final LaneReturn returns;
    private final LaneYield laneYield;
    private final WindowLength length;
    // by key
    private final Map<Object, Window> running = new ConcurrentHashMap<>();
    private final AtomicInteger turns = new AtomicInteger();
    // at zero while halted
    private volatile CountDownLatch halt = new CountDownLatch(1);
    private volatile boolean failing;

    LaneHandler(BatchEngine engine, EngineSizes sizes, LaneClaims claims, LaneReturn returns, LaneYield laneYield) {
        this.engine = engine;
        this.sizes = sizes;
        this.claims = claims;
        this.returns = returns;
        this.laneYield = laneYield;
        this.length = new WindowLength(sizes.chunkSize());
    }

    @Override
    public CompletionHandler<Void> execute(TaskInstance<Void> task, ExecutionContext context) {
        turns.incrementAndGet();
        try {
            return turn(LaneId.parse(task.getId()));
        } catch (StoreException e) {
            LOG.debug("Lane {} returns to its place", task.getId(), e);
        } catch (InterruptedException e) {
            // the scheduler stops, and its return needs a thread that is not interrupted
            LOG.debug("Lane {} was interrupted", task.getId(), e);
        } finally {
            turns.decrementAndGet();
        }
        return returns.toItsPlace();
    }

    private CompletionHandler<Void> turn(LaneId lane) throws InterruptedException {
        laneYield.onTurn(lane);
        long begin = sizes.nanoTime().getAsLong();
        while (!isHalted()) {
            Optional<Window> claimed = claim(lane);
            if (claimed.isEmpty()) {
                return returns.atTheEnd();
            }
            Window window = claimed.get();
            LaneYield.Step step = compute(lane, window, begin);
            if (isHalted() || window.isLost()) {
                break;
            }
            if (step == LaneYield.Step.CONTINUE) {
                step = isComplete(window) ? next(lane, begin) : LaneYield.Step.QUEUE;
            }
            if (step == LaneYield.Step.OFFER) {
                return returns.forOthers();
            }
            if (step == LaneYield.Step.QUEUE) {
                return returns.behindOthers(window.owner());
            }
        }
        return returns.toItsPlace();
    }

    /** After a failure, waits a second: the lane is tried again at once, and other lanes fail as well. */
    private Optional<Window> claim(LaneId lane) throws InterruptedException {
        try {
            Optional<Window> claimed = claims.claim(lane.executionNo(), lane.lane(), length.next(), sizes.chunkSize());
            failing = false;
            return claimed;
        } catch (StoreException e) {
            if (!failing) {
                failing = true;
                LOG.warn(
                        "Records cannot be claimed; retrying: {}",
                        e.getCause() == null ? e : e.getCause().toString());
            }
            halt.await(RETRY_MILLIS, TimeUnit.MILLISECONDS);
            throw e;
        }
    }

    private boolean isHalted() {
        return halt.getCount() == 0;
    }

    private LaneYield.Step next(LaneId lane, long begin) {
        boolean isOver = sizes.nanoTime().getAsLong() - begin >= TURN_NANOS;
        return isOver ? laneYield.next(lane, turns.get()) : LaneYield.Step.CONTINUE;
    }

    private static boolean isComplete(Window window) {
        return window.completed().nextClearBit(window.from()) >= window.to();
    }

    /** Waits until the results of a window are stored. Returns another step if the lane makes way meanwhile. */
    private LaneYield.Step compute(LaneId lane, Window window, long begin) throws InterruptedException {
        CompletableFuture<Void> stored = new CompletableFuture<>();
        long from = sizes.nanoTime().getAsLong();
        int before = window.completed().cardinality();
        running.put(window.key(), window);
        try {
            engine.submit(window).thenRun(() -> {
                length.measure(
                        window.completed().cardinality() - before,
                        sizes.nanoTime().getAsLong() - from);
                window.whenStored(() -> stored.complete(null));
            });
            window.onLost(() -> {
                engine.cancel(window.key());
                stored.complete(null);
            });
            if (isHalted()) {
                engine.release(window.key());
            }
            return await(stored, lane, window, begin);
        } finally {
            running.remove(window.key());
        }
    }

    private LaneYield.Step await(CompletableFuture<Void> stored, LaneId lane, Window window, long begin)
            throws InterruptedException {
        LaneYield.Step step = LaneYield.Step.CONTINUE;
        while (true) {
            try {
                stored.get(TURN_NANOS, TimeUnit.NANOSECONDS);
                return step;
            } catch (TimeoutException e) {
                if (step == LaneYield.Step.CONTINUE) {
                    step = next(lane, begin);
                }
                if (step != LaneYield.Step.CONTINUE) {
                    engine.release(window.key());
                }
            } catch (ExecutionException e) {
                throw new IllegalStateException("Not completed with a failure", e);
            }
        }
    }

    /** Stops the computation of a deleted execution. */
    void cancel(ExecutionId id) {
        running.values().stream()
                .filter(window -> window.id().equals(id))
                .forEach(window -> engine.cancel(window.key()));
    }

    /** Returns all lanes to the queue after their records in flight. */
    void halt() {
        halt.countDown();
        running.keySet().forEach(engine::release);
    }

    /** Allows further turns after {@link #halt}. */
    void resume() {
        halt = new CountDownLatch(1);
    }
}
