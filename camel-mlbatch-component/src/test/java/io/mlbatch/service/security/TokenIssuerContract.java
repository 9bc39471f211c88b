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
import java.util.Set;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.mlbatch.protocol.Tokens;

import static org.assertj.core.api.Assertions.assertThat;

/** The contract of tokens in memory and in a database. */
public abstract class TokenIssuerContract {

    protected static final Caller ANNA = new Caller("anna", Set.of("score", "see"));
    protected static final Caller BERT = new Caller("bert", Set.of());

    /** Much longer than a test takes, for clocks that do not stand still. */
    private static final Duration LITTLE = Duration.ofMinutes(5);

    private TokenIssuer issuer;

    /** An issuer without tokens, with these limits if it can have others than the usual. */
    protected abstract TokenIssuer newIssuer();

    protected abstract void advance(Duration duration);

    /** The number of pairs that the issuer holds. */
    protected abstract int size();

    protected int maxPairs() {
        return TokenIssuer.MAX_PAIRS;
    }

    protected int maxPairsOfUser() {
        return TokenIssuer.MAX_PAIRS_OF_USER;
    }

    @BeforeEach
    void create() {
        issuer = newIssuer();
    }

    @Test
    void accessToken_isAcceptedForAnHour() {
        Tokens tokens = issuer.issue(ANNA);
        advance(Duration.ofHours(1).minus(LITTLE));
        assertThat(issuer.caller(tokens.accessToken())).contains(ANNA);
        advance(LITTLE);
        assertThat(issuer.caller(tokens.accessToken())).isEmpty();
    }

    @Test
    void tokens_areLongRandomAndDifferent() {
        Tokens tokens = issuer.issue(ANNA);
        // 256 bits in Base64
        assertThat(tokens.accessToken()).matches("[A-Za-z0-9_-]{43}").isNotEqualTo(tokens.refreshToken());
        assertThat(issuer.issue(ANNA).accessToken()).isNotEqualTo(tokens.accessToken());
    }

    @Test
    void refresh_givesANewPairAndEndsTheOldOne() {
        Tokens old = issuer.issue(ANNA);
        Tokens fresh = issuer.refresh(old.refreshToken(), ANNA).orElseThrow();
        assertThat(issuer.caller(fresh.accessToken())).contains(ANNA);
        assertThat(issuer.caller(old.accessToken())).isEmpty();
        assertThat(issuer.refresh(old.refreshToken(), ANNA)).isEmpty();
    }

    @Test
    void refreshToken_worksForFourteenDaysAfterTheAccessTokenHasEnded() {
        Tokens tokens = issuer.issue(ANNA);
        advance(Duration.ofDays(14).minus(LITTLE));
        Tokens fresh = issuer.refresh(tokens.refreshToken(), ANNA).orElseThrow();
        advance(Duration.ofDays(14));
        assertThat(issuer.refresh(fresh.refreshToken(), ANNA)).isEmpty();
    }

    @Test
    void unknownTokens_areRefused() {
        assertThat(issuer.caller("x")).isEmpty();
        assertThat(issuer.caller(issuer.issue(ANNA).refreshToken())).isEmpty();
        assertThat(issuer.refresh(issuer.issue(ANNA).accessToken(), ANNA)).isEmpty();
    }

    @Test
    void expiredPairs_areForgotten() {
        issuer.issue(ANNA);
        advance(TokenIssuer.REFRESH_LIFETIME);
        issuer.issue(ANNA);
        assertThat(size()).isEqualTo(1);
    }

    @Test
    void userWithTooManyPairs_losesTheOldest() {
        Tokens oldest = issuer.issue(ANNA);
        advance(LITTLE);
        Tokens second = issuer.issue(ANNA);
        Tokens berts = issuer.issue(BERT);
        for (int i = 2; i <= maxPairsOfUser(); i++) {
            issuer.issue(ANNA);
        }
        assertThat(size()).isEqualTo(maxPairsOfUser() + 1);
        assertThat(issuer.caller(oldest.accessToken())).isEmpty();
        assertThat(issuer.caller(second.accessToken())).contains(ANNA);
        assertThat(issuer.caller(berts.accessToken())).contains(BERT);
    }

    @Test
    void loginsOfAUserBeyondAllLimits_endNoTokenOfAnother() {
        Tokens berts = issuer.issue(BERT);
        for (int i = 0; i < maxPairs(); i++) {
            issuer.issue(ANNA);
        }
        assertThat(issuer.caller(berts.accessToken())).contains(BERT);
        assertThat(issuer.refresh(berts.refreshToken(), BERT)).isPresent();
    }

    @Test
    void userWithTheMostPairs_losesTheOldestWhenThereAreTooManyOfAll() {
        Tokens berts = issuer.issue(BERT);
        advance(LITTLE);
        Tokens annasOldest = issuer.issue(ANNA);
        advance(LITTLE);
        Tokens annasSecond = issuer.issue(ANNA);
        advance(LITTLE);
        for (int i = 3; i < maxPairs(); i++) {
            issuer.issue(new Caller("user" + i, Set.of()));
        }
        issuer.issue(new Caller("carl", Set.of()));
        assertThat(size()).isEqualTo(maxPairs());
        assertThat(issuer.caller(annasOldest.accessToken())).isEmpty();
        assertThat(issuer.caller(annasSecond.accessToken())).contains(ANNA);
        assertThat(issuer.caller(berts.accessToken())).contains(BERT);
    }

    @Test
    void everyPair_knowsItsHolder() {
        Tokens annas = issuer.issue(ANNA);
        Tokens berts = issuer.issue(BERT);
        assertThat(issuer.caller(annas.accessToken())).contains(ANNA);
        assertThat(issuer.caller(berts.accessToken())).contains(BERT);
        assertThat(issuer.holder(berts.refreshToken())).contains(BERT);
    }

    @Test
    void refreshedPair_hasTheHolderThatItWasGiven() {
        Caller promoted = new Caller("anna", Set.of("score", "admin"));
        Tokens fresh =
                issuer.refresh(issuer.issue(ANNA).refreshToken(), promoted).orElseThrow();
        assertThat(issuer.caller(fresh.accessToken())).contains(promoted);
        assertThat(issuer.holder(fresh.refreshToken())).contains(promoted);
    }

    @Test
    void revokedPair_endsWithItsAccessTokenAndNoOther() {
        Tokens revoked = issuer.issue(ANNA);
        Tokens other = issuer.issue(ANNA);
        issuer.revoke(revoked.refreshToken());
        assertThat(issuer.caller(revoked.accessToken())).isEmpty();
        assertThat(issuer.holder(revoked.refreshToken())).isEmpty();
        assertThat(issuer.refresh(revoked.refreshToken(), ANNA)).isEmpty();
        assertThat(issuer.caller(other.accessToken())).contains(ANNA);
        assertThat(size()).isEqualTo(1);
    }

    @Test
    void revokingAnUnknownToken_changesNothing() {
        Tokens tokens = issuer.issue(ANNA);
        issuer.revoke("unknown");
        issuer.revoke(tokens.accessToken());
        assertThat(issuer.caller(tokens.accessToken())).contains(ANNA);
    }

    @Test
    void expiredRefreshToken_hasNoHolder() {
        Tokens tokens = issuer.issue(ANNA);
        advance(Duration.ofDays(14));
        assertThat(issuer.holder(tokens.refreshToken())).isEmpty();
    }
}
