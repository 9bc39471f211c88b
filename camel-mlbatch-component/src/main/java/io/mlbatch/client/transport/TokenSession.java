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
package io.mlbatch.client.transport;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;

import io.mlbatch.client.MalformedAnswerException;
import io.mlbatch.client.MlbatchException;
import io.mlbatch.client.ServerUnavailableException;
import io.mlbatch.protocol.ApiCall;
import io.mlbatch.protocol.Credentials;
import io.mlbatch.protocol.Tokens;
import io.mlbatch.protocol.json.TokensJson;

/**
 * One user's session with a server. Logs in for the first call. The token is refreshed from a minute before it expires
 * (a tenth of its lifetime, if that is shorter). If the refresh fails, the session logs in again. When several callers
 * wait, one of them sends the request, and all share the outcome.
 *
 * <p>The servers of a cluster have one session: the token of any server is valid on all. A server that rejects the
 * token gets a login of its own, whose token the other servers receive from then on.
 */
public final class TokenSession implements TokenSource {

    private static final Duration LONGEST_MARGIN = Duration.ofMinutes(1);

    private final Transport transport;
    private final Credentials credentials;
    private final Clock clock;

    /** Shared with the other servers of a cluster. */
    private final AtomicReference<Session> session;

    private CompletableFuture<Session> renewal;

    /** @param transport sends login and refresh; does not add a token */
    public TokenSession(Transport transport, Credentials credentials, Clock clock) {
        this(transport, credentials, clock, new AtomicReference<>());
    }

    private TokenSession(Transport transport, Credentials credentials, Clock clock, AtomicReference<Session> session) {
        this.transport = transport;
        this.credentials = credentials;
        this.clock = clock;
        this.session = session;
    }

    /**
     * Returns this session with another server of the cluster.
     *
     * @param server sends login and refresh to that server
     */
    public TokenSession at(Transport server) {
        return new TokenSession(server, credentials, clock, session);
    }

    /**
     * Tokens with the instants from which they should, and must, be replaced. The instants are far in the future when
     * the server does not report a lifetime.
     */
    private record Session(Tokens tokens, Instant due, Instant expired) {}

    @Override
    public String token() {
        Session held = session.get();
        if (held != null && clock.instant().isBefore(held.due)) {
            return held.tokens.accessToken();
        }
        try {
            return renewed(held).tokens.accessToken();
        } catch (ServerUnavailableException | MalformedAnswerException e) {
            if (held != null && clock.instant().isBefore(held.expired)) {
                return held.tokens.accessToken();
            }
            throw e;
        }
    }

    @Override
    public boolean renew(String refused) {
        Session held = session.get();
        // the call of another thread was rejected as well, and the token has been renewed since
        if (held == null || held.tokens.accessToken().equals(refused)) {
            renewed(held);
        }
        return true;
    }

    /** Returns the session that follows this one: of the renewal in progress, or of a new one. */
    private Session renewed(Session old) {
        CompletableFuture<Session> outcome;
        boolean mine = false;
        synchronized (this) {
            Session newer = session.get();
            if (newer != old) {
                return newer;
            }
            if (renewal == null) {
                renewal = new CompletableFuture<>();
                mine = true;
            }
            outcome = renewal;
        }
        if (mine) {
            renew(old, outcome);
        }
        return join(outcome);
    }

    private void renew(Session old, CompletableFuture<Session> outcome) {
        Session fresh = null;
        Throwable failure = null;
        try {
            fresh = ask(old);
        } catch (RuntimeException | Error e) {
            failure = e;
        }
        synchronized (this) {
            renewal = null;
            if (fresh != null) {
                session.set(fresh);
            }
        }
        if (failure == null) {
            outcome.complete(fresh);
        } else {
            outcome.completeExceptionally(failure);
        }
    }

    private Session ask(Session old) {
        if (old != null && old.tokens.refreshToken() != null) {
            try {
                String refreshToken = old.tokens.refreshToken();
                return call(ApiCall.REFRESH, TokensJson.writeRefresh(refreshToken), refreshToken);
            } catch (MlbatchException failed) {
                // the token has expired, the server does not support refresh, or only the refresh fails: the
                // credentials are still valid
                return login(failed);
            }
        }
        return call(ApiCall.LOGIN, TokensJson.write(credentials), credentials.password());
    }

    private Session login(MlbatchException refreshFailure) {
        try {
            return call(ApiCall.LOGIN, TokensJson.write(credentials), credentials.password());
        } catch (MlbatchException e) {
            e.addSuppressed(refreshFailure);
            throw e;
        }
    }

    private Session call(ApiCall call, byte[] body, String secret) {
        ApiRequest request = ApiRequest.of(call).withBody(ApiRequestBody.withSecret(body, secret));
        return transport.call(request, response -> session(TokensJson.read(response.body(), clock)));
    }

    private Session session(Tokens tokens) {
        Instant now = clock.instant();
        Duration life = tokens.expiresIn();
        // not reported, or beyond the range of Instant
        if (life.isZero() || life.isNegative() || life.compareTo(Duration.between(now, Instant.MAX)) > 0) {
            return new Session(tokens, Instant.MAX, Instant.MAX);
        }
        Duration tenth = life.dividedBy(10);
        Duration margin = tenth.compareTo(LONGEST_MARGIN) < 0 ? tenth : LONGEST_MARGIN;
        return new Session(tokens, now.plus(life).minus(margin), now.plus(life));
    }

    private static Session join(CompletableFuture<Session> outcome) {
        try {
            return outcome.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof MlbatchException failure) {
                throw failure;
            }
            throw e;
        }
    }
}
