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

import java.time.Instant;
import java.util.Optional;

import io.mlbatch.protocol.ExecutionId;

/**
 * An execution in a store, as seen by retention.
 *
 * @param finished when it ended; empty while it is unfinished
 * @param bytes its approximate size
 * @param isRead true once its results were read to their end
 */
public record HeldExecution(ExecutionId id, String owner, Optional<Instant> finished, long bytes, boolean isRead) {

    /** Returns the share of the execution in the size of its store. */
    StoreSize size() {
        return new StoreSize(1, bytes);
    }
}
