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
package io.mlbatch.service.http.vertx;

import java.util.function.LongSupplier;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.mlbatch.service.http.api.ApiException;
import io.mlbatch.service.http.api.ErrorResponses;
import io.mlbatch.service.http.api.HttpResponse;

/**
 * Rejects requests that Camel's server cannot route, for example because of a malformed escape in the path. By default,
 * Vert.x logs a stack trace for each of them, so that any client can fill the log.
 */
final class VertxMalformedRequests {

    private static final Logger LOG = LoggerFactory.getLogger(VertxMalformedRequests.class);
    private static final int NOT_FOUND = 404;
    private static final long WARN_INTERVAL_NANOS = 60_000_000_000L;

    private final LongSupplier nanoTime;
    // guarded by this
    private long count;
    private long lastWarning;

    /** @param nanoTime as {@link System#nanoTime} */
    VertxMalformedRequests(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.lastWarning = nanoTime.getAsLong() - WARN_INTERVAL_NANOS;
    }

    void reject(RoutingContext routing) {
        log(routing.failure());
        HttpServerResponse response = routing.response();
        if (!response.ended() && !response.closed()) {
            HttpResponse rejection = ErrorResponses.of(ApiException.badRequest("The request is malformed"));
            response.setStatusCode(rejection.status());
            rejection.headers().forEach(response::putHeader);
            response.end(Buffer.buffer((byte[]) rejection.body()));
        }
    }

    /**
     * Responds to requests without a route. Those without a path, such as {@code OPTIONS *} and {@code CONNECT}, are
     * malformed here: by default, Vert.x logs an error for each of them. To others it responds with its own page.
     */
    void notFound(RoutingContext routing) {
        String path = routing.request().path();
        if (path == null || !path.startsWith("/")) {
            reject(routing);
        } else if (!routing.response().ended()) {
            routing.response()
                    .setStatusCode(NOT_FOUND)
                    .putHeader("Content-Type", "text/html; charset=utf-8")
                    .end("<html><body><h1>Resource not found</h1></body></html>");
        }
    }

    /** Logs at most one warning per minute. */
    private synchronized void log(Throwable failure) {
        count++;
        // the path may hold a token
        LOG.debug(
                "Rejected a malformed request: {}",
                failure == null ? "" : failure.getClass().getName());
        if (nanoTime.getAsLong() - lastWarning >= WARN_INTERVAL_NANOS) {
            LOG.warn("Rejected {} malformed requests since the last warning", count);
            lastWarning = nanoTime.getAsLong();
            count = 0;
        }
    }
}
