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

import java.io.IOException;
import java.util.concurrent.CompletableFuture;

import io.mlbatch.service.security.Caller;

/** Serves one call whose response may be computed later, without a thread of the caller. */
@FunctionalInterface
public interface AsyncCallHandler {

    /**
     * Returns the response, as {@link CallHandler#handle}.
     *
     * @return completes with the response or with an exception. Canceling it drops work that has not begun
     */
    CompletableFuture<HttpResponse> handle(HttpRequest request, Caller caller, PathValues path) throws IOException;

    /** Returns the handler of a call whose response is computed at once. */
    static AsyncCallHandler of(CallHandler handler) {
        return (request, caller, path) -> CompletableFuture.completedFuture(handler.handle(request, caller, path));
    }
}
