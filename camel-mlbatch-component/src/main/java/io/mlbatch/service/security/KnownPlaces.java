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
 * The places from which users have logged in, for 30 days after the last login. A place is forgotten after 100 failures
 * in a row, because another person may guess the user's password there. At most 10,000 names are held with 8 places
 * each; the least recently used are evicted. Not thread-safe.
 */
final class KnownPlaces {

    static final Duration LIFETIME = Duration.ofDays(30);
    static final int MAX_FAILURES = 100;
    static final int MAX_NAMES = 10_000;
    static final int MAX_PLACES = 8;

    private record Login(Instant time, int failures) {}

    private final Clock clock;
    private final LruMap<String, LruMap<String, Login>> byName = new LruMap<>(MAX_NAMES);

    KnownPlaces(Clock clock) {
        this.clock = clock;
    }

    boolean contains(String name, String place) {
        LruMap<String, Login> places = byName.get(Sha256.text(name));
        Login login = places == null ? null : places.get(place);
        return login != null && clock.instant().isBefore(login.time().plus(LIFETIME));
    }

    /** Adds the place of a successful login. */
    void succeeded(String name, String place) {
        byName.computeIfAbsent(Sha256.text(name), unknown -> new LruMap<>(MAX_PLACES))
                .put(place, new Login(clock.instant(), 0));
    }

    /** Counts a failed login. Does nothing if the place is not known. */
    void failed(String name, String place) {
        byName.computeIfPresent(Sha256.text(name), (hash, places) -> {
            places.computeIfPresent(
                    place,
                    (any, login) ->
                            login.failures() + 1 < MAX_FAILURES ? new Login(login.time(), login.failures() + 1) : null);
            return places.isEmpty() ? null : places;
        });
    }

    /** Returns the number of names. */
    int size() {
        return byName.size();
    }
}
