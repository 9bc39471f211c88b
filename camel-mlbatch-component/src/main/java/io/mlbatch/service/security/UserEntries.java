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

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads the option {@code users}. What it says of a malformed entry tells its place, and nothing that could be a
 * secret.
 */
final class UserEntries {

    private UserEntries() {}

    /**
     * Reads {@code user:hash,user:hash:role|role}.
     *
     * @return the users by name
     * @throws IllegalArgumentException says what is wrong with which entry, counted from 1
     */
    static Map<String, User> parse(String text) {
        Map<String, User> users = new LinkedHashMap<>();
        int position = 1;
        for (String entry : text.split(",", -1)) {
            User user = user(position, entry.strip());
            if (users.put(user.caller().name(), user) != null) {
                throw malformed(position, "the user '" + user.caller().name() + "' is there twice");
            }
            position++;
        }
        return users;
    }

    private static User user(int position, String entry) {
        String[] parts = entry.split(":", -1);
        if (parts.length < 2 || parts.length > 3) {
            throw malformed(position, "it is neither user:hash nor user:hash:role|role");
        }
        if (parts[0].isBlank()) {
            throw malformed(position, "the user's name is empty");
        }
        if (!Bcrypt.isHash(parts[1])) {
            throw malformed(
                    position,
                    "what follows the user's name is no bcrypt hash of the form $2y$, $2b$ or $2a$ with a cost from 4 to 17");
        }
        Set<String> roles = parts.length < 3 ? Set.of() : roles(parts[2]);
        if (roles.contains("")) {
            throw malformed(position, "the user '" + parts[0] + "' has a role without a name");
        }
        return new User(new Caller(parts[0], roles), parts[1]);
    }

    private static Set<String> roles(String text) {
        return Arrays.stream(text.split("\\|", -1)).map(String::strip).collect(Collectors.toSet());
    }

    private static IllegalArgumentException malformed(int position, String reason) {
        return new IllegalArgumentException(
                "The option users of the component mlbatch-service: entry " + position + ": " + reason);
    }
}
