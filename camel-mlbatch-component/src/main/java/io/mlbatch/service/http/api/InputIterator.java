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
package io.mlbatch.service.http.api;

import java.util.Iterator;
import java.util.NoSuchElementException;

import io.mlbatch.service.store.Execution;
import io.mlbatch.service.store.RecordRun;

/** Iterates over the input records of an execution, and reads them from the store in runs. */
final class InputIterator implements Iterator<byte[]> {

    private final Execution execution;
    private final int end;
    private RecordRun run;
    private int next;

    /** @param end the index after the last record; not beyond the records of the execution */
    InputIterator(Execution execution, int from, int end) {
        this.execution = execution;
        this.end = end;
        this.next = from;
    }

    @Override
    public boolean hasNext() {
        return next < end;
    }

    @Override
    public byte[] next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        if (run == null || !run.contains(next)) {
            run = execution.inputs(next, end - next);
        }
        return run.record(next++);
    }
}
