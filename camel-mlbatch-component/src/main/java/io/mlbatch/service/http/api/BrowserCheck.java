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

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.mlbatch.service.security.PeerAddress;

/**
 * Keeps the pages of other sites away from a host that asks for no credentials: a browser on the host's machine runs
 * their scripts, so that their requests come from an allowed address. A page whose name resolves to this machine (DNS
 * rebinding) is of the same origin for the browser; only the {@code Host} header shows its name.
 */
final class BrowserCheck {

    private static final Pattern HOST = Pattern.compile("(\\[[^\\]]*]|[^:\\[\\]]*)(?::\\d*)?");

    /** A page of this server, and an address that a person entered. */
    private static final Set<String> ALLOWED_SITES = Set.of("same-origin", "none");

    private static final String REMEDY =
            "or set credentials (username and password of the component mlbatch-service), which make callers log in";

    private final Optional<String> boundHost;

    /** @param boundHost the name or address that the HTTP server is bound to, where that is known */
    BrowserCheck(Optional<String> boundHost) {
        this.boundHost = boundHost;
    }

    /** @throws ApiException 403 when another site's page sent the request, or may have sent it */
    void requireOwnPage(Provenance provenance) {
        if (provenance.host().filter(host -> !isLocal(host)).isPresent()) {
            throw ApiException.forbidden("No credentials are configured here, and the Host header of the request names"
                    + " another server: use localhost or 127.0.0.1 in the URL, " + REMEDY);
        }
        if (provenance.origin().filter(origin -> !isOwn(origin, provenance)).isPresent()
                || provenance
                        .fetchSite()
                        .filter(site -> !ALLOWED_SITES.contains(site))
                        .isPresent()) {
            throw ApiException.forbidden("No credentials are configured here, and a web page of another origin sent the"
                    + " request: call from a page of this server or without a browser, " + REMEDY);
        }
    }

    private boolean isLocal(String host) {
        Matcher parts = HOST.matcher(host);
        if (!parts.matches()) {
            return false;
        }
        String name = parts.group(1);
        return name.equalsIgnoreCase("localhost")
                || boundHost.filter(name::equalsIgnoreCase).isPresent()
                // in the form of an address with a port
                || PeerAddress.isLoopback(name + ":0");
    }

    /** The scheme is left out: this server has one, and a proxy in front may have another. */
    private static boolean isOwn(String origin, Provenance provenance) {
        int authority = origin.indexOf("://");
        return authority >= 0
                && provenance
                        .host()
                        .filter(origin.substring(authority + 3)::equalsIgnoreCase)
                        .isPresent();
    }
}
