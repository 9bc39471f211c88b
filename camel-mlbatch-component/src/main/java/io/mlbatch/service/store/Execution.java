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
import java.util.List;
import java.util.Optional;

/**
 * A batch execution in a store: a {@link Computation} whose results callers can read. Thread-safe. A handle stays valid
 * after the deletion of its execution; results that arrive later are dropped.
 */
public interface Execution extends Computation {

    /**
     * Returns a page of the results from an index on, in the order of their indexes. Missing results are skipped. Empty
     * if there is no result from that index on. The size of a page limits the memory that a caller needs.
     */
    default List<IndexedResult> results(int from) {
        return results(from, Integer.MAX_VALUE);
    }

    /** Returns a page of at most the given number of results, as {@link #results(int)}. */
    List<IndexedResult> results(int from, int max);

    /**
     * Returns input records as {@link #records}, also after the end of the execution. Does not wait for a store that
     * cannot be read.
     *
     * @throws StoreException if the records cannot be read now, or the execution was deleted
     */
    RecordRun inputs(int from, int max);

    /**
     * Runs an action once the execution has ended or was deleted: at once if that is so already, otherwise on a thread
     * of the store. The action must return quickly and must not throw.
     *
     * @return removes the action; has no effect once the action has run
     */
    Runnable onEnd(Runnable action);

    /** Returns the artifact names of one record in the order of the route; empty if it has none (yet). */
    List<String> artifactNames(int index);

    /** Opens an artifact of one record, which the caller closes. Empty if the record has no artifact of that name. */
    Optional<InputStream> artifact(int index, String name);
}
