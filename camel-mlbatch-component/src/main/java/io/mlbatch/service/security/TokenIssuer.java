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
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import io.mlbatch.protocol.Tokens;

/**
 * Issues bearer tokens: an access token for one hour, and a refresh token for 14 days that buys the next pair once.
 * Tokens are 256 random bits, and are held only as hashes. At most 10,000 pairs are held; the oldest go first.
 * Thread-safe.
 */
public final class TokenIssuer {

    static final Duration ACCESS_LIFETIME = Duration.ofHours(1);
    static final Duration REFRESH_LIFETIME = Duration.ofDays(14);
    static final int MAX_PAIRS = 10_000;

    private static final int TOKEN_BYTES = 32;

    private record Pair(String accessHash, String refreshHash, Instant accessEnd, Instant refreshEnd) {}

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    // oldest first, which is the order in which they expire
    private final Map<String, Pair> byRefreshHash = new LinkedHashMap<>();
    private final Map<String, Pair> byAccessHash = new HashMap<>();

    public TokenIssuer(Clock clock) {
        this.clock = clock;
    }

    /** A new pair. */
    public synchronized Tokens issue() {
        Tokens tokens = new Tokens(newToken(), newToken(), ACCESS_LIFETIME);
        Instant now = clock.instant();
        Pair pair = new Pair(
                Hashes.text(tokens.accessToken()),
                Hashes.text(tokens.refreshToken()),
                now.plus(ACCESS_LIFETIME),
                now.plus(REFRESH_LIFETIME));
        purge(now);
        byRefreshHash.put(pair.refreshHash(), pair);
        byAccessHash.put(pair.accessHash(), pair);
        return tokens;
    }

    /** A new pair for the one of this refresh token, which ends; empty when the token is unknown, used or expired. */
    public synchronized Optional<Tokens> refresh(String refreshToken) {
        Pair pair = byRefreshHash.remove(Hashes.text(refreshToken));
        if (pair == null) {
            return Optional.empty();
        }
        byAccessHash.remove(pair.accessHash());
        return clock.instant().isBefore(pair.refreshEnd()) ? Optional.of(issue()) : Optional.empty();
    }

    /** True for an access token that was issued here, has not expired and was not replaced. */
    public synchronized boolean accepts(String accessToken) {
        Pair pair = byAccessHash.get(Hashes.text(accessToken));
        return pair != null && clock.instant().isBefore(pair.accessEnd());
    }

    /** Pairs that are held. */
    synchronized int size() {
        return byRefreshHash.size();
    }

    private void purge(Instant now) {
        Iterator<Pair> oldest = byRefreshHash.values().iterator();
        while (oldest.hasNext()) {
            Pair pair = oldest.next();
            if (now.isBefore(pair.refreshEnd()) && byRefreshHash.size() < MAX_PAIRS) {
                return;
            }
            oldest.remove();
            byAccessHash.remove(pair.accessHash());
        }
    }

    private String newToken() {
        byte[] token = new byte[TOKEN_BYTES];
        random.nextBytes(token);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }
}
