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
package io.mlbatch.service.engine;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import io.mlbatch.protocol.BatchStatus;
import io.mlbatch.service.store.Computation;

/**
 * Selects the next slice. A batch has one lane per chunk that may be in flight at once; after each slice its lane is
 * queued again. Thread-safe.
 */
final class LaneScheduler {

    private final int maxInFlight;
    private final int chunkSize;
    private final RecordChecks checks;
    private final LongSupplier nanoTime;
    private final AbandonedRecords abandoned;
    // guarded by this
    private final Map<Object, RunningBatch> running = new HashMap<>();
    private final LaneQueue lanes = new LaneQueue();
    private final Set<Slice> inFlight = new HashSet<>();
    private int stuck;
    // written while this is locked
    private volatile boolean paused;
    private volatile boolean closed;
    private volatile ExecutionListener listener = ExecutionListener.NONE;

    /**
     * @param maxInFlight chunks in flight at once, over all batches; at least 1
     * @param checks encode the stored records for the route
     * @param abandoned registers the chunks that hold a thread when the scheduler is closed
     * @param nanoTime a monotonic time, as {@link System#nanoTime}
     */
    LaneScheduler(
            int maxInFlight, int chunkSize, RecordChecks checks, AbandonedRecords abandoned, LongSupplier nanoTime) {
        this.maxInFlight = maxInFlight;
        this.chunkSize = chunkSize;
        this.checks = checks;
        this.abandoned = abandoned;
        this.nanoTime = nanoTime;
    }

    void observe(ExecutionListener newListener) {
        listener = newListener;
    }

    ExecutionListener listener() {
        return listener;
    }

    /**
     * Queues the lanes of a computation. Does nothing if it is queued already, has no record left, or the scheduler is
     * closed.
     *
     * @return completes once all slices have ended and no further one will begin
     */
    synchronized CompletionStage<Void> add(Computation computation) {
        // an execution can be added twice: by its start, and as an unfinished one
        RunningBatch present = running.get(computation.key());
        if (present != null) {
            return present.whenReturned();
        }
        BatchStatus status = computation.status();
        RunningBatch batch = new RunningBatch(
                computation, status.totalItemCount(), chunkSize, Math.min(maxInFlight, status.parallelCount()));
        if (closed || !batch.hasNext()) {
            return CompletableFuture.completedFuture(null);
        }
        running.put(computation.key(), batch);
        addLanes(batch);
        return batch.whenReturned();
    }

    private void addLanes(RunningBatch batch) {
        while (batch.addLane()) {
            lanes.add(batch);
        }
    }

    /** Schedules no further slice of a computation. The results of its chunks in flight are dropped. */
    void cancel(Object key) {
        end(key, RunningBatch::cancel);
    }

    /** Schedules no further slice of a computation. The results of its slices in flight are stored. */
    void release(Object key) {
        end(key, RunningBatch::release);
    }

    private void end(Object key, Consumer<RunningBatch> how) {
        RunningBatch batch;
        synchronized (this) {
            batch = running.get(key);
        }
        if (batch != null) {
            end(batch, how);
        }
    }

    void cancel(RunningBatch batch) {
        end(batch, RunningBatch::cancel);
    }

    private void end(RunningBatch batch, Consumer<RunningBatch> how) {
        boolean isReturned;
        synchronized (this) {
            running.remove(batch.computation().key(), batch);
            how.accept(batch);
            lanes.remove(batch);
            isReturned = batch.isReturned();
        }
        if (isReturned) {
            batch.onReturn();
        }
    }

    /** Schedules nothing until {@link #resume}. Slices in flight end with their current chunk. */
    synchronized void pause() {
        paused = true;
    }

    synchronized void resume() {
        paused = false;
    }

    boolean isPaused() {
        return paused;
    }

    /**
     * Schedules nothing further, and registers the chunks that still hold a thread.
     *
     * @param flush stores the results of a slice before the next engine continues its execution
     */
    void close(Consumer<Slice> flush) {
        closeAll(flush);
        drain().forEach(RunningBatch::onReturn);
    }

    private synchronized List<RunningBatch> drain() {
        List<RunningBatch> batches = List.copyOf(running.values());
        running.clear();
        batches.forEach(RunningBatch::release);
        return batches.stream().filter(RunningBatch::isReturned).toList();
    }

    private synchronized void closeAll(Consumer<Slice> flush) {
        closed = true;
        lanes.clear();
        for (Slice slice : inFlight) {
            InFlightChunk chunk = slice.current();
            if (chunk != null) {
                Object key = slice.batch().computation().key();
                abandoned.add(key);
                boolean isRegistered = chunk.onReturn(() -> {
                    flush.accept(slice);
                    abandoned.remove(key);
                });
                if (!isRegistered) {
                    abandoned.remove(key);
                }
            }
        }
    }

    boolean isClosed() {
        return closed;
    }

    private boolean isHalted() {
        return paused || closed;
    }

    synchronized boolean isIdle() {
        return inFlight.isEmpty() && (paused || running.isEmpty());
    }

    /** Returns the slices in flight. */
    synchronized List<Slice> inFlight() {
        return List.copyOf(inFlight);
    }

    /** Returns the next slice, which is then in flight; {@code null} if there is no record or no permit. */
    synchronized Slice next() {
        while (!isHalted() && inFlight.size() < maxInFlight) {
            RunningBatch batch = lanes.poll();
            if (batch == null) {
                return null;
            }
            if (batch.hasNext()) {
                Slice slice = new Slice(batch, batch.next(), checks, this::isHalted, nanoTime, listener);
                inFlight.add(slice);
                return slice;
            }
            batch.removeLane();
        }
        return null;
    }

    /** Queues the lane of a slice that has ended, and releases its permit. */
    void end(Slice slice) {
        RunningBatch batch = slice.batch();
        boolean isReturned;
        synchronized (this) {
            inFlight.remove(slice);
            batch.removeLane();
            slice.remainder().forEach(batch::restore);
            if (batch.countDone(slice.done(), slice.nanos())) {
                // the execution may have been stopped and submitted again
                running.remove(batch.computation().key(), batch);
            } else if (!closed) {
                addLanes(batch);
            }
            isReturned = batch.isReturned();
        }
        if (isReturned) {
            batch.onReturn();
        }
    }

    /**
     * Lets the slice of a chunk continue that exceeded its deadline and still holds a thread. At most
     * {@code maxInFlight} threads may be stuck in this way; any further chunk holds up its slice until it returns, to
     * limit the threads.
     *
     * @return true if this call lets the slice continue
     */
    synchronized boolean abandon(InFlightChunk chunk) {
        if (stuck == maxInFlight || !chunk.onReturn(this::onStuckReturn)) {
            return false;
        }
        stuck++;
        return chunk.release();
    }

    private synchronized void onStuckReturn() {
        stuck--;
    }
}
