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
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;

import io.mlbatch.protocol.Credentials;

/** Users with hashed passwords. Checks at most as many at once as there are processors. Thread-safe. */
final class UserList implements ConfiguredUsers {

    private final Map<String, User> users;
    private final HashCheck check;
    private final Semaphore free;
    private final String dummyHash;

    /**
     * @param users by name, at least one
     * @param atOnce how many checks may run at once
     */
    UserList(Map<String, User> users, HashCheck check, int atOnce) {
        this.users = Map.copyOf(users);
        this.check = check;
        this.free = new Semaphore(atOnce);
        // as costly as the costliest, so that an unknown user is no quicker
        this.dummyHash = Bcrypt.dummy(users.values().stream()
                .mapToInt(user -> Bcrypt.cost(user.hash()))
                .max()
                .orElseThrow());
    }

    /**
     * @param text the option's value
     * @throws IllegalArgumentException says what is wrong with which entry
     * @throws IllegalStateException when the library that checks hashes is missing
     */
    static UserList parse(String text) {
        return new UserList(
                UserEntries.parse(text), new Bcrypt(), Runtime.getRuntime().availableProcessors());
    }

    @Override
    public Set<String> names() {
        return users.keySet();
    }

    @Override
    public Optional<Caller> authenticate(Credentials credentials) {
        if (!free.tryAcquire()) {
            throw new TooBusyException("Too many passwords are being checked");
        }
        try {
            User user = users.get(credentials.username());
            boolean matches = check.matches(credentials.password(), user == null ? dummyHash : user.hash());
            return user != null && matches ? Optional.of(user.caller()) : Optional.empty();
        } finally {
            free.release();
        }
    }
}
