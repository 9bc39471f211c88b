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

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

import io.mlbatch.protocol.json.ServiceResponseBuffer;
import io.mlbatch.service.store.Computation;
import io.mlbatch.service.store.ProducedArtifact;
import io.mlbatch.service.store.ResultRun;

/**
 * The results of a slice that are not in the store yet. One generator writes them all. They are stored in runs: when
 * the buffer is full, at the end of the slice, and by a timer while the slice continues. Thread-safe.
 */
final class SliceResults {

    /** A run accepts no further results beyond this number of bytes. */
    private static final int FULL = 64 * 1024;

    private final Computation computation;
    private final ExecutionListener listener;
    private ServiceResponseBuffer buffer;
    private int[] ends = new int[16];
    private BitSet failed = new BitSet();
    private int first;
    private int count;

    SliceResults(Computation computation, ExecutionListener listener) {
        this.computation = computation;
        this.listener = listener;
    }

    /** Adds the result of a record. Blocks while the store is behind. */
    synchronized void add(int index, RecordOutcome outcome) {
        if (count > 0 && (index != first + count || buffer.size() >= FULL)) {
            flush();
        }
        if (!outcome.artifacts().isEmpty()) {
            flush();
        }
        if (buffer == null) {
            buffer = new ServiceResponseBuffer();
        }
        RecordOutcome written = outcome.writeTo(buffer);
        List<ProducedArtifact> artifacts = written.artifacts();
        if (count == 0) {
            first = index;
        }
        if (count == ends.length) {
            ends = Arrays.copyOf(ends, 2 * count);
        }
        failed.set(count, written.isFailed());
        ends[count++] = buffer.size();
        if (written.isFailed()) {
            listener.failed(computation, index, written.error());
        }
        if (!artifacts.isEmpty()) {
            store(artifacts);
        }
    }

    /** Stores the results that are not stored yet. Blocks while the store is behind. */
    synchronized void flush() {
        if (count > 0) {
            store(List.of());
        }
    }

    private void store(List<ProducedArtifact> artifacts) {
        ResultRun run = new ResultRun(first, buffer.take(), Arrays.copyOf(ends, count), failed, artifacts);
        count = 0;
        failed = new BitSet();
        computation.complete(run);
        listener.computed(computation, run.count(), run.failedCount());
    }
}
