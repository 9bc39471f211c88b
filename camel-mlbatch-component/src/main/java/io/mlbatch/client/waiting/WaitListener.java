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

import io.mlbatch.client.MlbatchException;
import io.mlbatch.protocol.BatchStatus;
import io.mlbatch.protocol.ExecutionId;

/** Hears of waits and their polls, on the threads that poll: must be short and must not throw. */
public interface WaitListener {

    /** Hears nothing. */
    WaitListener NONE = new WaitListener() {};

    /** A wait has begun. */
    default void began(ExecutionId id) {}

    /** A poll has told how far the execution is. */
    default void polled(ExecutionId id, BatchStatus status) {}

    /** A poll has failed, which may or may not be the end of the wait. */
    default void failed(ExecutionId id, MlbatchException reason) {}

    /** A wait has ended, one way or another. */
    default void ended(ExecutionId id) {}
}
