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

import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.mlbatch.protocol.ExecutionId;

/**
 * Consecutive records of one execution that are computed together.
 *
 * @param id the execution that the records belong to
 * @param owner the user who started it; empty if callers do not log in
 * @param first the 0-based index of the first record
 * @param total the number of records of the execution
 * @param records the records as they were accepted, at least one; may be modified
 * @param traceparent the trace of the start, as in the header of that name
 */
public record RecordChunk(
        ExecutionId id,
        String owner,
        int first,
        int total,
        List<Map<String, Object>> records,
        Optional<String> traceparent) {

    /** Creates a chunk without a trace. */
    public RecordChunk(ExecutionId id, String owner, int first, int total, List<Map<String, Object>> records) {
        this(id, owner, first, total, records, Optional.empty());
    }

    public int size() {
        return records.size();
    }

    /** Returns the indexes of the records, for messages. */
    @Override
    public String toString() {
        return size() == 1
                ? "record " + first + " of " + id
                : "records " + first + " to " + (first + size() - 1) + " of " + id;
    }
}
