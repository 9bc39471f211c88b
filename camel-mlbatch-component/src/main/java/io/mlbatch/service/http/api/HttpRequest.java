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
 * One HTTP request, as far as the API needs it.
 *
 * @param method the HTTP method
 * @param root the root under which it came, like {@code /api}
 * @param contextPath the path that the server has in front of the root: empty, or like {@code /ml}
 * @param path the path as it was sent: encoded, with the context path, without the query
 * @param query what follows the {@code ?}, as it was sent; empty when there is none
 * @param contentType the header of that name
 * @param authorization the header of that name
 * @param idempotencyKey the header {@code Idempotency-Key}
 * @param peer the caller's address, where the server tells it
 * @param provenance the headers that show which page the request comes from
 * @param body the body; empty, never {@code null}, when there is none
 */
public record HttpRequest(
        String method,
        String root,
        String contextPath,
        String path,
        String query,
        Optional<String> contentType,
        Optional<String> authorization,
        Optional<String> idempotencyKey,
        Optional<String> peer,
        Provenance provenance,
        InputStream body) {

    /** The same request with another body. */
    public HttpRequest withBody(InputStream other) {
        return new HttpRequest(
                method,
                root,
                contextPath,
                path,
                query,
                contentType,
                authorization,
                idempotencyKey,
                peer,
                provenance,
                other);
    }
}
