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

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.service.store.ItemResult;

/** Computes records whose callers wait: each takes turns with the batches, as one of a single record. Thread-safe. */
final class SingleRecords implements AutoCloseable {

    private final BatchEngine engine;
    private final Set<SingleRecord> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    SingleRecords(BatchEngine engine) {
        this.engine = engine;
    }

    /**
     * Computes one record.
     *
     * @param longestWait how long it may wait for its turn; the computation takes as long as it takes
     * @return empty when its turn did not come in time, or this was closed
     */
    Optional<ItemResult> compute(ServiceId service, byte[] record, Duration longestWait) throws InterruptedException {
        SingleRecord single =
                new SingleRecord(new ExecutionId(service, UUID.randomUUID().toString()), record);
        open.add(single);
        try {
            if (closed || engine.isPaused()) {
                return Optional.empty();
            }
            engine.submit(single);
            return single.await(longestWait);
        } finally {
            open.remove(single);
            // does nothing to what is done
            engine.cancel(single.id());
        }
    }

    /** Lets those callers go whose turn has not come. */
    void releaseQueued() {
        open.forEach(SingleRecord::giveUpTurn);
    }

    /** Lets all callers go. */
    @Override
    public void close() {
        closed = true;
        open.forEach(SingleRecord::giveUp);
    }
}
