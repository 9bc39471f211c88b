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
import io.mlbatch.service.security.Authenticator;
import io.mlbatch.service.security.Caller;
import io.mlbatch.service.security.MemoryTokenIssuer;
import io.mlbatch.service.security.TooBusyException;
import io.mlbatch.testing.CapturedLog;
import io.mlbatch.testing.VirtualTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Logins, refreshes and revocations on virtual time, with an authenticator that can fail. */
class AccessControlTest {

    private static final PathValues NO_VALUES = new PathValues(List.of());
    private static final Caller ANNA = new Caller("anna", Set.of("score"));

    /** Accepts every user with the password {@code right}. */
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

    // captures the exceptions of the authenticator
    private final CapturedLog log = new CapturedLog();
    private final VirtualTime clock = new VirtualTime();
    private final Directory directory = new Directory();
    private final AccessControl access = new AccessControl(Optional.of(directory), new MemoryTokenIssuer(clock), clock);

    @AfterEach
    void close() {
        log.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer ", "bearer ", "BEARER ", "Bearer   "})
    void validToken_identifiesUserForAnyCaseOfTheScheme(String scheme) throws Exception {
        String token = token(login("anna", "right"), "access_token");
        assertThat(access.caller(request("", "", scheme + token))).isEqualTo(ANNA);
    }

    @Test
    void login_returnsExpiryOfTheToken() throws Exception {
        assertThat(login("anna", "right"))
                .contains("\"token_type\":\"Bearer\"", "\"expires_in\":3600")
                .contains(
                        "\"expires_on\":\"" + clock.instant().plusSeconds(3600).getEpochSecond() + "\"");
    }

    @Test
    void repeatedFailures_throttleLoginWithRightPassword() throws Exception {
        failFiveTimes();
        ApiException rejected = failure(() -> login("anna", "right"));
        assertThat(rejected.status()).isEqualTo(429);
        assertThat(rejected.headers()).containsEntry("Retry-After", "1");
        assertThat(directory.asked).isEqualTo(5);

        clock.advance(Duration.ofSeconds(1));
        assertThat(login("anna", "right")).contains("access_token");
        assertThat(failure(() -> login("anna", "wrong")).status()).isEqualTo(401);
    }

    /** A store would fail for such an owner. */
    @ParameterizedTest
    @ValueSource(strings = {"a\\u0000", "a\\ud800"})
    void nameThatCannotBeStored_isAWrongLogin(String name) throws Exception {
        assertThat(failure(() -> login(name, "right")).status()).isEqualTo(401);
        assertThat(failure(() -> login("a".repeat(256), "right")).status()).isEqualTo(401);
        assertThat(directory.asked).isZero();
        assertThat(login("ü".repeat(255), "right")).contains("access_token");
    }

    @Test
    void furtherFailure_increasesRetryAfter() {
        failFiveTimes();
        clock.advance(Duration.ofSeconds(1));
        assertThat(failure(() -> login("anna", "wrong")).status()).isEqualTo(401);
        assertThat(failure(() -> login("anna", "right")).headers()).containsEntry("Retry-After", "2");
        clock.advance(Duration.ofMillis(1));
        assertThat(failure(() -> login("anna", "right")).headers()).containsEntry("Retry-After", "2");
    }

    @Test
    void throttledAddress_isRejectedForEveryName() {
        for (int i = 0; i < 5; i++) {
            String name = "user" + i;
            assertThat(failure(() -> login(name, "wrong", "192.168.1.7:51234")).status())
                    .isEqualTo(401);
        }
        assertThat(failure(() -> login("anna", "right", "192.168.1.7:51235")).status())
                .isEqualTo(429);
    }

    @Test
    void throttledUser_canStillRefreshAndCall() throws Exception {
        String response = login("anna", "right");
        failFiveTimes();
        assertThat(access.caller(request("", "", "Bearer " + token(response, "access_token"))))
                .isEqualTo(ANNA);
        assertThat(refresh(token(response, "refresh_token"))).contains("access_token");
    }

    @Test
    void failingAuthenticator_isUnavailableAndNotCounted() throws Exception {
        directory.failure = new IOException("no route to the directory");
        for (int i = 0; i < 6; i++) {
            ApiException rejected = failure(() -> login("anna", "right"));
            assertThat(rejected.status()).isEqualTo(503);
            assertThat(rejected.headers()).containsEntry("Retry-After", "5");
            assertThat(rejected).hasMessageNotContainingAny("directory", "anna", "right");
        }
        assertThat(log.text()).contains("no route to the directory");
        directory.failure = null;
        assertThat(login("anna", "right")).contains("access_token");
    }

    @Test
    void tooManySimultaneousChecks_areUnavailable() throws Exception {
        directory.failure = new TooBusyException("checks");
        ApiException rejected = failure(() -> login("anna", "right"));
        assertThat(rejected.status()).isEqualTo(503);
        assertThat(rejected.headers()).containsEntry("Retry-After", "1");
    }

    @Test
    void interruptedCheck_keepsInterruptFlag() {
        directory.failure = new InterruptedException();
        assertThat(failure(() -> login("anna", "right")).status()).isEqualTo(503);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void userWhoLostAccess_losesTokensAndGetsNoNewOnes() throws Exception {
        String response = login("anna", "right");
        directory.closed = true;
        assertThat(failure(() -> refresh(token(response, "refresh_token"))).status())
                .isEqualTo(401);
        directory.closed = false;
        assertThat(failure(() -> refresh(token(response, "refresh_token"))).status())
                .isEqualTo(401);
        assertThatThrownBy(() -> access.caller(request("", "", "Bearer " + token(response, "access_token"))))
                .isInstanceOf(ApiException.class);
    }

    @Test
    void failingAuthenticator_keepsRefreshTokenValid() throws Exception {
        String response = login("anna", "right");
        directory.failure = new IOException("no route to the directory");
        assertThat(failure(() -> refresh(token(response, "refresh_token"))).status())
                .isEqualTo(503);
        directory.failure = null;
        assertThat(refresh(token(response, "refresh_token"))).contains("access_token");
    }

    @Test
    void revokedPair_isInvalid() throws Exception {
        for (String form : List.of("path", "parameter", "body")) {
            String response = login("anna", "right");
            String refreshToken = token(response, "refresh_token");
            HttpResponse revoked = revoke(ANNA, refreshToken, form);
            assertThat(revoked.status()).isEqualTo(200);
            assertThat(text(revoked)).contains("\"access_token\":\"\"", "\"refresh_token\":\"\"");
            assertThat(failure(() -> refresh(refreshToken)).status()).isEqualTo(401);
            assertThat(failure(() -> access.caller(request("", "", "Bearer " + token(response, "access_token"))))
                            .status())
                    .isEqualTo(401);
        }
    }

    @Test
    void tokenOfAnotherUser_isNotRevoked() throws Exception {
        String refreshToken = token(login("anna", "right"), "refresh_token");
        assertThat(failure(() -> revoke(new Caller("bert", Set.of("score")), refreshToken, "body"))
                        .status())
                .isEqualTo(403);
        assertThat(refresh(refreshToken)).contains("access_token");
    }

    @Test
    void unknownToken_countsAsRevoked() throws Exception {
        assertThat(revoke(ANNA, "unknown", "path").status()).isEqualTo(200);
        assertThat(revoke(ANNA, "unknown", "body").status()).isEqualTo(200);
    }

    @Test
    void revocationWithoutToken_isABadRequest() {
        assertThat(failure(() -> access.revoke(request("", "token=x", null), ANNA, NO_VALUES))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void withoutCredentials_callersAreAnonymous() {
        AccessControl open = new AccessControl(Optional.empty(), new MemoryTokenIssuer(clock), clock);
        assertThat(open.caller(request("", "", null))).isEqualTo(Caller.ANYONE);
        assertThat(open.caller(request("", "", "Bearer of-another-host"))).isEqualTo(Caller.ANYONE);
    }

    @Test
    void withoutCredentials_anonymousCallerRevokesToken() throws Exception {
        AccessControl open = new AccessControl(Optional.empty(), new MemoryTokenIssuer(clock), clock);
        String response = text(open.login(body("anna", "any", null), Caller.ANYONE, NO_VALUES));
        String refreshToken = token(response, "refresh_token");
        open.revoke(request("", "REFRESHTOKEN=" + refreshToken, null), Caller.ANYONE, NO_VALUES);
        String refresh = "{\"refreshToken\":\"" + refreshToken + "\"}";
        assertThat(failure(() -> open.refresh(request(refresh, "", null), Caller.ANYONE, NO_VALUES))
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
        return text(access.login(body(username, password, peer), Caller.ANYONE, NO_VALUES));
    }

    private String refresh(String token) throws IOException {
        return text(
                access.refresh(request("{\"refreshToken\":\"" + token + "\"}", "", null), Caller.ANYONE, NO_VALUES));
    }

    private HttpResponse revoke(Caller caller, String token, String form) throws IOException {
        return switch (form) {
            case "path" -> access.revoke(request("", "", null), caller, new PathValues(List.of(token)));
            case "parameter" -> access.revoke(request("", "refreshToken=" + token, null), caller, NO_VALUES);
            default -> access.revoke(request("{\"refreshToken\":\"" + token + "\"}", "", null), caller, NO_VALUES);
        };
    }

    private static ApiException failure(ThrowingCallable call) {
        ApiException failure = catchThrowableOfType(ApiException.class, call);
        assertThat(failure).isNotNull();
        return failure;
    }

    private static String token(String response, String name) {
        return response.replaceAll(".*\"" + name + "\":\"([A-Za-z0-9_-]+)\".*", "$1");
    }

    private static String text(HttpResponse response) {
        return new String((byte[]) response.body(), StandardCharsets.UTF_8);
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
                new RequestTarget("/login", "", "/login", query),
                RequestHeaders.of(name -> Optional.ofNullable(name.equals("Authorization") ? authorization : null)),
                Optional.ofNullable(peer),
                new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
    }
}
