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
import java.time.Instant;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.mlbatch.protocol.LogSafe;

/** Logs refused logins, at most {@value #MAX_LINES} in a minute: attempts to guess a password must not fill a disk. */
final class RefusedLogins {

    private static final Logger LOG = LoggerFactory.getLogger(RefusedLogins.class);
    private static final int MAX_LINES = 10;
    private static final Duration PERIOD = Duration.ofMinutes(1);

    private final Clock clock;
    private volatile RequestListener listener = RequestListener.NONE;
    private Instant begin = Instant.MIN;
    private int lines;
    private int omitted;

    RefusedLogins(Clock clock) {
        this.clock = clock;
    }

    void observe(RequestListener newListener) {
        listener = newListener;
    }

    /**
     * Logs and counts a login.
     *
     * @param status the status of the response
     * @param username as the caller sent it
     * @param peer the address of the caller; empty if it is unknown
     */
    void add(int status, String username, Optional<String> peer) {
        String reason = reason(status);
        listener.loginRefused(reason);
        if (isLogged()) {
            LOG.warn(
                    "Login refused ({}): user '{}' from {}{}",
                    reason,
                    LogSafe.of(username),
                    LogSafe.of(peer.orElse("an unknown address")),
                    omitted());
        }
    }

    private static String reason(int status) {
        return switch (status) {
            case 401 -> "credentials";
            case 429 -> "throttled";
            default -> "unavailable";
        };
    }

    private synchronized boolean isLogged() {
        Instant now = clock.instant();
        if (begin.plus(PERIOD).isBefore(now) || now.isBefore(begin)) {
            begin = now;
            lines = 0;
        }
        boolean isLogged = lines < MAX_LINES;
        if (isLogged) {
            lines++;
        } else {
            omitted++;
        }
        return isLogged;
    }

    private synchronized String omitted() {
        String text = omitted == 0 ? "" : "; " + omitted + " refused logins before were not logged";
        omitted = 0;
        return text;
    }
}
