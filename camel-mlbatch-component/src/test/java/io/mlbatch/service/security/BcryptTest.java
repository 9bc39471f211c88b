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

import java.net.URLClassLoader;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.mlbatch.testing.FilteredClassLoaders.program;
import static io.mlbatch.testing.FilteredClassLoaders.withoutJars;
import static org.assertj.core.api.Assertions.assertThat;

class BcryptTest {

    private final Bcrypt bcrypt = new Bcrypt();

    /** Runs in a class loader of its own: only texts are passed in and out. */
    public static final class ParsesUsers implements UnaryOperator<String> {

        @Override
        public String apply(String users) {
            try {
                return "parsed " + UserList.parse(users).names();
            } catch (IllegalStateException e) {
                return e.getMessage();
            }
        }
    }

    // written by crypt(3) of the C library
    @ParameterizedTest
    @ValueSource(
            strings = {
                "$2y$05$abcdefghijklmnopqrstuuEVdkK0PlG4Ly5oyZ45zZiNBNxG3rovC",
                "$2b$04$abcdefghijklmnopqrstuuXzww3MP5gwswNiwywTJeC4A6oONhdK2",
                "$2a$04$abcdefghijklmnopqrstuuXzww3MP5gwswNiwywTJeC4A6oONhdK2"
            })
    void hashOfAnotherProgram_isUnderstood(String hash) {
        assertThat(bcrypt.test("pässwörd:,|€", hash)).isTrue();
        assertThat(bcrypt.test("passwörd:,|€", hash)).isFalse();
        assertThat(bcrypt.test("", hash)).isFalse();
        assertThat(Bcrypt.isHash(hash)).isTrue();
    }

    @Test
    void longPassword_isComparedInItsFirst72Bytes() {
        String hash =
                org.springframework.security.crypto.bcrypt.BCrypt.hashpw("x".repeat(72), "$2y$04$" + ".".repeat(22));
        assertThat(bcrypt.test("x".repeat(71), hash)).isFalse();
        assertThat(bcrypt.test("x".repeat(5_000), hash)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 10})
    void dummy_isAHashOfItsCostThatNothingMatches(int cost) {
        assertThat(Bcrypt.isHash(Bcrypt.dummy(cost))).isTrue();
        assertThat(Bcrypt.cost(Bcrypt.dummy(cost))).isEqualTo(cost);
        assertThat(bcrypt.test("", Bcrypt.dummy(cost))).isFalse();
        assertThat(bcrypt.test("password", Bcrypt.dummy(cost))).isFalse();
    }

    @Test
    void missingLibrary_isNamed() throws Exception {
        String users = "anna:" + Bcrypt.dummy(4);
        assertThat(new ParsesUsers().apply(users)).isEqualTo("parsed [anna]");
        try (URLClassLoader world = withoutJars(".*spring-security-crypto.*")) {
            assertThat(program(world, ParsesUsers.class).apply(users))
                    .isEqualTo("The option users of the component mlbatch-service needs the library"
                            + " org.springframework.security:spring-security-crypto, which is not on the class path");
        }
    }
}
