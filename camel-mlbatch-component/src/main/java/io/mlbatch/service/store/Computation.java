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

import io.mlbatch.protocol.BatchStatus;
import io.mlbatch.protocol.ExecutionId;

/**
 * What is to be computed: records, and where their results go. All that an engine needs to know; that a store holds it
 * is the matter of an {@link Execution}. Thread-safe.
 *
 * <p>Indexes are 0-based, in the order in which the records were sent.
 */
public interface Computation {

    ExecutionId id();

    /** The user that it belongs to, who takes turns with other users; empty where callers do not log in. */
    String owner();

    /** Where it stands; {@code parallelCount} is the one that was asked for. */
    BatchStatus status();

    /**
     * One input record, as {@link io.mlbatch.protocol.json.RecordsJson#writeRecord} wrote it. Waits while it cannot be
     * read.
     *
     * @throws StoreException when it cannot be read for now
     */
    byte[] record(int index);

    /** Tells that the first record is being computed: pending becomes in progress. Does nothing after that. */
    void begin();

    /**
     * Keeps the result of one record; the last one makes the execution complete. A second result is dropped. May return
     * before the result is kept, and counts in {@link #status}; waits while a disk is behind.
     */
    void complete(int index, ItemResult result);

    /** Nothing more is computed for now, because a result could not be kept. */
    default void onStop() {}

    /** The indexes that have a result: what is left to compute is the others. A copy. */
    BitSet completed();
}
