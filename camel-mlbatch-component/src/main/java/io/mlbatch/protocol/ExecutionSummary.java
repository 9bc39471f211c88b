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
package io.mlbatch.protocol;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The details of a batch execution without its records and results. A host of this library lists them; the vendor's
 * servers list only ids.
 *
 * @param sequence increases with each start on the host, so that a list can be continued after an execution
 * @param owner the user who started it; empty if callers do not log in
 * @param status its state and counts
 * @param failed the number of results that are failures; empty if it is unknown
 * @param finished when it ended; empty while it is unfinished
 * @param bytes its approximate size in the store
 */
public record ExecutionSummary(
        ExecutionId id,
        long sequence,
        String owner,
        BatchStatus status,
        OptionalInt failed,
        Instant created,
        Optional<Instant> finished,
        long bytes) {

    public ExecutionSummary {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(created, "created");
    }
}
