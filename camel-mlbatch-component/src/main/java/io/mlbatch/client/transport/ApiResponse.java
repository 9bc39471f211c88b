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
import java.io.InputStream;

import io.mlbatch.client.Artifact;

/** The response to a call that succeeded. */
public interface ApiResponse {

    /** Returns the HTTP status: 2xx. */
    int status();

    /**
     * Returns whether the server recognizes idempotency keys: such a server returns the key of a request, and announces
     * the header with some other responses.
     */
    boolean isKeyAcknowledged();

    /** Returns the body, which is empty for a response without a body. The transport closes it. */
    InputStream body() throws IOException;

    /** Detaches the body from the transport: the connection stays open until the artifact is closed. */
    Artifact detach(String fileName) throws IOException;
}
