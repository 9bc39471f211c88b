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

import io.mlbatch.protocol.ExecutionId;

/**
 * An ended execution in a store, which may be evicted for a new one.
 *
 * @param bytes its approximate size
 */
public record HeldExecution(ExecutionId id, String owner, long bytes) {

    /** Returns the share of the execution in the size of its store. */
    public StoreSize size() {
        return new StoreSize(1, bytes);
    }
}
