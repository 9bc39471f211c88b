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

/** Notifies a listener of error responses. */
public record ObservedHandler(RequestHandler handler, RequestListener listener) implements RequestHandler {

    private static final int FIRST_ERROR = 400;

    @Override
    public boolean mayBlock(HttpRequest request) {
        return handler.mayBlock(request);
    }

    @Override
    public AdmittedCall admit(HttpRequest request) {
        return handler.admit(request);
    }

    @Override
    public Optional<PreferredWait> preferredWait(HttpRequest request, AdmittedCall admitted) {
        return handler.preferredWait(request, admitted);
    }

    @Override
    public CompletableFuture<HttpResponse> handle(HttpRequest request, AdmittedCall admitted) {
        return handler.handle(request, admitted);
    }

    @Override
    public void responded(HttpResponse response) {
        if (response.status() >= FIRST_ERROR) {
            listener.refused(response.status());
        }
    }
}
