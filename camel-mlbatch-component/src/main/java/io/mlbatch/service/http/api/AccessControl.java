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

import java.io.IOException;
import java.time.Clock;
import java.util.Optional;

import io.mlbatch.protocol.Credentials;
import io.mlbatch.protocol.Tokens;
import io.mlbatch.protocol.json.MalformedJsonException;
import io.mlbatch.protocol.json.TokensJson;
import io.mlbatch.service.security.Authenticator;
import io.mlbatch.service.security.Caller;
import io.mlbatch.service.security.PeerAddress;
import io.mlbatch.service.security.TokenIssuer;

/**
 * Decides which callers may use the host. With an authenticator, callers need a token, which a login returns. Without
 * one, every caller on this machine is allowed, and every login returns a token, so that clients that require a token
 * work without changes.
 */
public final class AccessControl {

    private static final String BEARER = "Bearer ";

    private final Optional<LoginCheck> check;
    private final TokenIssuer issuer;
    private final Clock clock;
    private volatile BrowserCheck browsers = new BrowserCheck(Optional.empty());

    /** @param authenticator empty if callers need no credentials */
    public AccessControl(Optional<Authenticator> authenticator, TokenIssuer issuer, Clock clock) {
        this.check = authenticator.map(each -> new LoginCheck(each, clock));
        this.issuer = issuer;
        this.clock = clock;
    }

    /** Notifies a listener of the refused logins. */
    public void observe(RequestListener listener) {
        check.ifPresent(each -> each.observe(listener));
    }

    /** Returns false if callers need no credentials, so that only callers on this machine are allowed. */
    public boolean requiresLogin() {
        return check.isPresent();
    }

    /** Returns true if the check of a token may block. */
    boolean mayBlock() {
        return requiresLogin() && issuer.mayBlock();
    }

    /** @param host the name or address that the HTTP server is bound to; empty if it is unknown */
    public void bind(Optional<String> host) {
        browsers = new BrowserCheck(host);
    }

    /**
     * Checks the origin of a request.
     *
     * @param isLinked true if a page of another site may have a link to the target, which contains no data
     * @throws ApiException 403 if callers need no credentials, and the caller is on another machine or is a browser
     *     with a page of another site
     */
    void requireAllowedPeer(HttpRequest request, boolean isLinked) {
        if (requiresLogin()) {
            // a page of another site has no token
            return;
        }
        if (request.peer().filter(peer -> !PeerAddress.isLoopback(peer)).isPresent()) {
            throw ApiException.forbidden(
                    "No credentials are configured on this host: it serves only callers on its own machine");
        }
        Provenance provenance = request.headers().provenance();
        if (isLinked) {
            browsers.requireOwnName(provenance);
        } else {
            browsers.requireOwnPage(provenance);
        }
    }

    /**
     * Returns the user who sent the request.
     *
     * @throws ApiException 401 if callers need a token and the request has no valid one
     */
    Caller caller(HttpRequest request) {
        if (check.isEmpty()) {
            return Caller.ANYONE;
        }
        return request.headers()
                .authorization()
                .flatMap(this::bearer)
                .orElseThrow(() -> ApiException.unauthorized(
                        request.headers().authorization().isPresent()
                                ? "The access token is invalid or has expired"
                                : "The call needs an access token: log in first"));
    }

    private Optional<Caller> bearer(String authorization) {
        return authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? issuer.caller(authorization.substring(BEARER.length()).strip())
                : Optional.empty();
    }

    HttpResponse login(HttpRequest request, Caller caller, PathValues path) throws IOException {
        Credentials credentials = TokensJson.readCredentials(new LoginBody(request.body()));
        return tokens(issuer.issue(
                check.map(logins -> logins.login(credentials, request.peer())).orElse(Caller.ANYONE)));
    }

    HttpResponse refresh(HttpRequest request, Caller caller, PathValues path) throws IOException {
        String refreshToken = TokensJson.readRefresh(new LoginBody(request.body()));
        return tokens(issuer.holder(refreshToken)
                .flatMap(holder -> renew(refreshToken, holder))
                .flatMap(holder -> issuer.refresh(refreshToken, holder))
                .orElseThrow(() -> ApiException.unauthorized("The refresh token is invalid or has expired")));
    }

    private Optional<Caller> renew(String refreshToken, Caller holder) {
        Optional<Caller> renewed =
                check.isEmpty() ? Optional.of(holder) : check.get().renew(holder);
        if (renewed.isEmpty()) {
            // revokes the access token as well
            issuer.revoke(refreshToken);
        }
        return renewed;
    }

    /** An unknown token counts as revoked. */
    HttpResponse revoke(HttpRequest request, Caller caller, PathValues path) throws IOException {
        String refreshToken = revoked(request, path);
        if (issuer.holder(refreshToken)
                .filter(holder -> !holder.name().equals(caller.name()))
                .isPresent()) {
            throw ApiException.forbidden("The refresh token belongs to another user");
        }
        issuer.revoke(refreshToken);
        return HttpResponse.json(200, TokensJson.writeRevoked(clock));
    }

    /**
     * Returns the last part of the path, or a parameter, or else the token of the body, as for a refresh: the logs of
     * proxies contain paths and parameters.
     */
    private static String revoked(HttpRequest request, PathValues path) throws IOException {
        Optional<String> named =
                path.refreshToken().or(() -> new Query(request.target().query()).text("refreshToken"));
        try {
            return named.isPresent() ? named.get() : TokensJson.readRefresh(new LoginBody(request.body()));
        } catch (MalformedJsonException e) {
            throw ApiException.badRequest(
                    "The refreshToken is missing, as a parameter or in a JSON body: " + e.getMessage());
        }
    }

    private HttpResponse tokens(Tokens tokens) {
        return HttpResponse.json(200, TokensJson.write(tokens, clock));
    }
}
