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

import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;

import io.mlbatch.protocol.Credentials;

/** A single user without roles. Compares credentials in constant time. */
final class CredentialsCheck implements ConfiguredUsers {

    private final Caller user;
    private final byte[] username;
    private final byte[] password;

    CredentialsCheck(Credentials expected) {
        this.user = new Caller(expected.username(), Set.of());
        this.username = Sha256.bytes(expected.username());
        this.password = Sha256.bytes(expected.password());
    }

    @Override
    public Set<String> names() {
        return Set.of(user.name());
    }

    @Override
    public Optional<Caller> authenticate(Credentials credentials) {
        boolean sameUser = MessageDigest.isEqual(username, Sha256.bytes(credentials.username()));
        boolean samePassword = MessageDigest.isEqual(password, Sha256.bytes(credentials.password()));
        // no short circuit: a wrong user takes as long as a wrong password
        return sameUser & samePassword ? Optional.of(user) : Optional.empty();
    }
}
