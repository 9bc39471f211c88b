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
 * Says who logs in: a directory, a database, whatever knows the users. Several threads may ask at once.
 *
 * <p>What it throws answers the call with 503 and goes to the log with its message, which should hold no secret.
 */
@FunctionalInterface
public interface Authenticator {

    /**
     * The user of these credentials, by a name that is not empty; empty when they are wrong.
     *
     * @throws Exception when it cannot be told now; the try does not count as a failed one
     */
    Optional<Caller> authenticate(Credentials credentials) throws Exception;

    /**
     * A user whose refresh token buys the next tokens, as the user is by now; empty when the user may not go on. By
     * default as at the login.
     *
     * @throws Exception when it cannot be told now; the refresh token stays valid
     */
    default Optional<Caller> renew(Caller caller) throws Exception {
        return Optional.of(caller);
    }
}
