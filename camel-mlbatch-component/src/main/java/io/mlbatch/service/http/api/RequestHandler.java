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

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Serves requests in two steps, so that a server uses a thread and memory for admitted requests only. Thread-safe. */
public interface RequestHandler {

    /**
     * Returns true if {@link #admit} may block for this request, so that it must not run on a thread that serves
     * connections: the tokens of a cluster are in its database.
     */
    default boolean mayBlock(HttpRequest request) {
        return false;
    }

    /**
     * Checks the head of a request.
     *
     * @throws ApiException if the request is rejected
     */
    AdmittedCall admit(HttpRequest request);

    /**
     * Returns how long the caller prefers to wait for the response. A server that can wait without a thread may do so
     * before it calls {@link #handle}. May block.
     *
     * @throws RuntimeException if the request fails
     */
    default Optional<PreferredWait> preferredWait(HttpRequest request, AdmittedCall admitted) {
        return Optional.empty();
    }

    /**
     * Serves an admitted request. Reads the body on the calling thread, which may block.
     *
     * @return completes with the response, also for a failure. Cancel it when the caller has disconnected: work that
     *     has not begun is dropped
     */
    CompletableFuture<HttpResponse> handle(HttpRequest request, AdmittedCall admitted);

    /** Called for each response that a server sends, also for those that it creates itself. */
    default void responded(HttpResponse response) {}
}
