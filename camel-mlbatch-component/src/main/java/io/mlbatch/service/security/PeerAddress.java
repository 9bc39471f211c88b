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

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The address of a caller, as the HTTP server writes it: {@code 127.0.0.1:51234} or {@code 0:0:0:0:0:0:0:1:51234}. */
public final class PeerAddress {

    // an address and a port; must not match host names, which would be resolved
    private static final Pattern ADDRESS =
            Pattern.compile("\\[?(\\d+(?:\\.\\d+){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*)(?:%[^\\]:]*)?\\]?:\\d+");

    private static final int IPV6_NETWORK_BYTES = 8;

    private PeerAddress() {}

    /** Returns true for a loopback address; false for other addresses and malformed texts. */
    public static boolean isLoopback(String peer) {
        return address(peer).filter(InetAddress::isLoopbackAddress).isPresent();
    }

    /**
     * Returns the network of a caller: its IPv4 address, or the first 64 bits of its IPv6 address, which belong to one
     * customer. Empty for a loopback address or a malformed text.
     */
    static Optional<String> network(String peer) {
        return address(peer).filter(address -> !address.isLoopbackAddress()).map(PeerAddress::prefix);
    }

    /** Like {@link #network}, but not empty for a loopback address. */
    static Optional<String> place(String peer) {
        return address(peer).map(address -> address.isLoopbackAddress() ? address.getHostAddress() : prefix(address));
    }

    private static String prefix(InetAddress address) {
        byte[] bytes = address.getAddress();
        return HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, IPV6_NETWORK_BYTES));
    }

    private static Optional<InetAddress> address(String peer) {
        Matcher address = ADDRESS.matcher(peer);
        if (!address.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(address.group(1)));
        } catch (UnknownHostException notAnAddress) {
            return Optional.empty();
        }
    }
}
