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

import io.mlbatch.protocol.ExecutionSummary;
import io.mlbatch.service.store.Computation;
import io.mlbatch.service.store.Execution;

/**
 * Listener of the executions of a host. It is called on the threads of requests and of the engine: it must be short and
 * must not throw.
 */
public interface ExecutionListener {

    /** Listener that ignores all events. */
    ExecutionListener NONE = new ExecutionListener() {};

    /** Called when a batch has been accepted, before its first record is computed by this host. */
    default void accepted(Execution execution) {}

    /** Called when the computation of an unfinished execution continues after a start of its service. */
    default void resumed(Execution execution) {}

    /** Called when records have been computed. */
    default void computed(Computation computation, int records, int failed) {}

    /** Called when a record has failed. */
    default void failed(Computation computation, int index, String message) {}

    /** Called when this host has stored the last result of an execution. */
    default void ended(ExecutionSummary execution) {}

    /**
     * Called when an unfinished execution has been deleted.
     *
     * @param execution its details before the deletion
     */
    default void canceled(ExecutionSummary execution) {}
}
