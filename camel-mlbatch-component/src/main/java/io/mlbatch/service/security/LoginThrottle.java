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

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * Throttles callers that guess passwords: the attempts with one user name, and the attempts from one address with any
 * names. The address of this machine is not counted, because it is usually that of a proxy with many callers. A user
 * does not wait at a place from which the user has logged in before, so that attempts from elsewhere do not lock out
 * users. Thread-safe.
 */
public final class LoginThrottle {

    private final FailureThrottle names;
    private final FailureThrottle networks;
    private final KnownPlaces known;

    public LoginThrottle(Clock clock) {
        this.names = new FailureThrottle(clock);
        this.networks = new FailureThrottle(clock);
        this.known = new KnownPlaces(clock);
    }

    /**
     * Begins a login.
     *
     * @param peer the caller's address, as the HTTP server writes it
     * @return the time that the login has to wait; zero if it may be checked now
     */
    public synchronized Duration begin(String username, Optional<String> peer) {
        if (isKnown(username, peer)) {
            return Duration.ZERO;
        }
        Optional<String> network = peer.flatMap(PeerAddress::network);
        Duration name = names.remaining(username);
        Duration address = network.map(networks::remaining).orElse(Duration.ZERO);
        Duration longer = name.compareTo(address) > 0 ? name : address;
        if (longer.isZero()) {
            names.begin(username);
            network.ifPresent(networks::begin);
        }
        return longer;
    }

    /** Counts a login that was rejected. */
    public synchronized void failed(String username, Optional<String> peer) {
        if (isKnown(username, peer)) {
            peer.flatMap(PeerAddress::place).ifPresent(place -> known.failed(username, place));
        } else {
            names.failed(username);
        }
        peer.flatMap(PeerAddress::network).ifPresent(networks::failed);
    }

    /** Resets the failures after a successful login. */
    public synchronized void succeeded(String username, Optional<String> peer) {
        if (!isKnown(username, peer)) {
            // the failures of a known user came from elsewhere: that caller still has to wait
            names.succeeded(username);
        }
        peer.flatMap(PeerAddress::network).ifPresent(networks::succeeded);
        peer.flatMap(PeerAddress::place).ifPresent(place -> known.succeeded(username, place));
    }

    private boolean isKnown(String username, Optional<String> peer) {
        return peer.flatMap(PeerAddress::place)
                .filter(place -> known.contains(username, place))
                .isPresent();
    }
}
