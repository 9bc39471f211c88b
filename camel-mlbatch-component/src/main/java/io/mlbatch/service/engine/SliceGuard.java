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

import java.util.concurrent.CancellationException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.mlbatch.service.store.StoreException;

/**
 * Reads and writes the slices of an engine. If that fails, the execution of the slice stops, and not the lane that
 * computes it.
 */
final class SliceGuard {

    // the class that users know
    private static final Logger LOG = LoggerFactory.getLogger(BatchEngine.class);

    private final LaneScheduler scheduler;

    SliceGuard(LaneScheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** Returns the next chunk of a slice; {@code null} if the slice ends, also because its records cannot be read. */
    InFlightChunk next(Slice slice) {
        try {
            return slice.next();
        } catch (StoreException e) {
            LOG.info(
                    "Execution {} is postponed: {}", slice.batch().computation().id(), e.getMessage());
            stop(slice.batch());
        } catch (CancellationException e) {
            LOG.debug("Execution {} was canceled", slice.batch().computation().id(), e);
            stop(slice.batch());
        } catch (RuntimeException | Error e) {
            stop(slice, e);
        }
        return null;
    }

    void flush(Slice slice) {
        if (!slice.batch().isCanceled()) {
            write(slice, slice.results()::flush);
        }
    }

    void accept(InFlightChunk chunk, ChunkOutcome outcome) {
        write(chunk.slice(), () -> chunk.slice().accept(chunk.chunk(), outcome));
    }

    void failRest(Slice slice, String reason) {
        write(slice, () -> slice.failRest(reason));
    }

    private void write(Slice slice, Runnable write) {
        try {
            write.run();
        } catch (RuntimeException | Error e) {
            stop(slice, e);
        }
    }

    /**
     * Stops an execution, which cannot end without the result that was lost. It is submitted again with the other
     * unfinished executions.
     */
    void stop(Slice slice, Throwable cause) {
        stop(slice.batch());
        try {
            LOG.error(
                    "A result was lost; execution {} stops and is resumed later",
                    slice.batch().computation().id(),
                    cause);
        } catch (OutOfMemoryError again) {
            // the memory is insufficient for a log line too; the caller must continue
            cause.addSuppressed(again);
        }
    }

    private void stop(RunningBatch batch) {
        scheduler.cancel(batch);
        batch.computation().onStop();
    }
}
