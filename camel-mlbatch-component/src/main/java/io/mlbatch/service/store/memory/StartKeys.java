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
package io.mlbatch.service.store.memory;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.service.store.Execution;
import io.mlbatch.service.store.IdempotencyKey;
import io.mlbatch.service.store.NewExecution;

/** The idempotency keys of the executions in the heap. Not thread-safe. */
final class StartKeys {

    /** The scope and value of an idempotency key. */
    private record Key(ServiceId service, String owner, String value) {}

    /** The execution that was started with a key. */
    record Keyed(String fingerprint, Execution execution) {}

    private final Map<Key, Keyed> started = new HashMap<>();
    private final Map<ExecutionId, Key> keys = new HashMap<>();

    /** Returns the execution that the owner of the batch started with the key; empty if the key is new. */
    Optional<Keyed> find(NewExecution batch, IdempotencyKey key) {
        return Optional.ofNullable(started.get(key(batch, key)));
    }

    void add(NewExecution batch, IdempotencyKey key, Keyed execution) {
        started.put(key(batch, key), execution);
        keys.put(execution.execution().id(), key(batch, key));
    }

    private static Key key(NewExecution batch, IdempotencyKey key) {
        return new Key(batch.service(), batch.owner(), key.value());
    }

    /** Forgets the key of an execution, if it has one. */
    void remove(ExecutionId execution) {
        Key key = keys.remove(execution);
        if (key != null) {
            started.remove(key);
        }
    }

    void clear() {
        started.clear();
        keys.clear();
    }
}
