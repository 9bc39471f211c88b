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

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.json.RecordsJson;
import io.mlbatch.service.store.Computation;
import io.mlbatch.service.store.ItemResult;
import io.mlbatch.service.store.StoreException;

/**
 * Computes batches. A batch has as many lanes as records of it may be in flight at once. A lane takes one record, and
 * when that is done it is queued again: users take turns, and the batches of a user take turns within the user's, so
 * that neither a large batch nor a user with many batches holds up others.
 *
 * <p>A thread that has begun a record goes on with the next one when the processor has answered before it returned: the
 * stack never grows. While a processor that answers later has a record, no thread is held.
 */
public final class BatchEngine implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BatchEngine.class);

    private final RecordProcessor processor;
    private final Executor executor;
    private final LaneScheduler scheduler;
    private final Deadlines deadlines;
    private final AbandonedRecords abandoned;

    /**
     * @param executor begins the records; must not run them on the calling thread. Never has more than twice
     *     {@code maxInFlight} tasks, and no more than {@code maxInFlight} unless records exceed their deadline and
     *     ignore the interrupt. Stays the caller's
     * @param maxInFlight records that are in flight at once, over all batches; at least 1
     * @param deadlines a record that is not done by then has failed: its thread is interrupted, and its place is the
     *     next one's
     * @param abandoned the records that earlier engines left behind, and those that this one leaves
     */
    public BatchEngine(
            RecordProcessor processor,
            Executor executor,
            int maxInFlight,
            Deadlines deadlines,
            AbandonedRecords abandoned) {
        this.processor = processor;
        this.executor = executor;
        this.scheduler = new LaneScheduler(maxInFlight, abandoned);
        this.deadlines = deadlines;
        this.abandoned = abandoned;
    }

    /** An engine that has no predecessor. */
    public BatchEngine(RecordProcessor processor, Executor executor, int maxInFlight, Deadlines deadlines) {
        this(processor, executor, maxInFlight, deadlines, new AbandonedRecords());
    }

    /**
     * Starts to compute the records that have no result yet, and returns at once; waits for the records of the
     * execution that an earlier engine abandoned. Does nothing when the execution is being computed, nor after
     * {@link #close}.
     */
    public void submit(Computation computation) {
        abandoned.whenReturned(computation.id(), () -> {
            scheduler.add(computation);
            dispatch();
        });
    }

    /** Starts no further record of an execution, and drops the results of those in flight. */
    public void cancel(ExecutionId id) {
        scheduler.cancel(id);
    }

    /** Starts no further record until {@link #resume}. Those in flight run to their end, and their results are kept. */
    public void pause() {
        scheduler.pause();
    }

    /** Continues after {@link #pause}. */
    public void resume() {
        scheduler.resume();
        dispatch();
    }

    public boolean isPaused() {
        return scheduler.isPaused();
    }

    /**
     * Starts no further record. Those in flight run to their end, and their results are kept. Records whose processor
     * has not returned are abandoned: the next engine waits for them.
     */
    @Override
    public void close() {
        scheduler.close();
    }

    private void dispatch() {
        for (InFlightRecord item = scheduler.next(); item != null; item = scheduler.next()) {
            begin(item);
        }
    }

    /** Begins records on a thread of the executor. */
    private void begin(InFlightRecord first) {
        for (InFlightRecord item = first; item != null; ) {
            InFlightRecord begun = item;
            try {
                executor.execute(() -> work(begun));
                return;
            } catch (RejectedExecutionException e) {
                item.markAnswered();
                if (!scheduler.isClosed()) {
                    InFlightRecord rejected = item;
                    keep(item, () -> ItemResult.failure(rejected.index(), "No thread was free for the record"));
                }
                item = scheduler.next(item);
            } catch (OutOfMemoryError e) {
                // the system has no more threads or memory for now: not the record's fault
                item.markAnswered();
                stop(item.batch());
                report(item, e);
                item = scheduler.next(item);
            }
        }
    }

    /** Goes from one record to the next, as long as they are done when the processor returns. */
    private void work(InFlightRecord first) {
        for (InFlightRecord item = first; item != null; item = item.markReturned() ? scheduler.next(item) : null) {
            try {
                compute(item);
            } catch (RuntimeException | Error e) {
                giveUp(item);
                report(item, e);
            }
        }
    }

    /** Without a result: there was no memory even for a failed one, or the record cannot be read. */
    private void giveUp(InFlightRecord item) {
        if (item.markAnswered()) {
            stop(item.batch());
            item.markKept();
        }
    }

    private void compute(InFlightRecord item) {
        Computation computation = item.batch().computation();
        item.begin();
        try {
            computation.begin();
            // an invalid record throws its message here and fails without a call of the processor
            Map<String, Object> record = RecordsJson.readStored(computation.record(item.index()));
            // not before: a store that cannot be read for a while is not the record's fault
            Optional<Future<?>> deadline = deadlines.watch(() -> expire(item));
            processor.process(computation.id(), item.index(), record, result -> {
                deadline.ifPresent(end -> end.cancel(false));
                finish(item, result);
            });
        } catch (StoreException e) {
            LOG.info(
                    "Record {} of execution {} is not computed now: {}",
                    item.index(),
                    computation.id(),
                    e.getMessage());
            giveUp(item);
        } catch (Throwable e) {
            // errors too: a lane that is lost would leave the batch in progress for ever
            LOG.debug("Record {} of execution {} failed", item.index(), computation.id(), e);
            finish(item, ItemResult.failure(item.index(), e));
        }
    }

    private void finish(InFlightRecord item, ItemResult result) {
        if (item.markAnswered()) {
            try {
                keep(item, () -> result);
            } finally {
                if (item.markKept()) {
                    // the thread that began the record is gone
                    begin(scheduler.next(item));
                }
            }
        }
    }

    /**
     * A processor that never responds must not keep the places of all others: its thread is interrupted, and a later
     * response is dropped.
     */
    private void expire(InFlightRecord item) {
        if (item.markAnswered()) {
            try {
                keep(
                        item,
                        () -> ItemResult.failure(
                                item.index(),
                                "The record was not done within "
                                        + deadlines.limit().toMillis() + " ms"));
            } finally {
                item.interrupt();
                if (item.markKept() || scheduler.abandon(item)) {
                    begin(scheduler.next(item));
                }
            }
        }
    }

    private void keep(InFlightRecord item, Supplier<ItemResult> result) {
        RunningBatch batch = item.batch();
        try {
            if (!batch.isCanceled()) {
                batch.computation().complete(item.index(), result.get());
            }
        } catch (RuntimeException | Error e) {
            stop(batch);
            report(item, e);
        }
    }

    /**
     * Computes an execution no further: it cannot come to its end without the result that was lost. It is submitted
     * again with the others that are unfinished.
     */
    private void stop(RunningBatch batch) {
        scheduler.cancel(batch);
        batch.computation().onStop();
    }

    private static void report(InFlightRecord item, Throwable cause) {
        try {
            ExecutionId id = item.batch().computation().id();
            LOG.error("The result of record {} was lost: execution {} stops for now", item.index(), id, cause);
        } catch (OutOfMemoryError again) {
            // for a line of the log there is no memory either; the caller must continue
            cause.addSuppressed(again);
        }
    }
}
