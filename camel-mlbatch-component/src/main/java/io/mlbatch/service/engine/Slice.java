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

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.mlbatch.service.store.StoreException;

/**
 * The turn of a lane: consecutive records of one batch, computed chunk by chunk. Used by one thread at a time, except
 * for {@link #current} and {@link #results}.
 */
final class Slice {

    private static final Logger LOG = LoggerFactory.getLogger(Slice.class);
    /** A chunk accepts no further records beyond this number of bytes of JSON. */
    private static final int MAX_CHUNK_BYTES = 4 << 20;

    private final RunningBatch batch;
    private final BooleanSupplier halted;
    private final LongSupplier nanoTime;
    private final SliceReader reader;
    private final SliceResults results;
    // the next range comes first
    private final Deque<RunningBatch.Range> ranges = new ArrayDeque<>();
    private long begin;
    private int done;
    private volatile InFlightChunk current;

    /** @param halted returns true while no chunk may start */
    Slice(
            RunningBatch batch,
            RunningBatch.Range range,
            RecordChecks checks,
            BooleanSupplier halted,
            LongSupplier nanoTime,
            ExecutionListener listener) {
        this.batch = batch;
        this.halted = halted;
        this.nanoTime = nanoTime;
        this.reader = new SliceReader(batch.computation(), checks, range.to());
        this.results = new SliceResults(batch.computation(), listener);
        ranges.push(range);
    }

    RunningBatch batch() {
        return batch;
    }

    SliceResults results() {
        return results;
    }

    /** Returns the chunk that was started last; {@code null} before the first one. */
    InFlightChunk current() {
        return current;
    }

    /**
     * Returns the next chunk, which is then in flight; {@code null} if the slice ends. Invalid records fail without a
     * chunk.
     *
     * @throws StoreException if a record cannot be read now
     */
    InFlightChunk next() {
        if (begin == 0) {
            begin = nanoTime.getAsLong();
            batch.computation().begin();
        }
        RecordChunk chunk = null;
        while (chunk == null && !ranges.isEmpty() && !isOver()) {
            chunk = read(ranges.pop());
        }
        if (chunk == null) {
            return null;
        }
        InFlightChunk started = new InFlightChunk(this, chunk);
        current = started;
        // checked after it was published: a scheduler that is closed registers all chunks that it finds
        if (halted.getAsBoolean()) {
            restore(chunk);
            started.markReturned();
            return null;
        }
        return started;
    }

    private boolean isOver() {
        return batch.isCanceled() || halted.getAsBoolean() || nanos() > SliceLength.MAX_NANOS;
    }

    /** Reads the first records of a range, up to an invalid one. */
    private RecordChunk read(RunningBatch.Range range) {
        int max = Math.min(batch.chunkSize(), range.to() - range.from());
        List<Map<String, Object>> records = max == 1 ? new ArrayList<>(1) : new ArrayList<>(max);
        int next = range.from();
        for (long bytes = 0; next < range.from() + max && bytes < MAX_CHUNK_BYTES; next++) {
            try {
                records.add(reader.read(next));
                bytes += reader.size();
            } catch (StoreException e) {
                throw e;
            } catch (Throwable e) {
                // catches errors too: a lost lane would leave the batch in progress forever
                if (records.isEmpty()) {
                    LOG.debug(
                            "Record {} of {} cannot be computed",
                            next,
                            batch.computation().id(),
                            e);
                    complete(next++, RecordOutcome.failure(e));
                }
                break;
            }
        }
        if (next < range.to()) {
            ranges.push(new RunningBatch.Range(next, range.to()));
        }
        return records.isEmpty()
                ? null
                : new RecordChunk(
                        batch.computation().id(),
                        batch.computation().owner(),
                        next - records.size(),
                        batch.total(),
                        records,
                        batch.computation().traceparent());
    }

    /** Handles the outcome of a chunk. A chunk that failed is halved unless it is a single record. */
    void accept(RecordChunk chunk, ChunkOutcome outcome) {
        if (outcome.failure() == null) {
            for (int position = 0; position < chunk.size(); position++) {
                complete(chunk.first() + position, outcome.records().get(position));
            }
        } else if (chunk.size() == 1) {
            complete(chunk.first(), RecordOutcome.failure(outcome.failure()));
        } else {
            LOG.debug("The computation of {} failed; the chunk is halved", chunk, outcome.failure());
            int middle = chunk.first() + chunk.size() / 2;
            ranges.push(new RunningBatch.Range(middle, chunk.first() + chunk.size()));
            ranges.push(new RunningBatch.Range(chunk.first(), middle));
        }
    }

    /** Fails the records that are not computed. */
    void failRest(String message) {
        for (RunningBatch.Range range : remainder()) {
            for (int index = range.from(); index < range.to(); index++) {
                complete(index, RecordOutcome.failure(message));
            }
        }
    }

    private void complete(int index, RecordOutcome outcome) {
        done++;
        if (!batch.isCanceled()) {
            results.add(index, outcome);
        }
    }

    private void restore(RecordChunk chunk) {
        ranges.push(new RunningBatch.Range(chunk.first(), chunk.first() + chunk.size()));
    }

    /** Returns true if all records have a result. */
    boolean isComplete() {
        return ranges.isEmpty();
    }

    /** Removes and returns the records that are not computed. */
    List<RunningBatch.Range> remainder() {
        List<RunningBatch.Range> left = List.copyOf(ranges);
        ranges.clear();
        return left;
    }

    /** Returns the number of records that have a result. */
    int done() {
        return done;
    }

    /** Returns the time since the start of the slice. */
    long nanos() {
        return begin == 0 ? 0 : nanoTime.getAsLong() - begin;
    }
}
