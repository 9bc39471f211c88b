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
package io.mlbatch.service;

import java.util.Optional;

import org.apache.camel.CamelContext;

import io.mlbatch.protocol.Credentials;
import io.mlbatch.service.security.Authenticator;
import io.mlbatch.service.security.Authenticators;

/** The options of the component for logins; {@code null} where an option is not set. */
record LoginOptions(String username, String password, String users, Authenticator authenticator, String adminRole) {

    /**
     * Returns the authenticator of all users; empty if callers do not log in.
     *
     * @throws IllegalArgumentException if an option is malformed; the message names it without its secrets
     */
    Optional<Authenticator> authentication(CamelContext camelContext, boolean isAutowired) {
        Optional<Authenticator> authentication = Authenticators.of(credentials(), users, authenticator);
        if (authentication.isEmpty() && isAutowired) {
            int candidates =
                    camelContext.getRegistry().findByType(Authenticator.class).size();
            if (candidates > 1) {
                // an application with such beans does not intend to admit all callers
                throw new IllegalArgumentException("The registry has " + candidates
                        + " authenticators: name one with the option authenticator of the component mlbatch-service");
            }
        }
        return authentication;
    }

    /** @throws IllegalArgumentException if the role of operators is empty, or no caller can have it */
    void requireAdminRole() {
        if (adminRole == null) {
            return;
        }
        if (adminRole.isBlank()) {
            throw new IllegalArgumentException("The option adminRole of the component mlbatch-service is empty");
        }
        if (!hasSeveralUsers()) {
            throw new IllegalArgumentException("The option adminRole of the component mlbatch-service has no effect:"
                    + " without the options users or authenticator, no caller has a role");
        }
    }

    boolean hasSeveralUsers() {
        return users != null && !users.isBlank() || authenticator != null;
    }

    private Optional<Credentials> credentials() {
        if (username == null && password == null) {
            return Optional.empty();
        }
        return Optional.of(new Credentials(required("username", username), required("password", password)));
    }

    private static String required(String option, String value) {
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException("The option " + option
                    + " of the component mlbatch-service is missing: username and password go together");
        }
        return value;
    }
}
