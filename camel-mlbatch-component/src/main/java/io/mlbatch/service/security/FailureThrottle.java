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
package io.mlbatch.service.security;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Slows down who fails again and again: after 5 failures in a row of a key its tries wait, 1 s at first, twice as long
 * after each further failure, 60 s at most. A try that comes too early does not prolong the wait. At most 10,000 keys
 * are remembered; the ones that have not been seen longest go first. Not thread-safe.
 */
final class FailureThrottle {

    static final int FREE_FAILURES = 5;
    static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
    static final int MAX_KEYS = 10_000;

    private record Failures(int count, Instant next) {}

    private final Clock clock;
    private final Map<String, Failures> byKey = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
            return size() > MAX_KEYS;
        }
    };

    FailureThrottle(Clock clock) {
        this.clock = clock;
    }

    /** How long a key still has to wait; zero when it may try. */
    Duration remaining(String key) {
        Failures failures = byKey.get(hash(key));
        Duration remaining = failures == null ? Duration.ZERO : Duration.between(clock.instant(), failures.next());
        // longer than the longest: the clock has been set back, which must lock nobody out
        return remaining.isNegative() || remaining.compareTo(LONGEST_WAIT) > 0 ? Duration.ZERO : remaining;
    }

    /** A try begins. Once there is a wait, only one try passes at a time: those beside it count as too early. */
    void begin(String key) {
        byKey.computeIfPresent(hash(key), (any, failures) -> failed(failures.count()));
    }

    /** A try has failed. */
    void failed(String key) {
        byKey.merge(hash(key), failed(1), (failures, any) -> failed(failures.count() + 1));
    }

    /** A try has succeeded, which forgives all that failed before. */
    void succeeded(String key) {
        byKey.remove(hash(key));
    }

    /** Keys that are held. */
    int size() {
        return byKey.size();
    }

    private Failures failed(int count) {
        return new Failures(count, clock.instant().plus(wait(count)));
    }

    private static Duration wait(int count) {
        if (count < FREE_FAILURES) {
            return Duration.ZERO;
        }
        // beyond this doubling all are the longest, and a shift stays in range
        Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(count - FREE_FAILURES, 10));
        return wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
    }

    /** Keys come from callers and can be of any length. */
    private static String hash(String key) {
        return Sha256.text(key);
    }
}
