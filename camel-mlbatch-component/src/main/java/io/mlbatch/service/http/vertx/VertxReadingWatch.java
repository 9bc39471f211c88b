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
 * Watches whether a client reads its response: within each period it has to read 16 KiB of what waits for it. To be
 * used on the context of one request.
 */
final class VertxReadingWatch {

    private static final int ENOUGH_BYTES = 16 * 1024;

    private final Vertx vertx;
    private final Duration period;
    private final Runnable tooSlow;
    private long timer = -1;
    private long waiting;
    private long read;
    private boolean sawAllRead;

    /** @param tooSlow called when a period ends in which the client has not read enough */
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

    /** Bytes have been handed to the connection. */
    void written(int bytes) {
        waiting += bytes;
    }

    /** Bytes have left the connection. */
    void sent(int bytes) {
        waiting -= bytes;
        read += bytes;
        sawAllRead |= waiting == 0;
    }

    private void check() {
        // a host that is slow itself has nothing that waits for the client
        if (waiting > 0 && !sawAllRead && read < ENOUGH_BYTES) {
            tooSlow.run();
        }
        read = 0;
        sawAllRead = waiting == 0;
    }
}
