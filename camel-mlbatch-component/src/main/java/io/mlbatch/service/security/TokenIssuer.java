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
 * Issues bearer tokens: an access token for one hour, and a refresh token that can be exchanged once for a new pair
 * within 14 days. Tokens are 256 random bits and are stored only as hashes. At most 1,000 pairs of a user and 10,000 of
 * all users are held; a new pair evicts the oldest one of the user, or of the user with the most pairs. Thread-safe.
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

    // in the order of expiry
    private final Map<String, Pair> byRefreshHash = new LinkedHashMap<>();
    private final Map<String, Pair> byAccessHash = new HashMap<>();

    // by the user's name, in the order of expiry
    private final Map<String, Set<Pair>> byUser = new LinkedHashMap<>();

    public TokenIssuer(Clock clock) {
        this.clock = clock;
    }

    /** Issues a new pair. */
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
        evictFor(holder.name());
        byRefreshHash.put(pair.refreshHash(), pair);
        byAccessHash.put(pair.accessHash(), pair);
        byUser.computeIfAbsent(holder.name(), first -> new LinkedHashSet<>()).add(pair);
        return tokens;
    }

    /**
     * Replaces the pair of a refresh token with a new one; empty if the token is unknown, used or expired.
     *
     * @param holder the user of the new pair
     */
    public synchronized Optional<Tokens> refresh(String refreshToken, Caller holder) {
        return remove(refreshToken)
                .filter(pair -> clock.instant().isBefore(pair.refreshEnd()))
                .map(pair -> issue(holder));
    }

    /** Revokes a refresh token and its access token. Does nothing if the token is unknown. */
    public synchronized void revoke(String refreshToken) {
        remove(refreshToken);
    }

    /** Returns the user of a refresh token; empty if it is unknown, used or expired. */
    public synchronized Optional<Caller> holder(String refreshToken) {
        return Optional.ofNullable(byRefreshHash.get(Sha256.text(refreshToken)))
                .filter(pair -> clock.instant().isBefore(pair.refreshEnd()))
                .map(Pair::holder);
    }

    /** Returns the user of an access token; empty if it is unknown, expired or revoked. */
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

    /** Returns the number of pairs. */
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

    private void evictFor(String user) {
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
