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

import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.service.store.Execution;

/** Decides which engine computes the accepted executions of a service, and when. Thread-safe. */
public interface ExecutionDispatcher extends AutoCloseable {

    /** Returns the engine that computes. */
    BatchEngine engine();

    /** Begins to dispatch. Called once, after the service is published. */
    void start();

    /** Dispatches an unfinished execution. Never blocks. Does nothing if the execution is dispatched already. */
    void submit(Execution execution);

    /** Stops the computation of a deleted execution and drops the results in flight. */
    void cancel(ExecutionId id);

    /** Stops dispatching until {@link #resume}. Called after the engine was paused. */
    void pause();

    /** Continues to dispatch. Called after the engine was resumed. */
    void resume();

    /** Ends dispatching, before the engine is closed. */
    @Override
    void close();

    /** Returns a dispatcher that passes all executions to one engine. */
    static ExecutionDispatcher of(BatchEngine engine) {
        return new ExecutionDispatcher() {
            @Override
            public BatchEngine engine() {
                return engine;
            }

            @Override
            public void start() {
                // the engine begins by itself
            }

            @Override
            public void submit(Execution execution) {
                engine.submit(execution);
            }

            @Override
            public void cancel(ExecutionId id) {
                engine.cancel(id);
            }

            @Override
            public void pause() {
                // the engine keeps its executions
            }

            @Override
            public void resume() {
                // the engine continues by itself
            }

            @Override
            public void close() {
                // the engine drops its executions
            }
        };
    }
}
