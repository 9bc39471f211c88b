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

import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.protocol.TraceContext;

/** Queue of records whose callers wait. Each takes turns with batches like a batch of one record. Thread-safe. */
final class SingleRecordQueue implements AutoCloseable {

    private final BatchEngine engine;
    private final Set<SingleRecord> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    SingleRecordQueue(BatchEngine engine) {
        this.engine = engine;
    }

    /** Queues one record. The record is dropped immediately if the engine is paused or closed. Never blocks. */
    SingleRecord submit(ServiceId service, String owner, Optional<TraceContext> trace, byte[] record) {
        SingleRecord single =
                new SingleRecord(new ExecutionId(service, UUID.randomUUID().toString()), owner, trace, record);
        open.add(single);
        single.outcome().thenAccept(result -> {
            open.remove(single);
            if (result.isEmpty()) {
                engine.cancel(single.id());
            }
        });
        // checked after the record was added: close and pause drop all records that they find
        if (closed || engine.isPaused()) {
            single.drop();
        } else {
            engine.submit(single);
            if (single.outcome().toCompletableFuture().isDone()) {
                // the record may have been dropped before the engine received it
                engine.cancel(single.id());
            }
        }
        return single;
    }

    /** Drops the records whose computation has not begun. */
    void dropQueued() {
        open.forEach(SingleRecord::dropIfQueued);
    }

    /** Drops all records. */
    @Override
    public void close() {
        closed = true;
        open.forEach(SingleRecord::drop);
    }
}
