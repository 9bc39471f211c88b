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

import java.time.Duration;

import io.vertx.core.Vertx;

/**
 * Detects clients that do not read their response: within each period, a client must read 16 KiB of the pending data.
 * To be used on the context of one request.
 */
final class VertxReadingWatch {

    private static final int MIN_BYTES = 16 * 1024;

    private final Vertx vertx;
    private final Duration period;
    private final Runnable tooSlow;
    private long timer = -1;
    private long pending;
    private long read;
    private boolean wasEmpty;

    /** @param tooSlow called at the end of a period in which the client has not read enough */
    VertxReadingWatch(Vertx vertx, Duration period, Runnable tooSlow) {
        this.vertx = vertx;
        this.period = period;
        this.tooSlow = tooSlow;
    }

    void start() {
        timer = vertx.setPeriodic(period.toMillis(), tick -> check());
    }

    void stop() {
        vertx.cancelTimer(timer);
    }

    /** Counts bytes that have been handed to the connection. */
    void written(int bytes) {
        pending += bytes;
    }

    /** Counts bytes that have left the connection. */
    void sent(int bytes) {
        pending -= bytes;
        read += bytes;
        wasEmpty |= pending == 0;
    }

    private void check() {
        // without pending data the host is slow, and not the client
        if (pending > 0 && !wasEmpty && read < MIN_BYTES) {
            tooSlow.run();
        }
        read = 0;
        wasEmpty = pending == 0;
    }
}
