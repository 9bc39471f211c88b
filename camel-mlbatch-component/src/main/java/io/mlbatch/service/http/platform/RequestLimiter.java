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
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.mlbatch.service.http.api.ApiException;
import io.mlbatch.service.http.api.ErrorResponses;
import io.mlbatch.service.http.api.HttpResponse;
import io.mlbatch.service.security.Caller;

/**
 * Limits the requests in flight, in total and for each caller. A caller may hold up to three times as many permits as
 * are available: a single caller gets three quarters of them, and a permit remains for another caller. Anonymous
 * callers, on a host without credentials, share all permits. Thread-safe.
 */
public final class RequestLimiter {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final int SHARE = 3;

    private final int limit;
    // guarded by this, like the map
    private int acquired;
    private final Map<String, Integer> permitsByCaller = new HashMap<>();
    private final Map<String, Deque<Waiting>> waitingByCaller = new LinkedHashMap<>();

    private record Waiting(Caller caller, Consumer<RequestPermit> action) {}

    public RequestLimiter(int limit) {
        this.limit = limit;
    }

    /** Returns a permit; empty if too many requests are in flight. */
    public synchronized Optional<RequestPermit> acquire(Caller caller) {
        String name = caller.name();
        int own = permitsByCaller.getOrDefault(name, 0);
        int available = limit - acquired;
        if (available == 0 || !caller.equals(Caller.ANYONE) && own >= SHARE * available) {
            return Optional.empty();
        }
        acquired++;
        permitsByCaller.put(name, own + 1);
        return Optional.of(new RequestPermit(() -> release(name)));
    }

    /**
     * Passes a permit to an action: now, or when it is the turn of the caller. Callers take turns.
     *
     * @param action is called on the thread of this call or of one that releases a permit; must not block
     */
    public void acquire(Caller caller, Consumer<RequestPermit> action) {
        synchronized (this) {
            waitingByCaller
                    .computeIfAbsent(caller.name(), name -> new ArrayDeque<>())
                    .add(new Waiting(caller, action));
        }
        serveWaiting();
    }

    private void serveWaiting() {
        for (Optional<Runnable> next = next(); next.isPresent(); next = next()) {
            next.get().run();
        }
    }

    private synchronized Optional<Runnable> next() {
        for (Deque<Waiting> waiting : List.copyOf(waitingByCaller.values())) {
            Waiting first = waiting.element();
            Optional<RequestPermit> permit = acquire(first.caller());
            if (permit.isPresent()) {
                String name = first.caller().name();
                waiting.remove();
                waitingByCaller.remove(name);
                if (!waiting.isEmpty()) {
                    // to the end of the callers
                    waitingByCaller.put(name, waiting);
                }
                return Optional.of(() -> first.action().accept(permit.get()));
            }
        }
        return Optional.empty();
    }

    private void release(String name) {
        synchronized (this) {
            acquired--;
            permitsByCaller.computeIfPresent(name, (caller, own) -> own == 1 ? null : own - 1);
        }
        serveWaiting();
    }

    /** Serves a request while it holds a permit, on servers that do not report the end of the response. */
    HttpResponse withPermit(Caller caller, Supplier<HttpResponse> call) {
        Optional<RequestPermit> permit = acquire(caller);
        if (permit.isEmpty()) {
            return rejection();
        }
        try {
            return call.get();
        } finally {
            permit.get().release();
        }
    }

    /** Returns the response to a request without a permit. */
    public HttpResponse rejection() {
        return ErrorResponses.of(ApiException.unavailable(
                "Too many requests are in flight: the host has reached its limit of " + limit
                        + " (the host's option maxRequests), or the caller its share: try again later",
                RETRY_AFTER));
    }
}
