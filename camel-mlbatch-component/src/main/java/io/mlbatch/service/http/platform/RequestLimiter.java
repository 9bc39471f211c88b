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
package io.mlbatch.service.http.platform;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import io.mlbatch.service.http.api.ApiException;
import io.mlbatch.service.http.api.ErrorResponses;
import io.mlbatch.service.http.api.HttpResponse;
import io.mlbatch.service.security.Caller;

/**
 * Limits the requests in flight, in total and for each caller. A caller may hold up to three times as many places as
 * are free: one caller alone gets three quarters of them, and there is always a place for another one. Callers that
 * have no name, where no one logs in, share all places. Thread-safe.
 */
public final class RequestLimiter {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final int SHARE = 3;

    private final int limit;
    // guarded by this, like the map
    private int taken;
    private final Map<String, Integer> takenByCaller = new HashMap<>();

    RequestLimiter(int limit) {
        this.limit = limit;
    }

    /** Takes a place; empty when there are too many requests in flight. */
    public synchronized Optional<RequestPermit> enter(Caller caller) {
        String name = caller.name();
        int own = takenByCaller.getOrDefault(name, 0);
        int free = limit - taken;
        if (free == 0 || !caller.equals(Caller.ANYONE) && own >= SHARE * free) {
            return Optional.empty();
        }
        taken++;
        takenByCaller.put(name, own + 1);
        return Optional.of(new RequestPermit(() -> leave(name)));
    }

    private synchronized void leave(String name) {
        taken--;
        takenByCaller.computeIfPresent(name, (caller, own) -> own == 1 ? null : own - 1);
    }

    /** Holds a place for as long as a request is handled, on servers that show no more of it. */
    HttpResponse hold(Caller caller, Supplier<HttpResponse> call) {
        Optional<RequestPermit> place = enter(caller);
        if (place.isEmpty()) {
            return refusal();
        }
        try {
            return call.get();
        } finally {
            place.get().release();
        }
    }

    /** The response to a request that gets no place. */
    public HttpResponse refusal() {
        return ErrorResponses.of(ApiException.unavailable(
                "The host has as many requests in flight as it takes, " + limit
                        + " (its option maxRequests), or the caller has its share of them: try again later",
                RETRY_AFTER));
    }
}
