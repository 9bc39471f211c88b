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
package io.mlbatch.service.http;

import java.io.InputStream;
import java.util.Optional;

/**
 * One HTTP request, as far as the API needs it.
 *
 * @param method the HTTP method
 * @param root the root under which it came, like {@code /api}
 * @param path the path as it was sent: encoded, perhaps with a context path in front, without the query
 * @param query what follows the {@code ?}, as it was sent; empty when there is none
 * @param contentType the header of that name
 * @param authorization the header of that name
 * @param idempotencyKey the header {@code Idempotency-Key}
 * @param peer the caller's address, where the server tells it
 * @param body the body; empty, never {@code null}, when there is none
 */
record ApiRequest(
        String method,
        String root,
        String path,
        String query,
        Optional<String> contentType,
        Optional<String> authorization,
        Optional<String> idempotencyKey,
        Optional<String> peer,
        InputStream body) {

    /** The same request with another body. */
    ApiRequest withBody(InputStream other) {
        return new ApiRequest(method, root, path, query, contentType, authorization, idempotencyKey, peer, other);
    }
}
