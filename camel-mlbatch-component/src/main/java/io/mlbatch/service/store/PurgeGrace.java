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
package io.mlbatch.service.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A time after a start, and after a jump of the clock, in which no execution expires: a clock that is wrong by more
 * than the retention would let all of them expire at once, and an operator needs the time to correct it. Not
 * thread-safe.
 */
final class PurgeGrace {

    private static final Logger LOG = LoggerFactory.getLogger(PurgeGrace.class);
    /** Longer than a clock is off that is adjusted regularly. */
    private static final Duration SMALLEST_JUMP = Duration.ofMinutes(1);

    private static final Duration LONGEST = Duration.ofHours(1);

    private final Clock clock;
    private final LongSupplier nanoTime;
    private final Duration length;
    private Instant lastInstant;
    private long lastNanos;
    private Duration left;

    /**
     * Begins with the grace of a start.
     *
     * @param nanoTime a time that does not jump, as {@link System#nanoTime}
     * @param retention the grace is not longer
     */
    PurgeGrace(Clock clock, LongSupplier nanoTime, Duration retention) {
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.length = retention.compareTo(LONGEST) < 0 ? retention : LONGEST;
        this.left = length;
        this.lastInstant = clock.instant();
        this.lastNanos = nanoTime.getAsLong();
    }

    /** Looks at the clock; true when executions may expire. */
    boolean isOver() {
        Instant instant = clock.instant();
        long nanos = nanoTime.getAsLong();
        Duration elapsed = Duration.ofNanos(nanos - lastNanos);
        Duration jump = Duration.between(lastInstant, instant).minus(elapsed);
        lastInstant = instant;
        lastNanos = nanos;
        if (jump.abs().compareTo(SMALLEST_JUMP) > 0) {
            LOG.warn("The clock jumped by {}: no execution expires within the next {}", jump, length);
            left = length;
        } else if (!left.isZero()) {
            left = left.compareTo(elapsed) > 0 ? left.minus(elapsed) : Duration.ZERO;
        }
        return left.isZero();
    }
}
