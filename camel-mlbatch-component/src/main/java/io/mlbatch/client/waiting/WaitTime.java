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

/** The time of one wait, from its begin to its limit. */
final class WaitTime {

    /** The minimum limit of a poll that begins shortly before the limit of its wait, or at it. */
    private static final Duration LAST_POLL = Duration.ofSeconds(2);

    private final Clock clock;
    private final WaitPolicy policy;
    private final long beganMillis;

    /** The wait begins now. */
    WaitTime(Clock clock, WaitPolicy policy) {
        this.clock = clock;
        this.policy = policy;
        this.beganMillis = clock.millis();
    }

    long millis() {
        return clock.millis();
    }

    Duration since(long millis) {
        return Duration.ofMillis(clock.millis() - millis);
    }

    Duration elapsed() {
        return since(beganMillis);
    }

    /** Returns the time until the limit; {@code null} if the wait has no limit. */
    Duration left() {
        return policy.timeLimit().map(limit -> limit.minus(elapsed())).orElse(null);
    }

    boolean isOver() {
        Duration left = left();
        return left != null && (left.isNegative() || left.isZero());
    }

    /** Returns the delay, or the time until the limit if that is shorter. */
    Duration atMostLeft(Duration delay) {
        Duration left = left();
        return left != null && left.compareTo(delay) < 0 ? left : delay;
    }

    /** Returns the maximum duration of a poll that begins now; {@code null} if the wait has no limit. */
    Duration pollLimit() {
        Duration left = left();
        return left == null || left.compareTo(LAST_POLL) > 0 ? left : LAST_POLL;
    }
}
