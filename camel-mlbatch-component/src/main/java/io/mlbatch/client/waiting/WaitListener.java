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
package io.mlbatch.client.waiting;

import java.time.Duration;

import io.mlbatch.client.MlbatchException;
import io.mlbatch.protocol.BatchStatus;
import io.mlbatch.protocol.ExecutionId;

/** Listener of waits and their polls. It is called on the polling threads: it must be short and must not throw. */
public interface WaitListener {

    /** Listener that ignores all events. */
    WaitListener NONE = new WaitListener() {};

    /** Called when a wait has begun. */
    default void began(ExecutionId id) {}

    /** Called when a poll has returned the progress of the execution. */
    default void polled(ExecutionId id, BatchStatus status) {}

    /**
     * Called when a poll has returned the end of the execution.
     *
     * @param delay the time from the poll before to this one, within which the execution ended
     */
    default void detected(ExecutionId id, Duration delay) {}

    /** Called when a poll has failed, which may or may not end the wait. */
    default void failed(ExecutionId id, MlbatchException reason) {}

    /** Called when a wait has ended, successfully or not. */
    default void ended(ExecutionId id) {}
}
