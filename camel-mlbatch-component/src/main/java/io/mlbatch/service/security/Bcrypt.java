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
import java.util.function.BiPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.springframework.security.crypto.bcrypt.BCrypt;

/** Checks bcrypt hashes, which cover the first 72 bytes of a password. The only class that needs the library. */
final class Bcrypt implements BiPredicate<String, String> {

    // the costs that htpasswd supports; a check with cost 18 would take about 15 seconds
    private static final Pattern HASH = Pattern.compile("\\$2[aby]\\$(0[4-9]|1[0-7])\\$[./A-Za-z0-9]{53}");

    /** @throws IllegalStateException if the library is missing */
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
    public boolean test(String password, String hash) {
        return BCrypt.checkpw(password.getBytes(StandardCharsets.UTF_8), hash);
    }

    /** Returns true for a text like {@code $2y$10$…} with a cost from 4 to 17. */
    static boolean isHash(String text) {
        return HASH.matcher(text).matches();
    }

    /** Returns the cost of a {@linkplain #isHash hash}. Each increment doubles the time of a check. */
    static int cost(String hash) {
        Matcher matcher = HASH.matcher(hash);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("The text is not a bcrypt hash");
        }
        return Integer.parseInt(matcher.group(1));
    }

    /** Returns a hash that matches no known password. */
    static String dummy(int cost) {
        return String.format("$2y$%02d$%s", cost, ".".repeat(53));
    }
}
