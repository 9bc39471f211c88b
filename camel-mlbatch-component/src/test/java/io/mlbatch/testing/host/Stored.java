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
package io.mlbatch.testing.host;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;

import io.mlbatch.service.store.Execution;
import io.mlbatch.service.store.ExecutionStore;
import io.mlbatch.service.store.StoreSize;
import io.mlbatch.service.store.memory.MemoryExecutionStore;
import io.mlbatch.service.store.retention.Admission;
import io.mlbatch.service.store.retention.Retention;

/** Stores for tests, and short access to their results. */
public final class Stored {

    private Stored() {}

    public static ExecutionStore inMemory() {
        return new MemoryExecutionStore(Clock.systemUTC(), Long.MAX_VALUE);
    }

    /** Admission to a store without limits. */
    public static Admission unlimited(ExecutionStore store) {
        Retention retention = new Retention(
                Duration.ofDays(1),
                Duration.ZERO,
                new StoreSize(Integer.MAX_VALUE, Long.MAX_VALUE),
                new Retention.Quota(0, 0, false));
        return new Admission(store, retention, Clock.systemUTC());
    }

    /** Returns the result of one record; {@code null} if it has none. */
    public static String result(Execution execution, int index) {
        return execution.results(index).stream()
                .filter(result -> result.index() == index)
                .map(result -> new String(result.response(), StandardCharsets.UTF_8))
                .findFirst()
                .orElse(null);
    }
}
