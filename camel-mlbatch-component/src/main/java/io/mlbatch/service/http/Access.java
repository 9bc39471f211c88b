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

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.mlbatch.protocol.Credentials;
import io.mlbatch.protocol.Tokens;
import io.mlbatch.protocol.json.TokensJson;
import io.mlbatch.service.security.Caller;
import io.mlbatch.service.security.CredentialsCheck;
import io.mlbatch.service.security.PeerAddress;
import io.mlbatch.service.security.TokenIssuer;

/**
 * Who may call. With credentials: whoever logged in with them. Without: anyone on this machine, and a login gives a
 * token to anyone, so that clients that insist on one work as they are.
 */
final class Access {

    private static final String BEARER = "Bearer ";

    private final Optional<CredentialsCheck> check;
    private final Caller user;
    private final TokenIssuer issuer;
    private final Clock clock;

    Access(Optional<Credentials> credentials, Clock clock) {
        this.check = credentials.map(CredentialsCheck::new);
        this.user =
                credentials.map(each -> new Caller(each.username(), Set.of())).orElse(Caller.ANYONE);
        this.issuer = new TokenIssuer(clock);
        this.clock = clock;
    }

    /** @throws ApiException 403 when there are no credentials and the caller is on another machine */
    void requireAllowedPeer(ApiRequest request) {
        if (check.isEmpty()
                && request.peer().isPresent()
                && !PeerAddress.isLoopback(request.peer().get())) {
            throw ApiException.forbidden(
                    "No credentials are configured here: this host serves only callers on its own machine");
        }
    }

    /** @throws ApiException 401 when there are credentials and the request has no valid token */
    Caller caller(ApiRequest request) {
        if (check.isEmpty()) {
            return Caller.ANYONE;
        }
        if (!request.authorization().filter(this::isValid).isPresent()) {
            throw ApiException.unauthorized(
                    request.authorization().isPresent()
                            ? "The access token is invalid or has expired"
                            : "The call needs an access token: log in first");
        }
        return user;
    }

    private boolean isValid(String authorization) {
        return authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                && issuer.accepts(authorization.substring(BEARER.length()).strip());
    }

    ApiResponse login(ApiRequest request, Caller caller, List<String> values) throws IOException {
        Credentials credentials = TokensJson.readCredentials(request.body());
        if (check.isPresent() && !check.get().accepts(credentials)) {
            throw ApiException.unauthorized("The user name or the password is wrong");
        }
        return answer(issuer.issue());
    }

    ApiResponse refresh(ApiRequest request, Caller caller, List<String> values) throws IOException {
        String refreshToken = TokensJson.readRefresh(request.body());
        return answer(issuer.refresh(refreshToken)
                .orElseThrow(() -> ApiException.unauthorized("The refresh token is invalid or has expired")));
    }

    private ApiResponse answer(Tokens tokens) {
        return ApiResponse.json(200, TokensJson.write(tokens, clock));
    }
}
