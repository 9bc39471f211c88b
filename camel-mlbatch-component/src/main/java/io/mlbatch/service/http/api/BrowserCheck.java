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
 * Rejects requests of other sites' pages on a host that needs no credentials. A browser on the host's machine runs the
 * scripts of such pages, so that their requests come from an allowed address. A page whose name resolves to this
 * machine (DNS rebinding) has the same origin for the browser; only the {@code Host} header shows its name.
 */
final class BrowserCheck {

    private static final Pattern HOST = Pattern.compile("(\\[[^\\]]*]|[^:\\[\\]]*)(?::\\d*)?");

    /** A page of this server, and an address that a user entered. */
    private static final Set<String> ALLOWED_SITES = Set.of("same-origin", "none");

    private static final String REMEDY =
            "or set credentials (options username and password of the component mlbatch-service)";

    private final Optional<String> boundHost;

    /** @param boundHost the name or address that the HTTP server is bound to; empty if it is unknown */
    BrowserCheck(Optional<String> boundHost) {
        this.boundHost = boundHost;
    }

    /**
     * Checks which name of this server a request has.
     *
     * @throws ApiException 403 if the name may be that of another site
     */
    void requireOwnName(Provenance provenance) {
        if (provenance.host().filter(host -> !isLocal(host)).isPresent()) {
            throw ApiException.forbidden(
                    "No credentials are configured on this host, and the Host header of the request"
                            + " names another server: use localhost or 127.0.0.1 in the URL, " + REMEDY);
        }
    }

    /**
     * Checks which page sent a request.
     *
     * @throws ApiException 403 if another site's page sent the request, or may have sent it
     */
    void requireOwnPage(Provenance provenance) {
        requireOwnName(provenance);
        if (provenance.origin().filter(origin -> !isOwn(origin, provenance)).isPresent()
                || provenance
                        .fetchSite()
                        .filter(site -> !ALLOWED_SITES.contains(site))
                        .isPresent()) {
            throw ApiException.forbidden(
                    "No credentials are configured on this host, and a web page of another origin sent"
                            + " the request: call from a page of this server or without a browser, " + REMEDY);
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
                // the method expects an address with a port
                || PeerAddress.isLoopback(name + ":0");
    }

    /** Does not compare the schemes: a proxy before this server may have another one. */
    private static boolean isOwn(String origin, Provenance provenance) {
        int authority = origin.indexOf("://");
        return authority >= 0
                && provenance
                        .host()
                        .filter(origin.substring(authority + 3)::equalsIgnoreCase)
                        .isPresent();
    }
}
