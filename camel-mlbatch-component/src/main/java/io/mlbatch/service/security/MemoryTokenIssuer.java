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
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.mlbatch.protocol.Tokens;

/** Holds the tokens of a single host in its memory. */
public final class MemoryTokenIssuer implements TokenIssuer {

    private record Pair(Caller holder, String accessHash, String refreshHash, Instant accessEnd, Instant refreshEnd) {}

    private final Clock clock;
    private final RandomTokens random = new RandomTokens();

    // in the order of expiry
    private final Map<String, Pair> byRefreshHash = new LinkedHashMap<>();
    private final Map<String, Pair> byAccessHash = new HashMap<>();

    // by the user's name, in the order of expiry
    private final Map<String, Set<Pair>> byUser = new LinkedHashMap<>();

    public MemoryTokenIssuer(Clock clock) {
        this.clock = clock;
    }

    @Override
    public synchronized Tokens issue(Caller holder) {
        Tokens tokens = random.next();
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

    @Override
    public synchronized Optional<Tokens> refresh(String refreshToken, Caller holder) {
        return remove(refreshToken)
                .filter(pair -> clock.instant().isBefore(pair.refreshEnd()))
                .map(pair -> issue(holder));
    }

    @Override
    public synchronized void revoke(String refreshToken) {
        remove(refreshToken);
    }

    @Override
    public synchronized Optional<Caller> holder(String refreshToken) {
        return Optional.ofNullable(byRefreshHash.get(Sha256.text(refreshToken)))
                .filter(pair -> clock.instant().isBefore(pair.refreshEnd()))
                .map(Pair::holder);
    }

    @Override
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
}
