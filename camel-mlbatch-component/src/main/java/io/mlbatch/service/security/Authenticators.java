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
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.mlbatch.protocol.Credentials;

/**
 * All that is configured, as one: first the one user, then the list of users, then the authenticator of the user's own.
 * A name that the configuration lists is the configuration's alone, so that nobody becomes that user by another way.
 */
public final class Authenticators implements Authenticator {

    private final List<ConfiguredUsers> configured;
    private final Set<String> names = new HashSet<>();
    private final Optional<Authenticator> other;

    private Authenticators(List<ConfiguredUsers> configured, Optional<Authenticator> other) {
        this.configured = List.copyOf(configured);
        this.other = other;
        for (ConfiguredUsers users : configured) {
            for (String name : users.names()) {
                if (!names.add(name)) {
                    throw new IllegalArgumentException(
                            "The options username and users of the component mlbatch-service have both the user '"
                                    + name + "'");
                }
            }
        }
    }

    /**
     * @param user the one user with a plain password
     * @param users the option {@code users}; {@code null} or blank when there are none
     * @param other asked for names that the other two do not have; may be {@code null}
     * @return empty when nothing is configured
     * @throws IllegalArgumentException when {@code users} is malformed, or has the one user as well
     * @throws IllegalStateException when the library that checks hashes is missing
     */
    public static Optional<Authenticator> of(Optional<Credentials> user, String users, Authenticator other) {
        List<ConfiguredUsers> configured = new ArrayList<>();
        user.map(CredentialsCheck::new).ifPresent(configured::add);
        if (users != null && !users.isBlank()) {
            configured.add(UserList.parse(users));
        }
        return configured.isEmpty() && other == null
                ? Optional.empty()
                : Optional.of(new Authenticators(configured, Optional.ofNullable(other)));
    }

    @Override
    public Optional<Caller> authenticate(Credentials credentials) throws Exception {
        for (ConfiguredUsers users : configured) {
            Optional<Caller> caller = users.authenticate(credentials);
            if (caller.isPresent()) {
                return caller;
            }
        }
        return other.isEmpty() || names.contains(credentials.username())
                ? Optional.empty()
                : checked(other.get().authenticate(credentials));
    }

    @Override
    public Optional<Caller> renew(Caller caller) throws Exception {
        return other.isEmpty() || names.contains(caller.name())
                ? Optional.of(caller)
                : checked(other.get().renew(caller));
    }

    /**
     * An authenticator that answers with a name which is not its own is broken; what comes of it must not be a login.
     */
    private Optional<Caller> checked(Optional<Caller> caller) {
        if (caller == null) {
            throw new IllegalStateException("The authenticator answered with null");
        }
        if (caller.isPresent()
                && (caller.get().name().isEmpty() || names.contains(caller.get().name()))) {
            throw new IllegalStateException(
                    "The authenticator answered with a name that is empty or one of the configured users");
        }
        return caller;
    }
}
