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
package io.mlbatch.service.store;

import java.util.BitSet;
import java.util.Optional;

import io.mlbatch.protocol.BatchStatus;
import io.mlbatch.protocol.ExecutionId;

/**
 * Records to compute and the destination of their results. The view of an engine, which does not need a store; an
 * {@link Execution} is held by a store. Thread-safe.
 *
 * <p>Indexes are 0-based, in the order in which the records were sent.
 */
public interface Computation {

    ExecutionId id();

    /** Returns the user who owns the records and takes turns with other users; empty if callers do not log in. */
    String owner();

    /** Returns the trace of the start, as in the header of that name. */
    default Optional<String> traceparent() {
        return Optional.empty();
    }

    /** Identifies the work of an engine: an execution, or a part of one. */
    default Object key() {
        return id();
    }

    /** Returns the progress; {@code parallelCount} is the requested one. */
    BatchStatus status();

    /** Returns the index of the first record to compute. */
    default int from() {
        return 0;
    }

    /** Returns the index after the last record to compute. */
    default int to() {
        return status().totalItemCount();
    }

    /**
     * Returns input records from an index on: at least one, at most the given number, fewer where the store ends a
     * block. Blocks while the records cannot be read.
     *
     * @throws StoreException if the records cannot be read now
     */
    RecordRun records(int from, int max);

    /** Marks the computation as in progress. Later calls have no effect. */
    void begin();

    /**
     * Stores results; the last missing result completes the execution. A second result for a record is dropped. May
     * return before the results are stored and counted in {@link #status}. Blocks while the disk is behind.
     */
    void complete(ResultRun results);

    /** Stores the result of one record. */
    default void complete(int index, ItemResult result) {
        complete(ResultRun.of(index, result));
    }

    /** Called when the computation stops for now because a result could not be stored. */
    default void onStop() {}

    /**
     * Returns a copy of the indexes that have a result. The other indexes from {@link #from} to {@link #to} are still
     * to be computed.
     */
    BitSet completed();
}
