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

import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class UserEntriesTest {

    private static final String HASH = "$2y$05$abcdefghijklmnopqrstuuEVdkK0PlG4Ly5oyZ45zZiNBNxG3rovC";

    @Test
    void entryIsAUserAHashAndPerhapsRoles() {
        String text = "anna:" + HASH + " ,\n  bert with blanks:" + HASH + ":score | admin";
        assertThat(UserEntries.parse(text))
                .isEqualTo(Map.of(
                        "anna", new User(new Caller("anna", Set.of()), HASH),
                        "bert with blanks", new User(new Caller("bert with blanks", Set.of("score", "admin")), HASH)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"$2a$04$", "$2b$10$", "$2y$17$"})
    void everyFormOfBcryptIsAHash(String start) {
        assertThat(UserEntries.parse("anna:" + start + HASH.substring(7))).containsKey("anna");
    }

    @Test
    void namesThatDifferInTheirCaseAreTwoUsers() {
        assertThat(UserEntries.parse("anna:" + HASH + ",Anna:" + HASH)).containsOnlyKeys("anna", "Anna");
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
                "HASH:a                       | entry 1: what follows the user's name is no bcrypt hash",
                "s3cret:a                     | entry 1: what follows the user's name is no bcrypt hash",
                "a:s3cret                     | entry 1: what follows the user's name is no bcrypt hash",
                "a:HASHx                      | entry 1: what follows the user's name is no bcrypt hash",
                "a:$2x$05$EVdkK0              | entry 1: what follows the user's name is no bcrypt hash",
                "a:$2y$03TAIL                 | entry 1: what follows the user's name is no bcrypt hash",
                "a:$2y$18TAIL                 | entry 1: what follows the user's name is no bcrypt hash",
                "a:$apr1$s3cret$s3cret        | entry 1: what follows the user's name is no bcrypt hash",
                "a:HASH:                      | entry 1: the user 'a' has a role without a name",
                "a:HASH,b:HASH,a:HASH         | entry 3: the user 'a' is there twice"
            })
    void malformedEntryIsNamedByItsPlaceAndNotByItsSecrets(String text, String message) {
        String entries = text.replace("HASH", HASH).replace("TAIL", HASH.substring(6));
        assertThatThrownBy(() -> UserEntries.parse(entries))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("The option users of the component mlbatch-service: " + message)
                .hasMessageNotContainingAny("s3cret", HASH.substring(7));
    }

    @Test
    void emptyRoleIsRefused() {
        assertThatThrownBy(() -> UserEntries.parse("a:" + HASH + ":score||admin"))
                .hasMessageContaining("entry 1: the user 'a' has a role without a name");
    }

    @Test
    void textOfAUserDoesNotShowTheHash() {
        assertThat(UserEntries.parse("anna:" + HASH + ":score").toString())
                .contains("anna", "score")
                .doesNotContain("$2y");
    }
}
