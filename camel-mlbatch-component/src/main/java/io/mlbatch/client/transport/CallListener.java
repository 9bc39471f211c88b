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
package io.mlbatch.client.transport;

import io.mlbatch.client.MlbatchException;
import io.mlbatch.protocol.ApiCall;

/** Listener of calls and their traffic. It is called on the calling threads: it must be short and must not throw. */
public interface CallListener {

    /** Listener that ignores all events. */
    CallListener NONE = new CallListener() {};

    /**
     * Called when a call has ended, with its repetitions.
     *
     * @param failure {@code null} if the call succeeded
     */
    default void called(ApiCall call, long nanos, MlbatchException failure) {}

    /** Called when the body of a request has been sent, or a part of it before a failure. */
    default void sent(long bytes) {}

    /** Called when a part of the body of a response has been received. */
    default void received(long bytes) {}
}
