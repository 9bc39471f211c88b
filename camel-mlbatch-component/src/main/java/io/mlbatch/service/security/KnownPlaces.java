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
 * The places from which users have logged in, for 30 days after the last login. A place is forgotten after 100 failures
 * in a row, because somebody else guesses the user's password there. At most 10,000 names are held with 8 places each;
 * the ones that have not been used for the longest time are removed first. Not thread-safe.
 */
final class KnownPlaces {

    static final Duration LIFETIME = Duration.ofDays(30);
    static final int MAX_FAILURES = 100;
    static final int MAX_NAMES = 10_000;
    static final int MAX_PLACES = 8;

    private record Login(Instant time, int failures) {}

    /** Removes the entry that has not been used for the longest time when there are too many. */
    private static final class Bounded<V> extends LinkedHashMap<String, V> {
        private static final long serialVersionUID = 1L;

        private final int limit;

        Bounded(int limit) {
            super(16, 0.75f, true);
            this.limit = limit;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
            return size() > limit;
        }
    }

    private final Clock clock;
    private final Bounded<Bounded<Login>> byName = new Bounded<>(MAX_NAMES);

    KnownPlaces(Clock clock) {
        this.clock = clock;
    }

    boolean contains(String name, String place) {
        Bounded<Login> places = byName.get(Sha256.text(name));
        Login login = places == null ? null : places.get(place);
        return login != null && clock.instant().isBefore(login.time().plus(LIFETIME));
    }

    /** A user has logged in. */
    void succeeded(String name, String place) {
        byName.computeIfAbsent(Sha256.text(name), unknown -> new Bounded<>(MAX_PLACES))
                .put(place, new Login(clock.instant(), 0));
    }

    /** A login has failed. Does nothing when the place is not known. */
    void failed(String name, String place) {
        byName.computeIfPresent(Sha256.text(name), (hash, places) -> {
            places.computeIfPresent(
                    place,
                    (any, login) ->
                            login.failures() + 1 < MAX_FAILURES ? new Login(login.time(), login.failures() + 1) : null);
            return places.isEmpty() ? null : places;
        });
    }

    /** The names that are held. */
    int size() {
        return byName.size();
    }
}
