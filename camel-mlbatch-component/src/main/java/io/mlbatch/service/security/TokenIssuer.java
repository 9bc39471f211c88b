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

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.mlbatch.protocol.Tokens;

/**
 * Issues bearer tokens: an access token for one hour, and a refresh token for 14 days that buys the next pair once.
 * Tokens are 256 random bits, and are held only as hashes. At most 1,000 pairs of a user are held, and 10,000 of all
 * users; the oldest pair of the user, or of the user who has the most, is removed for a new one. Thread-safe.
 */
public final class TokenIssuer {

    static final Duration ACCESS_LIFETIME = Duration.ofHours(1);
    static final Duration REFRESH_LIFETIME = Duration.ofDays(14);
    static final int MAX_PAIRS = 10_000;
    static final int MAX_PAIRS_OF_USER = 1_000;

    private static final int TOKEN_BYTES = 32;

    private record Pair(Caller holder, String accessHash, String refreshHash, Instant accessEnd, Instant refreshEnd) {}

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    // oldest first, which is the order in which they expire
    private final Map<String, Pair> byRefreshHash = new LinkedHashMap<>();
    private final Map<String, Pair> byAccessHash = new HashMap<>();

    // by the user's name, oldest first
    private final Map<String, Set<Pair>> byUser = new LinkedHashMap<>();

    public TokenIssuer(Clock clock) {
        this.clock = clock;
    }

    /** A new pair. */
    public synchronized Tokens issue(Caller holder) {
        Tokens tokens = new Tokens(newToken(), newToken(), ACCESS_LIFETIME);
        Instant now = clock.instant();
        Pair pair = new Pair(
                holder,
                Sha256.text(tokens.accessToken()),
                Sha256.text(tokens.refreshToken()),
                now.plus(ACCESS_LIFETIME),
                now.plus(REFRESH_LIFETIME));
        removeExpired(now);
        makeRoom(holder.name());
        byRefreshHash.put(pair.refreshHash(), pair);
        byAccessHash.put(pair.accessHash(), pair);
        byUser.computeIfAbsent(holder.name(), first -> new LinkedHashSet<>()).add(pair);
        return tokens;
    }

    /**
     * A new pair for the one of this refresh token, which ends; empty when the token is unknown, used or expired.
     *
     * @param holder who gets it
     */
    public synchronized Optional<Tokens> refresh(String refreshToken, Caller holder) {
        return remove(refreshToken)
                .filter(pair -> clock.instant().isBefore(pair.refreshEnd()))
                .map(pair -> issue(holder));
    }

    /** Ends the pair of a refresh token, its access token with it. Does nothing when the token is unknown. */
    public synchronized void revoke(String refreshToken) {
        remove(refreshToken);
    }

    /** Who got a refresh token; empty when it is unknown, used or expired. */
    public synchronized Optional<Caller> holder(String refreshToken) {
        return Optional.ofNullable(byRefreshHash.get(Sha256.text(refreshToken)))
                .filter(pair -> clock.instant().isBefore(pair.refreshEnd()))
                .map(Pair::holder);
    }

    /** Who calls with an access token; empty when it was not issued here, has expired or has ended with its pair. */
    public synchronized Optional<Caller> caller(String accessToken) {
        return Optional.ofNullable(byAccessHash.get(Sha256.text(accessToken)))
                .filter(pair -> clock.instant().isBefore(pair.accessEnd()))
                .map(Pair::holder);
    }

    private Optional<Pair> remove(String refreshToken) {
        Optional<Pair> pair = Optional.ofNullable(byRefreshHash.get(Sha256.text(refreshToken)));
        pair.ifPresent(this::remove);
        return pair;
    }

    private void remove(Pair pair) {
        byRefreshHash.remove(pair.refreshHash());
        byAccessHash.remove(pair.accessHash());
        Set<Pair> ofUser = byUser.get(pair.holder().name());
        ofUser.remove(pair);
        if (ofUser.isEmpty()) {
            byUser.remove(pair.holder().name());
        }
    }

    /** Pairs that are held. */
    synchronized int size() {
        return byRefreshHash.size();
    }

    private void removeExpired(Instant now) {
        while (!byRefreshHash.isEmpty()) {
            Pair oldest = byRefreshHash.values().iterator().next();
            if (now.isBefore(oldest.refreshEnd())) {
                return;
            }
            remove(oldest);
        }
    }

    private void makeRoom(String user) {
        Set<Pair> ofUser = byUser.getOrDefault(user, Set.of());
        if (ofUser.size() >= MAX_PAIRS_OF_USER) {
            removeOldest(ofUser);
        } else if (byRefreshHash.size() >= MAX_PAIRS) {
            removeOldest(Collections.max(byUser.values(), Comparator.comparing(Set::size)));
        }
    }

    private void removeOldest(Set<Pair> ofUser) {
        remove(ofUser.iterator().next());
    }

    private String newToken() {
        byte[] token = new byte[TOKEN_BYTES];
        random.nextBytes(token);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }
}
