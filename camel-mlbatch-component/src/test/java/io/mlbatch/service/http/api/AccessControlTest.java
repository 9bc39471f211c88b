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
package io.mlbatch.service.http.api;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.protocol.Credentials;
import io.mlbatch.service.fakes.CapturedLog;
import io.mlbatch.service.fakes.SettableClock;
import io.mlbatch.service.security.Authenticator;
import io.mlbatch.service.security.Caller;
import io.mlbatch.service.security.TooBusyException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Logins, refreshes and revocations on virtual time, with an authenticator that can fail. */
class AccessControlTest {

    private static final Caller ANNA = new Caller("anna", Set.of("score"));

    /** Knows everybody whose password is {@code right}. */
    private static final class Directory implements Authenticator {

        private int asked;
        private Exception failure;
        private boolean closed;

        @Override
        public Optional<Caller> authenticate(Credentials credentials) throws Exception {
            asked++;
            return credentials.password().equals("right")
                    ? renew(new Caller(credentials.username(), Set.of("score")))
                    : Optional.empty();
        }

        @Override
        public Optional<Caller> renew(Caller caller) throws Exception {
            if (failure != null) {
                throw failure;
            }
            return closed ? Optional.empty() : Optional.of(caller);
        }
    }

    // what the authenticator throws
    private final CapturedLog log = new CapturedLog();
    private final SettableClock clock = new SettableClock();
    private final Directory directory = new Directory();
    private final AccessControl access = new AccessControl(Optional.of(directory), clock);

    @AfterEach
    void close() {
        log.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer ", "bearer ", "BEARER ", "Bearer   "})
    void tokenGivesItsUserWhateverTheCaseOfTheScheme(String scheme) throws Exception {
        String token = token(login("anna", "right"), "access_token");
        assertThat(access.caller(request("", "", scheme + token))).isEqualTo(ANNA);
    }

    @Test
    void answerOfALoginSaysWhenTheTokenEnds() throws Exception {
        assertThat(login("anna", "right"))
                .contains("\"token_type\":\"Bearer\"", "\"expires_in\":3600")
                .contains(
                        "\"expires_on\":\"" + clock.instant().plusSeconds(3600).getEpochSecond() + "\"");
    }

    @Test
    void failedLoginsAreThrottledEvenWithTheRightPassword() throws Exception {
        failFiveTimes();
        ApiException refused = failure(() -> login("anna", "right"));
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.headers()).containsEntry("Retry-After", "1");
        assertThat(directory.asked).isEqualTo(5);

        clock.advance(Duration.ofSeconds(1));
        assertThat(login("anna", "right")).contains("access_token");
        assertThat(failure(() -> login("anna", "wrong")).status()).isEqualTo(401);
    }

    @Test
    void retryAfterGrowsWithTheFailures() {
        failFiveTimes();
        clock.advance(Duration.ofSeconds(1));
        assertThat(failure(() -> login("anna", "wrong")).status()).isEqualTo(401);
        assertThat(failure(() -> login("anna", "right")).headers()).containsEntry("Retry-After", "2");
        clock.advance(Duration.ofMillis(1));
        assertThat(failure(() -> login("anna", "right")).headers()).containsEntry("Retry-After", "2");
    }

    @Test
    void throttledAddressIsRefusedForEveryName() {
        for (int i = 0; i < 5; i++) {
            String name = "user" + i;
            assertThat(failure(() -> login(name, "wrong", "192.168.1.7:51234")).status())
                    .isEqualTo(401);
        }
        assertThat(failure(() -> login("anna", "right", "192.168.1.7:51235")).status())
                .isEqualTo(429);
    }

    @Test
    void refreshAndCallsAreNotThrottled() throws Exception {
        String answer = login("anna", "right");
        failFiveTimes();
        assertThat(access.caller(request("", "", "Bearer " + token(answer, "access_token"))))
                .isEqualTo(ANNA);
        assertThat(refresh(token(answer, "refresh_token"))).contains("access_token");
    }

