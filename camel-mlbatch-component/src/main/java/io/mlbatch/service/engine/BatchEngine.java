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
 * Computes batches. A batch has one lane per record that may be in flight at once. A lane computes one record and is
 * queued again: users take turns, and so do the batches of a user, so that neither a large batch nor a user with many
 * batches delays others.
 *
 * <p>If the processor responds before it returns, its thread continues with the next record in a loop, so that the
 * stack does not grow. A processor that responds later holds no thread meanwhile.
 */
public final class BatchEngine implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BatchEngine.class);

    private final RecordProcessor processor;
    private final Executor executor;
    private final LaneScheduler scheduler;
    private final Deadlines deadlines;
    private final AbandonedRecords abandoned;

    /**
     * @param executor starts the records; must not run them on the calling thread. Has at most {@code maxInFlight}
     *     tasks, or twice as many if records exceed their deadline and ignore the interrupt. Not shut down by the
     *     engine
     * @param maxInFlight records in flight at once, over all batches; at least 1
     * @param deadlines a record that exceeds its deadline fails: its thread is interrupted and its permit released
     * @param abandoned the records that earlier engines abandoned; this engine adds its own
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

    /** Creates an engine without a predecessor. */
    public BatchEngine(RecordProcessor processor, Executor executor, int maxInFlight, Deadlines deadlines) {
        this(processor, executor, maxInFlight, deadlines, new AbandonedRecords());
    }

    /**
     * Starts to compute the records without a result, after the records of the execution that an earlier engine
     * abandoned have returned. Never blocks. Does nothing if the execution is already computed or the engine closed.
     */
    public void submit(Computation computation) {
        abandoned.whenReturned(computation.id(), () -> {
            scheduler.add(computation);
            dispatch();
        });
    }

    /** Starts no further record of an execution and drops the results of those in flight. */
    public void cancel(ExecutionId id) {
        scheduler.cancel(id);
    }

    /** Starts no further record until {@link #resume}. Records in flight complete, and their results are stored. */
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
     * Starts no further record. Records in flight complete, and their results are stored. Records whose processor has
     * not returned are abandoned: the next engine waits for them.
     */
    @Override
    public void close() {
        scheduler.close();
    }

    private void dispatch() {
        for (InFlightRecord item = scheduler.next(); item != null; item = scheduler.next()) {
            start(item);
        }
    }

    /** Starts records on a thread of the executor. */
    private void start(InFlightRecord first) {
        for (InFlightRecord item = first; item != null; ) {
            InFlightRecord started = item;
            try {
                executor.execute(() -> work(started));
                return;
            } catch (RejectedExecutionException e) {
                item.markResponded();
                if (!scheduler.isClosed()) {
                    InFlightRecord rejected = item;
                    store(
                            item,
                            () -> ItemResult.failure(
                                    rejected.index(), "The executor rejected the record: no thread is available"));
                }
                item = scheduler.next(item);
            } catch (OutOfMemoryError e) {
                // a temporary lack of threads or memory must not fail the record
                item.markResponded();
                stop(item.batch());
                logLost(item, e);
                item = scheduler.next(item);
            }
        }
    }

    /** Computes records as long as each has its result when the processor returns. */
    private void work(InFlightRecord first) {
        for (InFlightRecord item = first; item != null; item = item.markReturned() ? scheduler.next(item) : null) {
            try {
                compute(item);
            } catch (RuntimeException | Error e) {
                abort(item);
                logLost(item, e);
            }
        }
    }

    /** Releases a record without a result: memory was insufficient even for a failed one, or it cannot be read. */
    private void abort(InFlightRecord item) {
        if (item.markResponded()) {
            stop(item.batch());
            item.markStored();
        }
    }

    private void compute(InFlightRecord item) {
        Computation computation = item.batch().computation();
        item.begin();
        try {
            computation.begin();
            // an invalid record throws its message here and fails without a call of the processor
            Map<String, Object> record =
                    RecordsJson.readStored(computation.records(item.index(), 1).record(item.index()));
            // starts after the read: a store that is unreadable for a while must not fail the record
            Optional<Future<?>> deadline = deadlines.schedule(() -> expire(item));
            processor.process(computation.id(), item.index(), record, result -> {
                deadline.ifPresent(end -> end.cancel(false));
                finish(item, result);
            });
        } catch (StoreException e) {
            LOG.info("Record {} of execution {} is postponed: {}", item.index(), computation.id(), e.getMessage());
            abort(item);
        } catch (Throwable e) {
            // catches errors too: a lost lane would leave the batch in progress forever
            LOG.debug("Record {} of execution {} failed", item.index(), computation.id(), e);
            finish(item, ItemResult.failure(item.index(), e));
        }
    }

    private void finish(InFlightRecord item, ItemResult result) {
        if (item.markResponded()) {
            try {
                store(item, () -> result);
            } finally {
                if (item.markStored()) {
                    // the thread that started the record has returned
                    start(scheduler.next(item));
                }
            }
        }
    }

    /**
     * Fails a record at its deadline, so that a processor that never responds does not hold its permit: the thread is
     * interrupted, and a later response is dropped.
     */
    private void expire(InFlightRecord item) {
        if (item.markResponded()) {
            try {
                store(
                        item,
                        () -> ItemResult.failure(
                                item.index(),
                                "The record exceeded its time limit of "
                                        + deadlines.limit().toMillis() + " ms"));
            } finally {
                item.interrupt();
                if (item.markStored() || scheduler.abandon(item)) {
                    start(scheduler.next(item));
                }
            }
        }
    }

    private void store(InFlightRecord item, Supplier<ItemResult> result) {
        RunningBatch batch = item.batch();
        try {
            if (!batch.isCanceled()) {
                batch.computation().complete(item.index(), result.get());
            }
        } catch (RuntimeException | Error e) {
            stop(batch);
            logLost(item, e);
        }
    }

    /**
     * Stops an execution, which cannot end without the result that was lost. It is submitted again with the other
     * unfinished executions.
     */
    private void stop(RunningBatch batch) {
        scheduler.cancel(batch);
        batch.computation().onStop();
    }

    private static void logLost(InFlightRecord item, Throwable cause) {
        try {
            ExecutionId id = item.batch().computation().id();
            LOG.error(
                    "The result of record {} was lost; execution {} stops and is resumed later",
                    item.index(),
                    id,
                    cause);
        } catch (OutOfMemoryError again) {
            // the memory is insufficient for a log line too; the caller must continue
            cause.addSuppressed(again);
        }
    }
}
