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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The address of a caller, as the HTTP server writes it: {@code 127.0.0.1:51234} or {@code 0:0:0:0:0:0:0:1:51234}. */
public final class PeerAddress {

    // an address and a port; only what cannot be a host name, which would be looked up
    private static final Pattern ADDRESS =
            Pattern.compile("\\[?(\\d+(?:\\.\\d+){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*)(?:%[^\\]:]*)?\\]?:\\d+");

    private PeerAddress() {}

    /** True for an address of the machine itself; false for any other, and for a text of another form. */
    public static boolean isLoopback(String peer) {
        Matcher address = ADDRESS.matcher(peer);
        if (!address.matches()) {
            return false;
        }
        try {
            return InetAddress.getByName(address.group(1)).isLoopbackAddress();
        } catch (UnknownHostException notAnAddress) {
            return false;
        }
    }
}
