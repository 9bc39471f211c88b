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
package io.mlbatch.client.waiting;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/**
 * A clock that measures elapsed time and ignores adjustments of the system clock, which would end or extend waits. Its
 * instants cannot be compared with those of other clocks.
 */
public final class MonotonicClock extends Clock {

    private final LongSupplier nanos;
    private final long beganNanos;

    /** @param nanos like {@link System#nanoTime} */
    public MonotonicClock(LongSupplier nanos) {
        this.nanos = nanos;
        this.beganNanos = nanos.getAsLong();
    }

    /** An instant that is meaningful only relative to other instants of this clock. */
    @Override
    public Instant instant() {
        return Instant.EPOCH.plus(Duration.ofNanos(nanos.getAsLong() - beganNanos));
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("A monotonic clock has no zone");
    }
}