    @Test
    void authenticatorThatFailsIsNoWrongPassword() throws Exception {
        directory.failure = new IOException("no route to the directory");
        for (int i = 0; i < 6; i++) {
            ApiException refused = failure(() -> login("anna", "right"));
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.headers()).containsEntry("Retry-After", "5");
            assertThat(refused).hasMessageNotContainingAny("directory", "anna", "right");
        }
        assertThat(log.text()).contains("no route to the directory");
        directory.failure = null;
        assertThat(login("anna", "right")).contains("access_token");
    }

    @Test
    void tooManyChecksAtOnceAreNoWrongPassword() throws Exception {
        directory.failure = new TooBusyException("checks");
        ApiException refused = failure(() -> login("anna", "right"));
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.headers()).containsEntry("Retry-After", "1");
    }

    @Test
    void interruptionIsKept() {
        directory.failure = new InterruptedException();
        assertThat(failure(() -> login("anna", "right")).status()).isEqualTo(503);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void userWhoMayNotGoOnGetsNoNewTokensAndLosesTheOld() throws Exception {
        String answer = login("anna", "right");
        directory.closed = true;
        assertThat(failure(() -> refresh(token(answer, "refresh_token"))).status())
                .isEqualTo(401);
        directory.closed = false;
        assertThat(failure(() -> refresh(token(answer, "refresh_token"))).status())
                .isEqualTo(401);
        assertThatThrownBy(() -> access.caller(request("", "", "Bearer " + token(answer, "access_token"))))
                .isInstanceOf(ApiException.class);
    }

    @Test
    void refreshTokenSurvivesAnAuthenticatorThatFails() throws Exception {
        String answer = login("anna", "right");
        directory.failure = new IOException("no route to the directory");
        assertThat(failure(() -> refresh(token(answer, "refresh_token"))).status())
                .isEqualTo(503);
        directory.failure = null;
        assertThat(refresh(token(answer, "refresh_token"))).contains("access_token");
    }

    @Test
    void revokedPairIsOverInBothForms() throws Exception {
        for (boolean inPath : List.of(false, true)) {
            String answer = login("anna", "right");
            String refreshToken = token(answer, "refresh_token");
            HttpResponse revoked = revoke(ANNA, refreshToken, inPath);
            assertThat(revoked.status()).isEqualTo(200);
            assertThat(text(revoked)).contains("\"access_token\":\"\"", "\"refresh_token\":\"\"");
            assertThat(failure(() -> refresh(refreshToken)).status()).isEqualTo(401);
            assertThat(failure(() -> access.caller(request("", "", "Bearer " + token(answer, "access_token"))))
                            .status())
                    .isEqualTo(401);
        }
    }

    @Test
    void anotherUsersTokenIsNotRevoked() throws Exception {
        String refreshToken = token(login("anna", "right"), "refresh_token");
        assertThat(failure(() -> revoke(new Caller("bert", Set.of("score")), refreshToken, false))
                        .status())
                .isEqualTo(403);
        assertThat(refresh(refreshToken)).contains("access_token");
    }

    @Test
    void unknownTokenIsAsGoodAsRevoked() {
        assertThat(revoke(ANNA, "unknown", false).status()).isEqualTo(200);
        assertThat(revoke(ANNA, "unknown", true).status()).isEqualTo(200);
    }

    @Test
    void revocationWithoutATokenIsABadRequest() {
        assertThat(failure(() -> access.revoke(request("", "token=x", null), ANNA, List.of()))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void everybodyIsTheSameUserWhereNobodyHasToLogIn() {
        AccessControl open = new AccessControl(Optional.empty(), clock);
        assertThat(open.caller(request("", "", null))).isEqualTo(Caller.ANYONE);
        assertThat(open.caller(request("", "", "Bearer of-another-host"))).isEqualTo(Caller.ANYONE);
    }

    @Test
    void anybodyRevokesWhereNobodyHasToLogIn() throws Exception {
        AccessControl open = new AccessControl(Optional.empty(), clock);
        String answer = text(open.login(body("anna", "any", null), Caller.ANYONE, List.of()));
        String refreshToken = token(answer, "refresh_token");
        open.revoke(request("", "REFRESHTOKEN=" + refreshToken, null), Caller.ANYONE, List.of());
        String refresh = "{\"refreshToken\":\"" + refreshToken + "\"}";
        assertThat(failure(() -> open.refresh(request(refresh, "", null), Caller.ANYONE, List.of()))
                        .status())
                .isEqualTo(401);
    }

    private void failFiveTimes() {
        for (int i = 0; i < 5; i++) {
            assertThat(failure(() -> login("anna", "wrong")).status()).isEqualTo(401);
        }
    }

    private String login(String username, String password) throws IOException {
        return login(username, password, null);
    }

    private String login(String username, String password, String peer) throws IOException {
        return text(access.login(body(username, password, peer), Caller.ANYONE, List.of()));
    }

    private String refresh(String token) throws IOException {
        return text(
                access.refresh(request("{\"refreshToken\":\"" + token + "\"}", "", null), Caller.ANYONE, List.of()));
    }

    private HttpResponse revoke(Caller caller, String token, boolean inPath) {
        return inPath
                ? access.revoke(request("", "", null), caller, List.of(token))
                : access.revoke(request("", "refreshToken=" + token, null), caller, List.of());
    }

    private static ApiException failure(ThrowingCallable call) {
        ApiException failure = catchThrowableOfType(ApiException.class, call);
        assertThat(failure).isNotNull();
        return failure;
    }

    private static String token(String answer, String name) {
        return answer.replaceAll(".*\"" + name + "\":\"([A-Za-z0-9_-]+)\".*", "$1");
    }

    private static String text(HttpResponse answer) {
        return new String((byte[]) answer.body(), StandardCharsets.UTF_8);
    }

    private static HttpRequest body(String username, String password, String peer) {
        return request("{\"username\":\"" + username + "\",\"password\":\"" + password + "\"}", "", null, peer);
    }

    private static HttpRequest request(String body, String query, String authorization) {
        return request(body, query, authorization, null);
    }

    private static HttpRequest request(String body, String query, String authorization, String peer) {
        return new HttpRequest(
                "POST",
                "/login",
                "",
                "/login",
                query,
                Optional.empty(),
                Optional.ofNullable(authorization),
                Optional.empty(),
                Optional.ofNullable(peer),
                Provenance.UNKNOWN,
                new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
    }
}
