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

import io.mlbatch.service.security.Caller;

/** Serves one call of the API. */
@FunctionalInterface
public interface CallHandler {

    /**
     * Returns the response.
     *
     * @param request the request
     * @param caller the user who makes the call
     * @param path the values of the path's placeholders
     * @throws ApiException if the request is rejected
     * @throws IOException if the body of the request cannot be read
     */
    HttpResponse handle(HttpRequest request, Caller caller, PathValues path) throws IOException;
}
