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
package io.mlbatch.service.store.jdbc.execution;

import java.util.BitSet;
import java.util.List;

import io.mlbatch.service.store.ResultRun;

/** The results of a producer that are stored or queued. A second result for a record is dropped. Thread-safe. */
public final class AcceptedResults {

    /** Queues the write of a run. */
    public interface Queue {

        /** Returns false if the run will not be stored. Blocks while the disk is behind. */
        boolean write(ResultRun run);
    }

    // by index
    private final BitSet accepted;

    /** @param stored the indexes that have a result; is modified */
    public AcceptedResults(BitSet stored) {
        this.accepted = stored;
    }

    /** Queues the results of the run that are missing. */
    public void add(ResultRun results, Queue queue) {
        List<ResultRun> missing = accept(results);
        int queued = 0;
        try {
            while (queued < missing.size() && queue.write(missing.get(queued))) {
                queued++;
            }
        } finally {
            missing.subList(queued, missing.size()).forEach(this::discard);
        }
    }

    private synchronized List<ResultRun> accept(ResultRun results) {
        List<ResultRun> missing = results.without(accepted);
        missing.forEach(run -> accepted.set(run.first(), run.end()));
        return missing;
    }

    /** Discards results that are not stored, so that their records may be computed again. */
    public synchronized void discard(ResultRun run) {
        accepted.clear(run.first(), run.end());
    }

    /** Returns a copy of the indexes. */
    public synchronized BitSet indexes() {
        return (BitSet) accepted.clone();
    }
}
