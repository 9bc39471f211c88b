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

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.mlbatch.service.store.Computation;

/**
 * Computes batches. A batch has one lane per chunk that may be in flight at once. A lane computes one slice, chunk by
 * chunk, and is queued again: users take turns, and so do the batches of a user, so that neither a large batch nor a
 * user with many batches delays others.
 *
 * <p>If the processor responds before it returns, its thread continues with the next chunk in a loop, so that the stack
 * does not grow. A processor that responds later holds no thread meanwhile.
 */
public final class BatchEngine implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BatchEngine.class);

    private final ChunkProcessor processor;
    private final Executor executor;
    private final LaneScheduler scheduler;
    private final Deadlines deadlines;
    private final SliceGuard slices;
    private final SliceFlusher flusher;
    private final AbandonedRecords abandoned;

    /**
     * @param checks encode the stored records for the processor
     * @param executor starts the chunks; must not run them on the calling thread. Has at most {@code maxInFlight}
     *     tasks, or twice as many if chunks exceed their deadline and ignore the interrupt, and one that flushes
     *     results. Not shut down by the engine
     * @param deadlines a chunk that exceeds its deadline fails: its thread is interrupted and its slice continues
     * @param flushTimer makes results visible while a slice continues
     * @param abandoned the chunks that earlier engines abandoned; this engine adds its own
     */
    public BatchEngine(
            ChunkProcessor processor,
            RecordChecks checks,
            Executor executor,
            EngineSizes sizes,
            Deadlines deadlines,
            FlushTimer flushTimer,
            AbandonedRecords abandoned) {
        this.processor = processor;
        this.executor = executor;
        this.scheduler = new LaneScheduler(sizes.maxInFlight(), sizes.chunkSize(), checks, abandoned, sizes.nanoTime());
        this.deadlines = deadlines;
        this.slices = new SliceGuard(scheduler);
        this.flusher = new SliceFlusher(flushTimer, scheduler, slices::flush);
        this.abandoned = abandoned;
    }

    /** Notifies a listener of the executions, instead of the one before. To be called before the first submit. */
    public void observe(ExecutionListener listener) {
        scheduler.observe(listener);
    }

    ExecutionListener listener() {
        return scheduler.listener();
    }

    /**
     * Starts to compute the records without a result, after the chunks of the computation that an earlier engine
     * abandoned have returned. Never blocks. Does nothing if it is already computed or the engine closed.
     *
     * @return completes once the engine has stopped working on the computation and has passed on its results
     */
    public CompletionStage<Void> submit(Computation computation) {
        CompletableFuture<Void> returned = new CompletableFuture<>();
        abandoned.whenReturned(computation, () -> {
            scheduler.add(computation).thenRun(() -> returned.complete(null));
            dispatch();
        });
        return returned;
    }

    /**
     * Starts no further chunk of the {@linkplain Computation#key computation}; drops the results of those in flight.
     */
    public void cancel(Object key) {
        scheduler.cancel(key);
    }

    /** Starts no further slice of a computation. The slices in flight end soon, and their results are stored. */
    public void release(Object key) {
        scheduler.release(key);
    }

    /** Starts no further chunk until {@link #resume}. Chunks in flight complete, and their results are stored. */
    public void pause() {
        scheduler.pause();
    }

    /** Continues after {@link #pause}. */
    public void resume() {
        scheduler.resume();
        dispatch();
    }

    /** Returns true if no record is queued or in flight; records that a paused engine has queued do not count. */
    public boolean isIdle() {
        return scheduler.isIdle();
    }

    public boolean isPaused() {
        return scheduler.isPaused();
    }

    /**
     * Starts no further chunk. Chunks in flight complete, and their results are stored. Chunks whose processor has not
     * returned are abandoned: the next engine waits for them.
     */
    @Override
    public void close() {
        scheduler.close(slices::flush);
    }

    private void dispatch() {
        for (Slice slice = scheduler.next(); slice != null; slice = scheduler.next()) {
            start(slice);
            flusher.schedule();
        }
    }

    /** Starts or continues a slice on a thread of the executor. Ends the slice if no thread is available. */
    private void start(Slice slice) {
        try {
            executor.execute(() -> work(slice));
        } catch (RejectedExecutionException e) {
            if (!scheduler.isClosed()) {
                slices.failRest(slice, "The executor rejected the record: no thread is available");
            }
            end(slice);
        } catch (OutOfMemoryError e) {
            // a temporary lack of threads or memory must not fail the records
            slices.stop(slice, e);
            end(slice);
        }
    }

    private void end(Slice slice) {
        slices.flush(slice);
        scheduler.end(slice);
    }

    /** Continues a slice after a chunk whose processor had returned before its outcome. */
    private void proceed(Slice slice) {
        if (slice.isComplete()) {
            end(slice);
        } else {
            start(slice);
        }
        dispatch();
    }

    /** Computes slices as long as each chunk has its outcome when the processor returns. */
    private void work(Slice first) {
        for (Slice slice = first; slice != null; slice = nextAfter(slice)) {
            for (InFlightChunk chunk = slices.next(slice); chunk != null; chunk = slices.next(slice)) {
                try {
                    compute(chunk);
                } catch (RuntimeException | Error e) {
                    abort(chunk, e);
                }
                if (!chunk.markReturned()) {
                    return;
                }
            }
        }
    }

    private Slice nextAfter(Slice ended) {
        end(ended);
        Slice next = scheduler.next();
        if (next != null) {
            flusher.schedule();
        }
        // the slice may have left records for other lanes
        dispatch();
        return next;
    }

    /** Ends a chunk without an outcome: the memory was insufficient even for a failed one. */
    private void abort(InFlightChunk chunk, Throwable cause) {
        if (chunk.markResponded()) {
            chunk.markHandled();
        }
        slices.stop(chunk.slice(), cause);
    }

    private void compute(InFlightChunk chunk) {
        chunk.begin();
        Optional<Future<?>> deadline = deadlines.schedule(() -> expire(chunk));
        try {
            processor.process(chunk.chunk(), outcome -> {
                deadline.ifPresent(end -> end.cancel(false));
                finish(chunk, outcome);
            });
        } catch (Throwable e) {
            // catches errors too: a lost lane would leave the batch in progress forever
            LOG.debug("The computation of {} failed", chunk.chunk(), e);
            deadline.ifPresent(end -> end.cancel(false));
            finish(chunk, ChunkOutcome.failed(e));
        }
    }

    private void finish(InFlightChunk chunk, ChunkOutcome outcome) {
        if (chunk.markResponded()) {
            try {
                slices.accept(chunk, outcome);
            } finally {
                if (chunk.markHandled()) {
                    // the thread that started the chunk has returned
                    proceed(chunk.slice());
                }
            }
        }
    }

    /**
     * Fails a chunk at its deadline, so that a processor that never responds does not hold up its slice: the thread is
     * interrupted, and a later response is dropped.
     */
    private void expire(InFlightChunk chunk) {
        if (chunk.markResponded()) {
            try {
                slices.accept(chunk, ChunkOutcome.failed(deadlines.exceeded()));
            } finally {
                chunk.interrupt();
                if (chunk.markHandled() || scheduler.abandon(chunk)) {
                    proceed(chunk.slice());
                }
            }
        }
    }
}
