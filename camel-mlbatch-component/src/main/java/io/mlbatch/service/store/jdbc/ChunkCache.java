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
package io.mlbatch.service.store.jdbc;

import java.util.LinkedHashMap;
import java.util.Map;

/** The chunks that records were taken from last, of all executions together. Thread-safe. */
final class ChunkCache {

    private static final int MOST_CHUNKS = 128;

    private final Map<Long, Chunk> chunks = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Chunk> eldest) {
            return size() > MOST_CHUNKS;
        }
    };

    /** Reads a chunk. */
    interface Reader {
        Chunk read();
    }

    /** The chunk of an execution that has that record; one chunk of each execution is held. */
    Chunk get(long executionNo, int index, Reader reader) {
        synchronized (this) {
            Chunk held = chunks.get(executionNo);
            if (held != null && held.has(index)) {
                return held;
            }
        }
        Chunk read = reader.read();
        synchronized (this) {
            chunks.put(executionNo, read);
        }
        return read;
    }

    synchronized void forget(long executionNo) {
        chunks.remove(executionNo);
    }
}
