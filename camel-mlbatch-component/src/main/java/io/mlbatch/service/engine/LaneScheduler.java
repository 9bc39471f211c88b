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
 * Decides which record is next. A batch has as many lanes as records of it may be in flight at once; the lane of a
 * record that is done is queued again. Thread-safe.
 */
final class LaneScheduler {

    private final int maxInFlight;
    private final AbandonedRecords abandoned;

    // all below are guarded by this
    private final Map<ExecutionId, RunningBatch> running = new HashMap<>();
    private final LaneQueue lanes = new LaneQueue();
    private final Set<InFlightRecord> inFlight = new HashSet<>();
    private int stuck;
    private boolean paused;
    private boolean closed;

    /**
     * @param maxInFlight records that are in flight at once, over all batches; at least 1
     * @param abandoned gets the records that hold a thread when the scheduler is closed
     */
    LaneScheduler(int maxInFlight, AbandonedRecords abandoned) {
        this.maxInFlight = maxInFlight;
        this.abandoned = abandoned;
    }

    /**
     * Queues the lanes of a batch. Does nothing when it is being computed or has no record left, nor after the close.
     */
    synchronized void add(Computation computation) {
        // an execution can come twice: from its start, and as one that has not ended
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

    /** Schedules no further record of an execution; results of those in flight are dropped. */
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

    /**
     * Returns the next record, which is in flight from then on; {@code null} when there is none or no place is free.
     */
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

    /** Queues the lane of a record whose place is free, and returns the next record as {@link #next()}. */
    synchronized InFlightRecord next(InFlightRecord done) {
        RunningBatch batch = done.batch();
        inFlight.remove(done);
        if (batch.settle()) {
            // the execution may have been stopped and submitted again
            running.remove(batch.computation().id(), batch);
        } else if (batch.hasNext() && !closed) {
            lanes.add(batch);
        }
        return next();
    }

    /**
     * Frees the place of a record that exceeded its deadline and still holds a thread. As many threads as there are
     * places may be stuck so; beyond that a record keeps its place until it returns: threads have a limit.
     *
     * @return true when the place is free by that
     */
    synchronized boolean abandon(InFlightRecord item) {
        if (stuck == maxInFlight || !item.onReturn(this::unstick)) {
            return false;
        }
        stuck++;
        return item.release();
    }

    private synchronized void unstick() {
        stuck--;
    }
}
