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

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.springframework.security.crypto.bcrypt.BCrypt;

/** Checks bcrypt hashes: the one class that needs the library for it. Of a password the first 72 bytes count. */
final class Bcrypt implements HashCheck {

    // the costs that htpasswd gives; a check of one more would take a quarter of a minute
    private static final Pattern HASH = Pattern.compile("\\$2[aby]\\$(0[4-9]|1[0-7])\\$[./A-Za-z0-9]{53}");

    /** @throws IllegalStateException when the library is missing */
    Bcrypt() {
        try {
            BCrypt.gensalt();
        } catch (NoClassDefFoundError e) {
            throw new IllegalStateException(
                    "The option users of the component mlbatch-service needs the library"
                            + " org.springframework.security:spring-security-crypto, which is not on the class path",
                    e);
        }
    }

    @Override
    public boolean matches(String password, String hash) {
        return BCrypt.checkpw(password.getBytes(StandardCharsets.UTF_8), hash);
    }

    /** True for a text like {@code $2y$10$…} with a cost from 4 to 17. */
    static boolean isHash(String text) {
        return HASH.matcher(text).matches();
    }

    /** The cost of a {@linkplain #isHash hash}: each step doubles the time of a check. */
    static int cost(String hash) {
        Matcher matcher = HASH.matcher(hash);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("The text is no bcrypt hash");
        }
        return Integer.parseInt(matcher.group(1));
    }

    /** A hash of no known password. */
    static String dummy(int cost) {
        return String.format("$2y$%02d$%s", cost, ".".repeat(53));
    }
}
