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
package io.mlbatch.service.store.retention;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Grace period after a start and after a jump of the clock, in which no execution expires. A clock that is wrong by
 * more than the retention would expire all executions at once; the period gives an operator time to correct it. Not
 * thread-safe.
 */
final class PurgeGrace {

    private static final Logger LOG = LoggerFactory.getLogger(PurgeGrace.class);
    /** Regular adjustments of a clock are smaller. */
    private static final Duration MIN_JUMP = Duration.ofMinutes(1);

    private static final Duration MAX_LENGTH = Duration.ofHours(1);

    private final Clock clock;
    private final LongSupplier nanoTime;
    private final Duration length;
    private Instant lastInstant;
    private long lastNanos;
    private Duration left;

    /**
     * Begins the grace period of a start.
     *
     * @param nanoTime a monotonic time, as {@link System#nanoTime}
     * @param retention limits the length of the period
     */
    PurgeGrace(Clock clock, LongSupplier nanoTime, Duration retention) {
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.length = retention.compareTo(MAX_LENGTH) < 0 ? retention : MAX_LENGTH;
        this.left = length;
        this.lastInstant = clock.instant();
        this.lastNanos = nanoTime.getAsLong();
    }

    /** Checks the clock for jumps. Returns true if the period is over and executions may expire. */
    boolean update() {
        Instant instant = clock.instant();
        long nanos = nanoTime.getAsLong();
        Duration elapsed = Duration.ofNanos(nanos - lastNanos);
        Duration jump = Duration.between(lastInstant, instant).minus(elapsed);
        lastInstant = instant;
        lastNanos = nanos;
        if (jump.abs().compareTo(MIN_JUMP) > 0) {
            LOG.warn("The clock jumped by {}: no execution expires within the next {}", jump, length);
            left = length;
        } else if (!left.isZero()) {
            left = left.compareTo(elapsed) > 0 ? left.minus(elapsed) : Duration.ZERO;
        }
        return left.isZero();
    }
}
