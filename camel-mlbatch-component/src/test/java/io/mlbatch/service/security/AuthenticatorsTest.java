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

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.protocol.Credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AuthenticatorsTest {

    private static final String USERS = "anna:$2y$05$abcdefghijklmnopqrstuuEVdkK0PlG4Ly5oyZ45zZiNBNxG3rovC:score";
    private static final Optional<Credentials> ADMIN = Optional.of(new Credentials("admin", "secret"));

    private final List<String> asked = new ArrayList<>();

    @Test
    void nothingConfigured_hasNoAuthenticator() {
        assertThat(Authenticators.of(Optional.empty(), null, null)).isEmpty();
        assertThat(Authenticators.of(Optional.empty(), " ", null)).isEmpty();
    }

    @Test
    void everySource_hasItsUsers() throws Exception {
        Authenticator all = Authenticators.of(ADMIN, USERS, this::other).orElseThrow();
        assertThat(all.authenticate(new Credentials("admin", "secret"))).contains(new Caller("admin", Set.of()));
        assertThat(all.authenticate(new Credentials("anna", "pässwörd:,|€")))
                .contains(new Caller("anna", Set.of("score")));
        assertThat(all.authenticate(new Credentials("zoe", "z"))).contains(new Caller("zoe", Set.of("other")));
        assertThat(all.authenticate(new Credentials("zoe", "wrong"))).isEmpty();
        assertThat(asked).containsExactly("zoe", "zoe");
    }

    @ParameterizedTest
    @ValueSource(strings = {"admin", "anna"})
    void otherAuthenticator_isNotAskedAboutConfiguredNames(String name) throws Exception {
        Authenticator all = Authenticators.of(ADMIN, USERS, this::other).orElseThrow();
        assertThat(all.authenticate(new Credentials(name, "z"))).isEmpty();
        assertThat(all.renew(new Caller(name, Set.of("x")))).contains(new Caller(name, Set.of("x")));
        assertThat(asked).isEmpty();
    }

    @Test
    void wrongCredentials_areRefusedWhereThereIsNoOther() throws Exception {
        Authenticator all = Authenticators.of(ADMIN, USERS, null).orElseThrow();
        assertThat(all.authenticate(new Credentials("admin", "pässwörd:,|€"))).isEmpty();
        assertThat(all.authenticate(new Credentials("zoe", "z"))).isEmpty();
    }

    @Test
    void userInTwoOptions_isRefused() {
        assertThatThrownBy(() -> Authenticators.of(Optional.of(new Credentials("anna", "x")), USERS, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("username and users", "'anna'")
                .hasMessageNotContaining("$2y");
    }

    @Test
    void renewal_isTheOtherAuthenticators() throws Exception {
        Authenticator other = new Authenticator() {
            @Override
            public Optional<Caller> authenticate(Credentials credentials) {
                return Optional.empty();
            }

            @Override
            public Optional<Caller> renew(Caller caller) {
                return caller.name().equals("gone") ? Optional.empty() : Optional.of(new Caller("zoe", Set.of("new")));
            }
        };
        Authenticator all = Authenticators.of(ADMIN, null, other).orElseThrow();
        assertThat(all.renew(new Caller("zoe", Set.of()))).contains(new Caller("zoe", Set.of("new")));
        assertThat(all.renew(new Caller("gone", Set.of()))).isEmpty();
    }

    @Test
    void renewalByDefault_keepsTheCallerOfTheLogin() throws Exception {
        Authenticator all =
                Authenticators.of(Optional.empty(), null, this::other).orElseThrow();
        assertThat(all.renew(new Caller("zoe", Set.of("x")))).contains(new Caller("zoe", Set.of("x")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "admin"})
    void authenticatorThatReturnsAConfiguredName_isFaulty(String name) {
        Authenticator all = Authenticators.of(ADMIN, null, any -> Optional.of(new Caller(name, Set.of())))
                .orElseThrow();
        assertThatThrownBy(() -> all.authenticate(new Credentials("zoe", "z")))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void null_isAFault() {
        Authenticator all =
                Authenticators.of(Optional.empty(), null, any -> null).orElseThrow();
        assertThatThrownBy(() -> all.authenticate(new Credentials("zoe", "z")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("null");
    }

    private Optional<Caller> other(Credentials credentials) {
        asked.add(credentials.username());
        return credentials.password().equals("z")
                ? Optional.of(new Caller(credentials.username(), Set.of("other")))
                : Optional.empty();
    }
}
