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
import java.util.Map;
import java.util.Set;

import io.mlbatch.protocol.BatchStatus;
import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.service.store.Computation;

/**
 * Selects the next record. A batch has one lane per record that may be in flight at once; after each record its lane is
 * queued again. Thread-safe.
 */
final class LaneScheduler {

    private final int maxInFlight;
    private final AbandonedRecords abandoned;

    // guarded by this
    private final Map<ExecutionId, RunningBatch> running = new HashMap<>();
    private final LaneQueue lanes = new LaneQueue();
    private final Set<InFlightRecord> inFlight = new HashSet<>();
    private int stuck;
    private boolean paused;
    private boolean closed;

    /**
     * @param maxInFlight records in flight at once, over all batches; at least 1
     * @param abandoned registers the records that hold a thread when the scheduler is closed
     */
    LaneScheduler(int maxInFlight, AbandonedRecords abandoned) {
        this.maxInFlight = maxInFlight;
        this.abandoned = abandoned;
    }

    /**
     * Queues the lanes of a batch. Does nothing if the batch is already computed, has no record left, or the scheduler
     * is closed.
     */
    synchronized void add(Computation computation) {
        // an execution can be added twice: by its start, and as an unfinished one
        if (closed || running.containsKey(computation.id())) {
            return;
        }
        BatchStatus status = computation.status();
        RunningBatch batch = new RunningBatch(computation, status.totalItemCount(), computation.completed());
        if (!batch.hasNext()) {
            return;
        }
        running.put(computation.id(), batch);
        int laneCount = Math.min(maxInFlight, Math.min(status.parallelCount(), status.totalItemCount()));
        for (int lane = 0; lane < laneCount; lane++) {
            lanes.add(batch);
        }
    }

    /** Schedules no further record of an execution. The results of its records in flight are dropped. */
    synchronized void cancel(ExecutionId id) {
        RunningBatch batch = running.get(id);
        if (batch != null) {
            cancel(batch);
        }
    }

    synchronized void cancel(RunningBatch batch) {
        running.remove(batch.computation().id(), batch);
        batch.cancel();
        lanes.remove(batch);
    }

    /** Schedules no record until {@link #resume}. */
    synchronized void pause() {
        paused = true;
    }

    synchronized void resume() {
        paused = false;
    }

    synchronized boolean isPaused() {
        return paused;
    }

    /** Schedules no further record, and registers the records that still hold a thread. */
    synchronized void close() {
        closed = true;
        running.clear();
        lanes.clear();
        for (InFlightRecord item : inFlight) {
            ExecutionId id = item.batch().computation().id();
            abandoned.add(id);
            if (!item.onReturn(() -> abandoned.remove(id))) {
                abandoned.remove(id);
            }
        }
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Returns the next record, which is then in flight; {@code null} if there is no record or no permit. */
    synchronized InFlightRecord next() {
        while (!paused && inFlight.size() < maxInFlight) {
            RunningBatch batch = lanes.poll();
            if (batch == null) {
                return null;
            }
            if (batch.hasNext()) {
                InFlightRecord item = batch.next();
                inFlight.add(item);
                return item;
            }
        }
        return null;
    }

    /** Queues the lane of a record whose permit is released, and returns the next record as {@link #next()}. */
    synchronized InFlightRecord next(InFlightRecord done) {
        RunningBatch batch = done.batch();
        inFlight.remove(done);
        if (batch.countDone()) {
            // the execution may have been stopped and submitted again
            running.remove(batch.computation().id(), batch);
        } else if (batch.hasNext() && !closed) {
            lanes.add(batch);
        }
        return next();
    }

    /**
     * Releases the permit of a record that exceeded its deadline and still holds a thread. At most {@code maxInFlight}
     * threads may be stuck in this way; any further record keeps its permit until it returns, to limit the threads.
     *
     * @return true if this call released the permit
     */
    synchronized boolean abandon(InFlightRecord item) {
        if (stuck == maxInFlight || !item.onReturn(this::onStuckReturn)) {
            return false;
        }
        stuck++;
        return item.release();
    }

    private synchronized void onStuckReturn() {
        stuck--;
    }
}
