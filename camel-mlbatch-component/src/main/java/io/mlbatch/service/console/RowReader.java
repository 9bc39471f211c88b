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
package io.mlbatch.service.console;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.mlbatch.protocol.ServiceDescription;
import io.mlbatch.service.store.Execution;
import io.mlbatch.service.store.IndexedResult;
import io.mlbatch.service.store.RecordRun;

/** Reads rows of an execution in any order. Not thread-safe. */
final class RowReader {

    /** Rows that are read at once by a caller that needs all of them; the store limits the bytes. */
    static final int MANY = 10_000;

    private final Execution execution;
    private final ServiceDescription service;
    private final int total;
    private final int ahead;
    private RecordRun inputs;
    private final Map<Integer, byte[]> results = new HashMap<>();
    private int resultsFrom;
    private int resultsEnd;

    /**
     * @param service declares the types of inputs and outputs
     * @param ahead the number of rows that are read at once, at least 1
     */
    RowReader(Execution execution, ServiceDescription service, int ahead) {
        this.execution = execution;
        this.service = service;
        this.total = execution.status().totalItemCount();
        this.ahead = ahead;
    }

    Row read(int index) {
        if (index < resultsFrom || index >= resultsEnd) {
            readResults(index);
        }
        return row(index, Optional.ofNullable(results.get(index)), true);
    }

    private void readResults(int from) {
        results.clear();
        List<IndexedResult> page = execution.results(from, ahead);
        page.forEach(result -> results.put(result.index(), result.response()));
        resultsFrom = from;
        // the store skips missing results
        resultsEnd = page.isEmpty() ? total : page.get(page.size() - 1).index() + 1;
    }

    /** Returns the row of a result. */
    Row row(IndexedResult result, boolean withInput) {
        return row(result.index(), Optional.of(result.response()), withInput);
    }

    private Row row(int index, Optional<byte[]> result, boolean withInput) {
        return new Row(index, service, withInput ? Optional.of(input(index)) : Optional.empty(), result);
    }

    private byte[] input(int index) {
        if (inputs == null || !inputs.contains(index)) {
            inputs = execution.inputs(index, ahead);
        }
        return inputs.record(index);
    }
}
