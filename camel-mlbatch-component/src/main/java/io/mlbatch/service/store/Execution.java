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

import java.io.InputStream;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

import io.mlbatch.protocol.BatchStatus;
import io.mlbatch.protocol.ExecutionId;

/**
 * One batch execution that a store holds: its records, and what has been computed of them so far. Thread-safe. A handle
 * outlives the deletion of its execution: what it is told then is dropped.
 *
 * <p>Indexes are 0-based, in the order in which the records were sent.
 */
public interface Execution {

    ExecutionId id();

    /** The user that it belongs to; empty where nobody has to log in. */
    String owner();

    /** Where it stands; {@code parallelCount} is the one that was asked for. */
    BatchStatus status();

    /** One input record, as {@link io.mlbatch.protocol.json.RecordsJson#writeRecord} wrote it. */
    byte[] record(int index);

    /** Tells that the first record is being computed: pending becomes in progress. Does nothing after that. */
    void begin();

    /**
     * Keeps the result of one record; the last one makes the execution complete. A second result is dropped. May return
     * before the result is kept, and counts in {@link #status}; waits while a disk is behind.
     */
    void complete(int index, ItemResult result);

    /** The indexes that have a result: what is left to compute is the others. A copy. */
    BitSet completed();

    /**
     * Some results from that index on, by index; those that are not there (yet) are left out. Empty when there is none
     * from there on. As many as are good to hold at once.
     */
    List<IndexedResult> results(int from);

    /** The names of the files that one record left, in the order of the route; empty where there are none (yet). */
    List<String> artifactNames(int index);

    /** One file of one record; the caller closes it. Empty where there is none of that name. */
    Optional<InputStream> artifact(int index, String name);
}
