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

import java.util.Optional;

import io.mlbatch.protocol.Credentials;

/**
 * Checks the credentials of callers, for example with a directory or a database. Must be thread-safe.
 *
 * <p>If it throws, the call gets a response with status 503, and the message is logged. The message must not contain
 * secrets.
 */
@FunctionalInterface
public interface Authenticator {

    /**
     * Returns the user of these credentials, with a name that is not empty; empty if the credentials are wrong.
     *
     * @throws Exception if the check is not possible now; the login does not count as a failed one
     */
    Optional<Caller> authenticate(Credentials credentials) throws Exception;

    /**
     * Returns the current state of a user who exchanges a refresh token; empty if the user is no longer admitted. By
     * default, the state at the login.
     *
     * @throws Exception if the check is not possible now; the refresh token stays valid
     */
    default Optional<Caller> renew(Caller caller) throws Exception {
        return Optional.of(caller);
    }
}
