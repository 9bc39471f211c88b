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
package io.mlbatch.service.store;

import io.mlbatch.protocol.ExecutionId;

/** Listener of a store. It is called on the threads of the store: it must be short and must not throw. */
public interface StoreListener {

    /** Listener that ignores all events. */
    StoreListener NONE = new StoreListener() {};

    /** Called when this host has stored the last result of an execution. */
    default void ended(ExecutionId id) {}

    /** Called when a transaction has been written. */
    default void committed(long nanos) {}
}
