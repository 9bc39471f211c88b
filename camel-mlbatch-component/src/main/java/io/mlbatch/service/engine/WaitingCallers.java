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

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

import io.mlbatch.service.store.Execution;

/** Callers that wait for the ends of executions of one service, without threads. Thread-safe. */
final class WaitingCallers {

    private final Set<Caller> open = ConcurrentHashMap.newKeySet();
    private final BooleanSupplier stopped;

    /** @param stopped returns true while executions do not end */
    WaitingCallers(BooleanSupplier stopped) {
        this.stopped = stopped;
    }

    private static final class Caller {

        private final Runnable released;

        Caller(Runnable released) {
            this.released = released;
        }
    }

    /**
     * Adds a caller.
     *
     * @param released runs once: when the execution has ended, or {@link #releaseAll} is called; possibly before this
     *     method returns
     * @return removes the caller
     */
    Runnable add(Execution execution, Runnable released) {
        Caller caller = new Caller(released);
        open.add(caller);
        Runnable remove = execution.onEnd(() -> release(caller));
        // checked after the caller was added: releaseAll releases all callers that it finds
        if (stopped.getAsBoolean()) {
            release(caller);
        }
        return () -> {
            open.remove(caller);
            remove.run();
        };
    }

    private void release(Caller caller) {
        if (open.remove(caller)) {
            caller.released.run();
        }
    }

    /** Releases all callers. */
    void releaseAll() {
        open.forEach(this::release);
    }
}
