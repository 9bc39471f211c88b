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

import java.util.function.Consumer;

/** Computes chunks. The engine calls it for up to {@code parallelCount} chunks of a batch at the same time. */
@FunctionalInterface
public interface ChunkProcessor {

    /**
     * Starts the computation of a chunk. May return before the chunk has its outcome.
     *
     * @param done accepts the outcome on any thread, and has read it when it returns; only the first call has an effect
     * @throws Exception fails the chunk as {@link ChunkOutcome#failed}, unless {@code done} has been called
     */
    void process(RecordChunk chunk, Consumer<ChunkOutcome> done) throws Exception;
}
