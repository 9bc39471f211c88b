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

import java.util.Objects;

/**
 * The progress of a batch execution.
 *
 * @param state its state
 * @param completedItemCount records with a result; can reach the total a moment before the state is terminal
 * @param totalItemCount records that were sent
 * @param parallelCount threads that the server assigns to the batch; 0 when the server does not report it (before 9.2)
 * @param unreadable fields of the response that have no valid value, for logs, like {@code state 'Paused'};
 *     {@code null} when all are valid
 */
public record BatchStatus(
        BatchState state, int completedItemCount, int totalItemCount, int parallelCount, String unreadable) {

    public BatchStatus {
        Objects.requireNonNull(state, "state");
    }

    /** Creates a status whose fields are all valid. */
    public BatchStatus(BatchState state, int completedItemCount, int totalItemCount, int parallelCount) {
        this(state, completedItemCount, totalItemCount, parallelCount, null);
    }
}
