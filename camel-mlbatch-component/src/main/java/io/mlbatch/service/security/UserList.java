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
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;

import io.mlbatch.protocol.Credentials;

/**
 * The users of the option {@code users}, with hashed passwords. Checks at most one password per processor at a time.
 * Thread-safe.
 */
final class UserList implements ConfiguredUsers {

    /**
     * A user. The text form does not show the hash.
     *
     * @param hash the hashed password in bcrypt form
     */
    record User(Caller caller, String hash) {

        @Override
        public String toString() {
            return caller.toString();
        }
    }

    private final Map<String, User> users;
    private final BiPredicate<String, String> check;
    private final Semaphore permits;
    private final String dummyHash;

    /**
     * @param users by name, at least one
     * @param check compares a password with a hash, which is slow on purpose
     * @param maxChecks the maximum number of concurrent checks
     */
    UserList(Map<String, User> users, BiPredicate<String, String> check, int maxChecks) {
        this.users = Map.copyOf(users);
        this.check = check;
        this.permits = new Semaphore(maxChecks);
        // as costly as the costliest hash, so that an unknown user is not rejected faster
        this.dummyHash = Bcrypt.dummy(users.values().stream()
                .mapToInt(user -> Bcrypt.cost(user.hash()))
                .max()
                .orElseThrow());
    }

    /**
     * Parses the option.
     *
     * @throws IllegalArgumentException if an entry is malformed
     * @throws IllegalStateException if the library that checks hashes is missing
     */
    static UserList parse(String text) {
        return new UserList(
                parseEntries(text), new Bcrypt(), Runtime.getRuntime().availableProcessors());
    }

    /**
     * Parses {@code user:hash,user:hash:role|role}.
     *
     * @return the users by name
     * @throws IllegalArgumentException if an entry is malformed; the message has its position, counted from 1, but no
     *     text that may be a secret
     */
    static Map<String, User> parseEntries(String text) {
        Map<String, User> users = new LinkedHashMap<>();
        int position = 1;
        for (String entry : text.split(",", -1)) {
            User user = user(position, entry.strip());
            if (users.put(user.caller().name(), user) != null) {
                throw malformed(position, "the user '" + user.caller().name() + "' is a duplicate");
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
                    "the text after the user's name is not a bcrypt hash of the form $2y$, $2b$ or $2a$ with a cost from 4 to 17");
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

    @Override
    public Set<String> names() {
        return users.keySet();
    }

    @Override
    public Optional<Caller> authenticate(Credentials credentials) {
        if (!permits.tryAcquire()) {
            throw new TooBusyException("Too many passwords are being checked; repeat the login later");
        }
        try {
            User user = users.get(credentials.username());
            boolean matches = check.test(credentials.password(), user == null ? dummyHash : user.hash());
            return user != null && matches ? Optional.of(user.caller()) : Optional.empty();
        } finally {
            permits.release();
        }
    }
}
