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

/** Asks the authenticator who logs in, unless it has been tried too often. Thread-safe. */
final class LoginCheck {

    private static final Logger LOG = LoggerFactory.getLogger(LoginCheck.class);

    // a hash takes a fraction of a second; whatever an authenticator waits for takes longer to come back
    private static final Duration AFTER_BUSY = Duration.ofSeconds(1);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

    @FunctionalInterface
    private interface Question {
        Optional<Caller> ask() throws Exception;
    }

    private final Authenticator authenticator;
    private final LoginThrottle throttle;

    LoginCheck(Authenticator authenticator, Clock clock) {
        this.authenticator = authenticator;
        this.throttle = new LoginThrottle(clock);
    }

    /**
     * @param peer the caller's address, where the server tells it
     * @throws ApiException 401 when the credentials are wrong; 429 after too many such tries, whatever the credentials;
     *     503 when they cannot be checked now
     */
    Caller login(Credentials credentials, Optional<String> peer) {
        Duration wait = throttle.begin(credentials.username(), peer);
        if (!wait.isZero()) {
            // not even looked at: else the answer would say whether it is right
            throw ApiException.tooManyRequests("Too many failed logins: try again later", wait);
        }
        Optional<Caller> caller = answer(() -> authenticator.authenticate(credentials));
        if (caller.isEmpty()) {
            throttle.failed(credentials.username(), peer);
            throw ApiException.unauthorized("The user name or the password is wrong");
        }
        throttle.succeeded(credentials.username(), peer);
        return caller.get();
    }

    /**
     * The user as it is now; empty when it may not go on.
     *
     * @throws ApiException 503 when it cannot be told now
     */
    Optional<Caller> renew(Caller caller) {
        return answer(() -> authenticator.renew(caller));
    }

    private static Optional<Caller> answer(Question question) {
        try {
            return question.ask();
        } catch (TooBusyException e) {
            throw ApiException.unavailable("Too many logins at once: try again", AFTER_BUSY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApiException.unavailable("The host is stopping", AFTER_FAILURE);
        } catch (Exception e) {
            LOG.error("A login could not be checked", e);
            throw ApiException.unavailable("Logins cannot be checked at the moment", AFTER_FAILURE);
        }
    }
}
