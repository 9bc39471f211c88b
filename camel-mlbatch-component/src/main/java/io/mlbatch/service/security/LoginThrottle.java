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
 * Slows down who guesses: the tries with one user name, and those from one address, wherever the names come from. This
 * machine's own address is left out, because it is most often that of a proxy, which stands for many. Thread-safe.
 */
public final class LoginThrottle {

    private final FailureThrottle names;
    private final FailureThrottle networks;

    public LoginThrottle(Clock clock) {
        this.names = new FailureThrottle(clock);
        this.networks = new FailureThrottle(clock);
    }

    /**
     * A login begins.
     *
     * @param peer the caller's address, as the HTTP server writes it
     * @return how long it has to wait before it may be tried; zero when it may be tried now
     */
    public synchronized Duration begin(String username, Optional<String> peer) {
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

    /** A login that had begun was refused. */
    public synchronized void failed(String username, Optional<String> peer) {
        names.failed(username);
        peer.flatMap(PeerAddress::network).ifPresent(networks::failed);
    }

    /** A login that had begun was right. */
    public synchronized void succeeded(String username, Optional<String> peer) {
        names.succeeded(username);
        peer.flatMap(PeerAddress::network).ifPresent(networks::succeeded);
    }
}
