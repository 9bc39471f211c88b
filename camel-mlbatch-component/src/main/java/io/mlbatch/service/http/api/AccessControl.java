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
import java.util.List;
import java.util.Optional;

import io.mlbatch.protocol.Credentials;
import io.mlbatch.protocol.Tokens;
import io.mlbatch.protocol.json.TokensJson;
import io.mlbatch.service.security.Authenticator;
import io.mlbatch.service.security.Caller;
import io.mlbatch.service.security.PeerAddress;
import io.mlbatch.service.security.TokenIssuer;

/**
 * Who may call. With an authenticator: whoever it has let in. Without: anyone on this machine, and a login gives a
 * token to anyone, so that clients that insist on one work as they are.
 */
public final class AccessControl {

    private static final String BEARER = "Bearer ";

    private final Optional<LoginCheck> check;
    private final TokenIssuer issuer;
    private final Clock clock;
    private volatile BrowserCheck browsers = new BrowserCheck(Optional.empty());

    /** @param authenticator empty when nobody has to log in */
    public AccessControl(Optional<Authenticator> authenticator, Clock clock) {
        this.check = authenticator.map(each -> new LoginCheck(each, clock));
        this.issuer = new TokenIssuer(clock);
        this.clock = clock;
    }

    /** False when callers need no credentials, so that only those on this machine may call. */
    public boolean requiresLogin() {
        return check.isPresent();
    }

    /** @param host the name or address that the HTTP server is bound to, where that is known */
    public void bind(Optional<String> host) {
        browsers = new BrowserCheck(host);
    }

    /**
     * @throws ApiException 403 when callers need no credentials, and the caller is on another machine or is a browser
     *     with a page of another site
     */
    void requireAllowedPeer(HttpRequest request) {
        if (requiresLogin()) {
            // a page of another site has no token
            return;
        }
        if (request.peer().filter(peer -> !PeerAddress.isLoopback(peer)).isPresent()) {
            throw ApiException.forbidden(
                    "No credentials are configured here: this host serves only callers on its own machine");
        }
        browsers.requireOwnPage(request.provenance());
    }

    /** @throws ApiException 401 when callers have to log in and the request has no valid token */
    Caller caller(HttpRequest request) {
        if (check.isEmpty()) {
            return Caller.ANYONE;
        }
        return request.authorization()
                .flatMap(this::bearer)
                .orElseThrow(() -> ApiException.unauthorized(
                        request.authorization().isPresent()
                                ? "The access token is invalid or has expired"
                                : "The call needs an access token: log in first"));
    }

    private Optional<Caller> bearer(String authorization) {
        return authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? issuer.caller(authorization.substring(BEARER.length()).strip())
                : Optional.empty();
    }

    HttpResponse login(HttpRequest request, Caller caller, List<String> values) throws IOException {
        Credentials credentials = TokensJson.readCredentials(new LoginBody(request.body()));
        return answer(issuer.issue(
                check.map(logins -> logins.login(credentials, request.peer())).orElse(Caller.ANYONE)));
    }

    HttpResponse refresh(HttpRequest request, Caller caller, List<String> values) throws IOException {
        String refreshToken = TokensJson.readRefresh(new LoginBody(request.body()));
        return answer(issuer.holder(refreshToken)
                .flatMap(holder -> renew(refreshToken, holder))
                .flatMap(holder -> issuer.refresh(refreshToken, holder))
                .orElseThrow(() -> ApiException.unauthorized("The refresh token is invalid or has expired")));
    }

    private Optional<Caller> renew(String refreshToken, Caller holder) {
        Optional<Caller> renewed =
                check.isEmpty() ? Optional.of(holder) : check.get().renew(holder);
        if (renewed.isEmpty()) {
            // the access token goes as well
            issuer.revoke(refreshToken);
        }
        return renewed;
    }

    /** The token is the path's last part, or else a parameter. One that is unknown is as good as revoked. */
    HttpResponse revoke(HttpRequest request, Caller caller, List<String> values) {
        String refreshToken = values.isEmpty()
                ? new Query(request.query())
                        .text("refreshToken")
                        .orElseThrow(() -> ApiException.badRequest("The parameter refreshToken is missing"))
                : values.get(0);
        if (issuer.holder(refreshToken)
                .filter(holder -> !holder.name().equals(caller.name()))
                .isPresent()) {
            throw ApiException.forbidden("The refresh token is another user's");
        }
        issuer.revoke(refreshToken);
        return HttpResponse.json(200, TokensJson.writeRevoked(clock));
    }

    private HttpResponse answer(Tokens tokens) {
        return HttpResponse.json(200, TokensJson.write(tokens, clock));
    }
}
