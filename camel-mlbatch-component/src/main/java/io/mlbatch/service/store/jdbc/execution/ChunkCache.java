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
package io.mlbatch.service.store.jdbc.execution;

import java.util.Map;
import java.util.Optional;

import io.mlbatch.protocol.LruMap;
import io.mlbatch.service.store.RecordRun;

/** Least-recently-used cache with one chunk of records per lane of an execution. Thread-safe. */
final class ChunkCache {

    private static final int MAX_CHUNKS = 128;

    private record Lane(long executionNo, int lane) {}

    private final Map<Lane, RecordRun> chunks = new LruMap<>(MAX_CHUNKS);

    /** Reads a chunk. */
    interface Reader {

        Optional<RecordRun> read();
    }

    /** Returns the chunk of a lane that contains the record; reads it if the cache has another chunk. */
    Optional<RecordRun> get(long executionNo, int lane, int index, Reader reader) {
        Lane key = new Lane(executionNo, lane);
        synchronized (this) {
            RecordRun cached = chunks.get(key);
            if (cached != null && cached.contains(index)) {
                return Optional.of(cached);
            }
        }
        Optional<RecordRun> read = reader.read();
        synchronized (this) {
            read.ifPresent(chunk -> chunks.put(key, chunk));
        }
        return read;
    }

    synchronized void evict(long executionNo) {
        chunks.keySet().removeIf(lane -> lane.executionNo() == executionNo);
    }
}
