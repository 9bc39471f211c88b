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

import java.time.Duration;
import java.util.Optional;

import io.mlbatch.protocol.Tokens;

/**
 * Issues bearer tokens: an access token for one hour, and a refresh token that can be exchanged once for a new pair
 * within 14 days. Tokens are 256 random bits and are stored only as hashes. At most 1,000 pairs of a user and 10,000 of
 * all users are held; a new pair evicts the oldest one of the user, or of the user with the most pairs. Thread-safe.
 *
 * <p>An implementation that keeps tokens outside of the process throws {@link io.mlbatch.service.store.StoreException}
 * while they cannot be reached: a caller can then repeat the call.
 */
public interface TokenIssuer {

    Duration ACCESS_LIFETIME = Duration.ofHours(1);
    Duration REFRESH_LIFETIME = Duration.ofDays(14);
    int MAX_PAIRS = 10_000;
    int MAX_PAIRS_OF_USER = 1_000;

    /** Issues a new pair. */
    Tokens issue(Caller holder);

    /**
     * Replaces the pair of a refresh token with a new one; empty if the token is unknown, used or expired. Of several
     * calls with the same token, one gets a pair.
     *
     * @param holder the user of the new pair
     */
    Optional<Tokens> refresh(String refreshToken, Caller holder);

    /** Revokes a refresh token and its access token. Does nothing if the token is unknown. */
    void revoke(String refreshToken);

    /** Returns the user of a refresh token; empty if it is unknown, used or expired. */
    Optional<Caller> holder(String refreshToken);

    /** Returns the user of an access token; empty if it is unknown, expired or revoked. */
    Optional<Caller> caller(String accessToken);

    /** Returns true if the methods may block, so that they must not run on a thread that serves connections. */
    default boolean mayBlock() {
        return false;
    }
}
