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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;

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

    private final BatchEngine engine;
    private final EngineSizes sizes;
    private final LaneClaims claims;
    private final LaneReturn returns;
    private final IntPredicate makesWay;
    private final WindowLength length;
    // by key
    private final Map<Object, Window> running = new ConcurrentHashMap<>();
    private final AtomicInteger turns = new AtomicInteger();
    private volatile boolean halted;

    /** @param makesWay returns true if a lane shall make way for others; the argument is the number of running ones */
    LaneHandler(BatchEngine engine, EngineSizes sizes, LaneClaims claims, LaneReturn returns, IntPredicate makesWay) {
        this.engine = engine;
        this.sizes = sizes;
        this.claims = claims;
        this.returns = returns;
        this.makesWay = makesWay;
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
        long begin = sizes.nanoTime().getAsLong();
        while (!halted) {
            Optional<Window> claimed = claims.claim(lane.executionNo(), lane.lane(), length.next(), sizes.chunkSize());
            if (claimed.isEmpty()) {
                return returns.atTheEnd();
            }
            Window window = claimed.get();
            boolean makesWay = compute(window, begin);
            if (window.isLost()) {
                return returns.asLost();
            }
            if (!halted && (makesWay || !isComplete(window) || isOver(begin))) {
                return returns.behindOthers(window.owner());
            }
        }
        return returns.toItsPlace();
    }

    /** Returns true if the turn is over and other lanes wait. */
    private boolean isOver(long begin) {
        return sizes.nanoTime().getAsLong() - begin >= TURN_NANOS && makesWay.test(turns.get());
    }

    private static boolean isComplete(Window window) {
        return window.completed().nextClearBit(window.from()) >= window.to();
    }

    /** Waits until the results of a window are stored. Returns true if the lane makes way for others meanwhile. */
    private boolean compute(Window window, long begin) throws InterruptedException {
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
            if (halted) {
                engine.release(window.key());
            }
            return await(stored, window, begin);
        } finally {
            running.remove(window.key());
        }
    }

    private boolean await(CompletableFuture<Void> stored, Window window, long begin) throws InterruptedException {
        boolean makesWay = false;
        while (true) {
            try {
                stored.get(TURN_NANOS, TimeUnit.NANOSECONDS);
                return makesWay;
            } catch (TimeoutException e) {
                if (!makesWay && isOver(begin)) {
                    makesWay = true;
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
        halted = true;
        running.keySet().forEach(engine::release);
    }

    /** Allows further turns after {@link #halt}. */
    void resume() {
        halted = false;
    }
}
