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

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/** Counts the requests in flight and turns away those that are too many. Thread-safe. */
final class RequestGate {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final int limit;
    private final Semaphore free;

    RequestGate(int limit) {
        this.limit = limit;
        this.free = new Semaphore(limit);
    }

    /** False when there are too many; whoever gets true leaves again. */
    boolean enter() {
        return free.tryAcquire();
    }

    void leave() {
        free.release();
    }

    /** Counts requests for as long as they are handled, where the server does not show more of them. */
    Function<ApiRequest, ApiResponse> around(Function<ApiRequest, ApiResponse> api) {
        return request -> {
            if (!enter()) {
                return refusal();
            }
            try {
                return api.apply(request);
            } finally {
                leave();
            }
        };
    }

    /** What is answered to whoever may not enter. */
    ApiResponse refusal() {
        return ErrorResponses.of(ApiException.unavailable(
                "The host has as many requests in flight as it takes, " + limit
                        + " (its option maxRequests): try again later",
                RETRY_AFTER));
    }
}
