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

import io.mlbatch.protocol.LruMap;

/**
 * Throttles attempts after repeated failures: after 5 consecutive failures of a key its attempts have to wait, 1 s at
 * first, twice as long after each further failure, at most 60 s. An attempt that comes too early does not prolong the
 * wait. At most 10,000 keys are held; the least recently used are evicted. Not thread-safe.
 */
final class FailureThrottle {

    static final int FREE_FAILURES = 5;
    static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    static final Duration MAX_WAIT = Duration.ofSeconds(60);
    static final int MAX_KEYS = 10_000;

    private record Failures(int count, Instant next) {}

    private final Clock clock;
    private final LruMap<String, Failures> byKey = new LruMap<>(MAX_KEYS);

    FailureThrottle(Clock clock) {
        this.clock = clock;
    }

    /** Returns the time that a key still has to wait; zero if it does not have to wait. */
    Duration remaining(String key) {
        Failures failures = byKey.get(hash(key));
        Duration remaining = failures == null ? Duration.ZERO : Duration.between(clock.instant(), failures.next());
        // a wait above the maximum means that the clock was set back, which must not lock out users
        return remaining.isNegative() || remaining.compareTo(MAX_WAIT) > 0 ? Duration.ZERO : remaining;
    }

    /** Begins an attempt. Once a key has to wait, concurrent attempts count as too early. */
    void begin(String key) {
        byKey.computeIfPresent(hash(key), (any, failures) -> failed(failures.count()));
    }

    /** Counts a failed attempt. */
    void failed(String key) {
        byKey.merge(hash(key), failed(1), (failures, any) -> failed(failures.count() + 1));
    }

    /** Resets the failures of a key after a successful attempt. */
    void succeeded(String key) {
        byKey.remove(hash(key));
    }

    /** Returns the number of keys. */
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
        // limits the shift; more doublings exceed the maximum anyway
        Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(count - FREE_FAILURES, 10));
        return wait.compareTo(MAX_WAIT) < 0 ? wait : MAX_WAIT;
    }

    /** Hashes a key, because callers choose keys of any length. */
    private static String hash(String key) {
        return Sha256.text(key);
    }
}
