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

import java.io.IOException;

import io.mlbatch.client.MlbatchException;

/** Sends one call and reads its response. Thread-safe. */
public interface Transport {

    /**
     * Sends the call and reads a successful response. The connection is released on return, unless the reader detached
     * the body.
     *
     * @throws MlbatchException or a subclass, and no other exception, when the call does not succeed
     */
    <T> T call(ApiRequest request, ResponseReader<T> reader);

    /** Reads a response's body. May run more than once for one call, when the connection breaks during the read. */
    interface ResponseReader<T> {
        T read(ApiResponse response) throws IOException;
    }

    /** Returns a transport whose errors name this operation, of which the calls are parts. */
    default Transport during(String operation) {
        Transport unnamed = this;
        return new Transport() {
            @Override
            public <T> T call(ApiRequest request, ResponseReader<T> reader) {
                return unnamed.call(request.during(operation), reader);
            }
        };
    }

    /**
     * Returns a transport whose calls end by the deadline.
     *
     * @param deadline {@code null} for calls without one
     */
    default Transport endingBy(Deadline deadline) {
        Transport unlimited = this;
        return new Transport() {
            @Override
            public <T> T call(ApiRequest request, ResponseReader<T> reader) {
                return unlimited.call(request.withDeadline(deadline), reader);
            }
        };
    }
}
