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

import java.util.Collections;
import java.util.List;

/**
 * The outcome of a chunk: one outcome per record, or the failure of the computation as a whole.
 *
 * @param records the outcomes in the order of the records; empty if the chunk failed
 * @param failure the cause if the chunk failed; {@code null} otherwise
 */
public record ChunkOutcome(List<RecordOutcome> records, Throwable failure) {

    public static ChunkOutcome of(List<RecordOutcome> records) {
        return new ChunkOutcome(records, null);
    }

    /** Returns true if the computation failed as a whole. */
    public boolean isFailed() {
        return failure != null;
    }

    /** Returns the outcome of a computation that failed. The engine halves the chunk to find the record that fails. */
    public static ChunkOutcome failed(Throwable cause) {
        return new ChunkOutcome(List.of(), cause);
    }

    /** Returns the outcome in which every record fails with the same message; the chunk is not halved. */
    public static ChunkOutcome allFailed(int size, String message) {
        return of(Collections.nCopies(size, RecordOutcome.failure(message)));
    }
}
