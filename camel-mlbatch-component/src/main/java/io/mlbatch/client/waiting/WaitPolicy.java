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

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Policy of the wait for an execution.
 *
 * @param initialDelay before the first poll
 * @param delay the shortest time between two polls, more than zero
 * @param maxDelay the longest time between two polls, at least {@code delay}
 * @param timeout the time after which the wait fails, or {@code null}: never
 * @param maxAttempts the number of polls after which the wait fails; 0: never
 */
public record WaitPolicy(Duration initialDelay, Duration delay, Duration maxDelay, Duration timeout, int maxAttempts) {

    public WaitPolicy {
        Objects.requireNonNull(initialDelay, "initialDelay");
        Objects.requireNonNull(delay, "delay");
        Objects.requireNonNull(maxDelay, "maxDelay");
        require(!initialDelay.isNegative(), "initialDelay", initialDelay, "not negative");
        require(!delay.isNegative() && !delay.isZero(), "delay", delay, "more than zero");
        require(
                maxDelay.compareTo(delay) >= 0,
                "maxDelay",
                maxDelay,
                "at least delay, which is " + delay.toMillis() + " ms");
        require(timeout == null || !timeout.isNegative(), "waitTimeout", timeout, "not negative");
        if (maxAttempts < 0) {
            throw new IllegalArgumentException("maxAttempts must be 0 (no limit) or more, not " + maxAttempts);
        }
    }

    private static void require(boolean valid, String name, Duration value, String expected) {
        if (!valid) {
            throw new IllegalArgumentException(name + " must be " + expected + ", not " + value.toMillis() + " ms");
        }
    }

    /** Returns the same policy with another delay before the first poll. */
    public WaitPolicy beginningAfter(Duration newInitialDelay) {
        return new WaitPolicy(newInitialDelay, delay, maxDelay, timeout, maxAttempts);
    }

    /** Returns the delay before the first poll: at most the limit of the whole wait. */
    Duration firstDelay() {
        return timeout != null && timeout.compareTo(initialDelay) < 0 ? timeout : initialDelay;
    }

    /** Returns the limit of the whole wait; empty if it has none. */
    Optional<Duration> timeLimit() {
        return Optional.ofNullable(timeout);
    }
}
