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

import java.util.Map;
import java.util.function.Consumer;

import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.service.store.ItemResult;

/** Computes a record. The engine calls it for up to {@code parallelCount} records of a batch at the same time. */
@FunctionalInterface
public interface RecordProcessor {

    /**
     * Starts the computation of a record. May return before the record has its result.
     *
     * @param id the execution that the record belongs to
     * @param index the record's 0-based index
     * @param record the record as it was accepted; may be modified
     * @param done accepts the result on any thread; only the first call has an effect
     * @throws Exception fails the record, unless {@code done} has been called
     */
    void process(ExecutionId id, int index, Map<String, Object> record, Consumer<ItemResult> done) throws Exception;
}
