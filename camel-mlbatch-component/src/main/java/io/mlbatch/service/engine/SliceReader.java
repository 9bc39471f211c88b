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

import java.io.IOException;
import java.util.Map;

import io.mlbatch.protocol.json.RecordsJson;
import io.mlbatch.service.store.Computation;
import io.mlbatch.service.store.RecordRun;
import io.mlbatch.service.store.StoreException;

/** Reads the records of a slice; one parser reads all records of a run. Not thread-safe. */
final class SliceReader {

    private final Computation computation;
    private final RecordChecks checks;
    private final int end;
    private RecordRun run;
    private RecordsJson.StoredRecords records;
    private int next;

    /** @param end the index after the last record of the slice */
    SliceReader(Computation computation, RecordChecks checks, int end) {
        this.computation = computation;
        this.checks = checks;
        this.end = end;
    }

    /**
     * Reads a record. Fast if it follows the record that was read before.
     *
     * @throws io.mlbatch.protocol.InvalidRecordException if the record is invalid
     * @throws StoreException if the record cannot be read now
     */
    Map<String, Object> read(int index) throws IOException {
        if (run == null || index != next || !run.contains(index)) {
            run = computation.records(index, end - index);
            records = RecordsJson.readStored(run.array(), run.offset(), run.length());
        }
        next = -1;
        Map<String, Object> record = records.next();
        next = index + 1;
        return checks.encode(index, record);
    }

    /** Returns the size in bytes of the record that was read last. */
    int size() {
        return run.size(next - 1);
    }
}
