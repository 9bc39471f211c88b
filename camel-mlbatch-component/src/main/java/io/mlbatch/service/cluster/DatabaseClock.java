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
package io.mlbatch.service.cluster;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The clock of the database, which all nodes of a cluster share. Between samples the time passes as on the monotonic
 * clock of the machine, so that jumps of the machine's own clock have no effect. The time never goes back. Thread-safe.
 */
final class DatabaseClock extends Clock {

    /** A sample that took longer, for example because the process was stopped meanwhile, is too inaccurate. */
    static final Duration MAX_ROUND_TRIP = Duration.ofSeconds(1);

    private final LongSupplier nanoTime;
    private final AtomicLong latest = new AtomicLong(Long.MIN_VALUE);
    private volatile long offsetNanos;
    private volatile boolean sampled;

    /** @param nanoTime a monotonic clock */
    DatabaseClock(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Sets the clock.
     *
     * @param millis the time of the database, in milliseconds since 1970
     * @param sent the monotonic time when the database was asked, in nanoseconds
     */
    void sample(long millis, long sent) {
        long received = nanoTime.getAsLong();
        if (!sampled || received - sent <= MAX_ROUND_TRIP.toNanos()) {
            offsetNanos = millis * 1_000_000 - (sent + (received - sent) / 2);
            sampled = true;
        }
    }

    @Override
    public long millis() {
        if (!sampled) {
            throw new IllegalStateException("The time of the database is not known yet");
        }
        long millis = (nanoTime.getAsLong() + offsetNanos) / 1_000_000;
        return latest.accumulateAndGet(millis, Math::max);
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis());
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        InstantSource source = this::instant;
        return source.withZone(zone);
    }
}
