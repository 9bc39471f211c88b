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
package io.mlbatch.service.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** Checks that an address accepts only connections of the same machine. */
final class Loopback {

    private Loopback() {}

    /**
     * Requires a loopback address.
     *
     * @param host the name or address that an HTTP server is bound to
     * @throws IllegalStateException if callers on other machines can connect to it
     */
    static void require(String host) {
        if (!isLoopback(host)) {
            throw new IllegalStateException(
                    "Without credentials, batch services accept only callers on this machine,"
                            + " but the HTTP server is bound to " + host
                            + ": set username and password of the component"
                            + " mlbatch-service, or bind the server to this machine (with camel-main: camel.server.host"
                            + " = 127.0.0.1, with Spring Boot: server.address = 127.0.0.1, with Quarkus: quarkus.http.host = 127.0.0.1)");
        }
    }

    private static boolean isLoopback(String host) {
        try {
            return Arrays.stream(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress);
        } catch (UnknownHostException unbound) {
            return false;
        }
    }
}
