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
package io.mlbatch.service.http.api;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.mlbatch.protocol.Credentials;
import io.mlbatch.service.security.Authenticator;
import io.mlbatch.service.security.Caller;
import io.mlbatch.service.security.LoginThrottle;
import io.mlbatch.service.security.TooBusyException;

/** Checks logins with the authenticator, and rejects them after too many failures. Thread-safe. */
final class LoginCheck {

    private static final Logger LOG = LoggerFactory.getLogger(LoginCheck.class);

    // a hash takes a fraction of a second; a directory or a database that fails needs longer to recover
    private static final Duration AFTER_BUSY = Duration.ofSeconds(1);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

    @FunctionalInterface
    private interface Check {
        Optional<Caller> run() throws Exception;
    }

    private final Authenticator authenticator;
    private final LoginThrottle throttle;
    private final RefusedLogins refused;

    LoginCheck(Authenticator authenticator, Clock clock) {
        this.authenticator = authenticator;
        this.throttle = new LoginThrottle(clock);
        this.refused = new RefusedLogins(clock);
    }

    /** Notifies a listener of the refused logins. */
    void observe(RequestListener listener) {
        refused.observe(listener);
    }

    /**
     * Returns the user with these credentials.
     *
     * @param peer the caller's address; empty if the server does not know it
     * @throws ApiException 401 if the credentials are wrong; 429 after too many failures, for any credentials; 503 if
     *     the credentials cannot be checked at the moment
     */
    Caller login(Credentials credentials, Optional<String> peer) {
        try {
            return check(credentials, peer);
        } catch (ApiException e) {
            refused.add(e.status(), credentials.username(), peer);
            throw e;
        }
    }

    private Caller check(Credentials credentials, Optional<String> peer) {
        Duration wait = throttle.begin(credentials.username(), peer);
        if (!wait.isZero()) {
            // without a check of the password: otherwise the response would show whether it is right
            throw ApiException.tooManyRequests("Too many failed logins: try again later", wait);
        }
        Optional<Caller> caller = Caller.isName(credentials.username())
                ? run(() -> authenticator.authenticate(credentials))
                : Optional.empty();
        if (caller.isEmpty()) {
            throttle.failed(credentials.username(), peer);
            throw ApiException.unauthorized("The user name or the password is wrong");
        }
        throttle.succeeded(credentials.username(), peer);
        return caller.get();
    }

    /**
     * Returns the user with its current roles; empty if the user may no longer use the host.
     *
     * @throws ApiException 503 if the user cannot be checked at the moment
     */
    Optional<Caller> renew(Caller caller) {
        return run(() -> authenticator.renew(caller));
    }

    private static Optional<Caller> run(Check check) {
        try {
            return check.run();
        } catch (TooBusyException e) {
            throw ApiException.unavailable("Too many logins at the same time: try again", AFTER_BUSY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApiException.unavailable("The host is stopping", AFTER_FAILURE);
        } catch (Exception e) {
            LOG.error("Checking a login failed", e);
            throw ApiException.unavailable("Logins cannot be checked at the moment", AFTER_FAILURE);
        }
    }
}
