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
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.protocol.Credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class UserListTest {

    private static final Caller ANNA = new Caller("anna", Set.of("score"));
    private static final Map<String, UserList.User> USERS = Map.of(
            "anna", new UserList.User(ANNA, "$2y$05$" + "a".repeat(53)),
            "bert", new UserList.User(new Caller("bert", Set.of()), "$2y$06$" + "b".repeat(53)));

    private final List<String> checked = new ArrayList<>();

    @Test
    void userWithTheRightPassword_isLetIn() {
        UserList users = UserList.parse("anna:" + "$2y$05$abcdefghijklmnopqrstuuEVdkK0PlG4Ly5oyZ45zZiNBNxG3rovC:score");
        assertThat(users.authenticate(new Credentials("anna", "pässwörd:,|€"))).contains(ANNA);
        assertThat(users.authenticate(new Credentials("anna", "pässwörd"))).isEmpty();
        assertThat(users.authenticate(new Credentials("Anna", "pässwörd:,|€"))).isEmpty();
        assertThat(users.authenticate(new Credentials("", ""))).isEmpty();
    }

    @Test
    void unknownUser_costsTheCheckOfTheCostliestHash() {
        UserList users = new UserList(USERS, this::accept, 1);
        assertThat(users.authenticate(new Credentials("anna", "x"))).contains(ANNA);
        // even if the dummy matched
        assertThat(users.authenticate(new Credentials("unknown", "x"))).isEmpty();
        assertThat(checked).containsExactly("$2y$05$" + "a".repeat(53), Bcrypt.dummy(6));
    }

    @Test
    void checkBeyondTheBound_isRefusedAndOneAfterItIsNot() {
        UserList[] users = new UserList[1];
        users[0] = new UserList(
                USERS,
                (password, hash) -> {
                    // while this check runs
                    assertThatExceptionOfType(TooBusyException.class)
                            .isThrownBy(() -> users[0].authenticate(new Credentials("bert", "y")));
                    return true;
                },
                1);
        assertThat(users[0].authenticate(new Credentials("anna", "x"))).contains(ANNA);
        assertThat(users[0].authenticate(new Credentials("anna", "x"))).contains(ANNA);
    }

    @Test
    void checkThatThrows_releasesItsPermit() {
        UserList users = new UserList(
                USERS,
                (password, hash) -> {
                    throw new IllegalStateException("broken");
                },
                1);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> users.authenticate(new Credentials("anna", "x")))
                    .hasMessage("broken");
        }
    }

    private boolean accept(String password, String hash) {
        checked.add(hash);
        return true;
    }

    @Nested
    class Entries {

        private static final String HASH = "$2y$05$abcdefghijklmnopqrstuuEVdkK0PlG4Ly5oyZ45zZiNBNxG3rovC";

        @Test
        void entry_isAUserAHashAndPerhapsRoles() {
            String text = "anna:" + HASH + " ,\n  bert with blanks:" + HASH + ":score | admin";
            assertThat(UserList.parseEntries(text))
                    .isEqualTo(Map.of(
                            "anna", new UserList.User(new Caller("anna", Set.of()), HASH),
                            "bert with blanks",
                                    new UserList.User(new Caller("bert with blanks", Set.of("score", "admin")), HASH)));
        }

        @ParameterizedTest
        @ValueSource(strings = {"$2a$04$", "$2b$10$", "$2y$17$"})
        void everyFormOfBcrypt_isAHash(String start) {
            assertThat(UserList.parseEntries("anna:" + start + HASH.substring(7)))
                    .containsKey("anna");
        }

        @Test
        void namesThatDifferInTheirCase_areTwoUsers() {
            assertThat(UserList.parseEntries("anna:" + HASH + ",Anna:" + HASH)).containsOnlyKeys("anna", "Anna");
        }

        // HASH stands for the hash
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '"',
                value = {
                    "HASH                         | entry 1: it is neither user:hash nor user:hash:role",
                    "s3cret                       | entry 1: it is neither",
                    "a:HASH,                      | entry 2: it is neither",
                    "a:HASH,,b:HASH               | entry 2: it is neither",
                    "a:HASH:r:s3cret              | entry 1: it is neither",
                    ":HASH                        | entry 1: the user's name is empty",
                    "HASH:a                       | entry 1: the text after the user's name is not a bcrypt hash",
                    "s3cret:a                     | entry 1: the text after the user's name is not a bcrypt hash",
                    "a:s3cret                     | entry 1: the text after the user's name is not a bcrypt hash",
                    "a:HASHx                      | entry 1: the text after the user's name is not a bcrypt hash",
                    "a:$2x$05$EVdkK0              | entry 1: the text after the user's name is not a bcrypt hash",
                    "a:$2y$03TAIL                 | entry 1: the text after the user's name is not a bcrypt hash",
                    "a:$2y$18TAIL                 | entry 1: the text after the user's name is not a bcrypt hash",
                    "a:$apr1$s3cret$s3cret        | entry 1: the text after the user's name is not a bcrypt hash",
                    "a:HASH:                      | entry 1: the user 'a' has a role without a name",
                    "a:HASH,b:HASH,a:HASH         | entry 3: the user 'a' is a duplicate"
                })
        void malformedEntry_isNamedByItsPlaceAndNotByItsSecrets(String text, String message) {
            String entries = text.replace("HASH", HASH).replace("TAIL", HASH.substring(6));
            assertThatThrownBy(() -> UserList.parseEntries(entries))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("The option users of the component mlbatch-service: " + message)
                    .hasMessageNotContainingAny("s3cret", HASH.substring(7));
        }

        @Test
        void emptyRole_isRefused() {
            assertThatThrownBy(() -> UserList.parseEntries("a:" + HASH + ":score||admin"))
                    .hasMessageContaining("entry 1: the user 'a' has a role without a name");
        }

        @Test
        void textOfAUser_doesNotShowTheHash() {
            assertThat(UserList.parseEntries("anna:" + HASH + ":score").toString())
                    .contains("anna", "score")
                    .doesNotContain("$2y");
        }
    }
}
