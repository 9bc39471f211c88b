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
 * Combines the configured ways to log in: first the option {@code username}, then {@code users}, then the application's
 * authenticator. The authenticator cannot log in a user whose name is configured.
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
                            "The options username and users of the component mlbatch-service both have the user '"
                                    + name + "'");
                }
            }
        }
    }

    /**
     * Combines the configured ways to log in.
     *
     * @param user the user of the option {@code username}
     * @param users the option {@code users}; {@code null} or blank if it is not set
     * @param other called for names that are not configured; may be {@code null}
     * @return empty if nothing is configured
     * @throws IllegalArgumentException if {@code users} is malformed or contains {@code user}
     * @throws IllegalStateException if the library that checks hashes is missing
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

    /** Rejects the user of a faulty authenticator: without a name, or with the name of a configured user. */
    private Optional<Caller> checked(Optional<Caller> caller) {
        if (caller == null) {
            throw new IllegalStateException("The authenticator returned null");
        }
        if (caller.isPresent()
                && (caller.get().name().isEmpty() || names.contains(caller.get().name()))) {
            throw new IllegalStateException(
                    "The authenticator returned a name that is empty or that of a configured user");
        }
        return caller;
    }
}
