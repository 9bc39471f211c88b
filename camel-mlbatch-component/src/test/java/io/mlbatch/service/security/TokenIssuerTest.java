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

import org.junit.jupiter.api.Test;

import io.mlbatch.protocol.Tokens;
import io.mlbatch.service.fakes.SettableClock;

import static org.assertj.core.api.Assertions.assertThat;

class TokenIssuerTest {

    private final SettableClock clock = new SettableClock();
    private final TokenIssuer issuer = new TokenIssuer(clock);

    @Test
    void accessTokenIsAcceptedForAnHour() {
        Tokens tokens = issuer.issue();
        clock.advance(Duration.ofHours(1).minusMillis(1));
        assertThat(issuer.accepts(tokens.accessToken())).isTrue();
        clock.advance(Duration.ofMillis(1));
        assertThat(issuer.accepts(tokens.accessToken())).isFalse();
    }

    @Test
    void tokensAreLongRandomAndDifferent() {
        Tokens tokens = issuer.issue();
        // 256 bits in Base64
        assertThat(tokens.accessToken()).matches("[A-Za-z0-9_-]{43}").isNotEqualTo(tokens.refreshToken());
        assertThat(issuer.issue().accessToken()).isNotEqualTo(tokens.accessToken());
    }

    @Test
    void refreshGivesANewPairAndEndsTheOldOne() {
        Tokens old = issuer.issue();
        Tokens fresh = issuer.refresh(old.refreshToken()).orElseThrow();
        assertThat(issuer.accepts(fresh.accessToken())).isTrue();
        assertThat(issuer.accepts(old.accessToken())).isFalse();
        assertThat(issuer.refresh(old.refreshToken())).isEmpty();
    }

    @Test
    void refreshTokenWorksForFourteenDaysAfterTheAccessTokenHasEnded() {
        Tokens tokens = issuer.issue();
        clock.advance(Duration.ofDays(14).minusMillis(1));
        Tokens fresh = issuer.refresh(tokens.refreshToken()).orElseThrow();
        clock.advance(Duration.ofDays(14));
        assertThat(issuer.refresh(fresh.refreshToken())).isEmpty();
    }

    @Test
    void unknownTokensAreRefused() {
        assertThat(issuer.accepts("x")).isFalse();
        assertThat(issuer.accepts(issuer.issue().refreshToken())).isFalse();
        assertThat(issuer.refresh(issuer.issue().accessToken())).isEmpty();
    }

    @Test
    void expiredPairsAreForgotten() {
        issuer.issue();
        clock.advance(TokenIssuer.REFRESH_LIFETIME);
        issuer.issue();
        assertThat(issuer.size()).isEqualTo(1);
    }

    @Test
    void oldestPairGoesWhenThereAreTooMany() {
        Tokens oldest = issuer.issue();
        Tokens second = issuer.issue();
        for (int i = 2; i <= TokenIssuer.MAX_PAIRS; i++) {
            issuer.issue();
        }
        assertThat(issuer.size()).isEqualTo(TokenIssuer.MAX_PAIRS);
        assertThat(issuer.accepts(oldest.accessToken())).isFalse();
        assertThat(issuer.accepts(second.accessToken())).isTrue();
    }
}
