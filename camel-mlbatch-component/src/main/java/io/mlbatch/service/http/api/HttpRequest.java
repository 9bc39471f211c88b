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
package io.mlbatch.service.http.api;

import java.io.InputStream;
import java.util.Optional;

/**
 * The parts of an HTTP request that the API reads.
 *
 * @param method the HTTP method
 * @param target path and query
 * @param headers the headers
 * @param peer the caller's address and port; empty if the server does not know them
 * @param body the body; an empty stream, never {@code null}, if the request has no body
 */
public record HttpRequest(
        String method, RequestTarget target, RequestHeaders headers, Optional<String> peer, InputStream body) {

    /** Returns this request with another body. */
    public HttpRequest withBody(InputStream other) {
        return new HttpRequest(method, target, headers, peer, other);
    }
}
