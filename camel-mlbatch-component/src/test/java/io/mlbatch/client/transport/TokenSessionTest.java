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
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.client.AccessDeniedException;
import io.mlbatch.client.AuthenticationFailedException;
import io.mlbatch.client.CallContext;
import io.mlbatch.client.MalformedAnswerException;
import io.mlbatch.client.NotFoundException;
import io.mlbatch.client.RequestRejectedException;
import io.mlbatch.client.ServerUnavailableException;
import io.mlbatch.protocol.ApiCall;
import io.mlbatch.protocol.Credentials;
import io.mlbatch.testing.VirtualTime;
import io.mlbatch.testing.client.FakeTransport;
import io.mlbatch.testing.client.FakeTransport.Responder;

import static io.mlbatch.testing.client.FakeTransport.bodyOf;
import static io.mlbatch.testing.client.FakeTransport.fail;
import static io.mlbatch.testing.client.FakeTransport.respond;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

@Timeout(120)
class TokenSessionTest {

    private static final int CALLERS = 50;
    private static final Responder UNAVAILABLE =
            fail(context -> new ServerUnavailableException(context, "cannot connect", null));
    private static final Responder REFUSED =
            fail(context -> new AuthenticationFailedException(context, 401, "no", "HTTP 401: no"));

    private final VirtualTime time = new VirtualTime();
    private final FakeTransport server = new FakeTransport();
    private final TokenSession session = new TokenSession(server, new Credentials("ada", "s3cret"), time);

    @Test
    void firstToken_isThatOfALogin() {
        server.on(ApiCall.LOGIN, respond(tokens("A", "R", 3600)));

        assertThat(session.token()).isEqualTo("A");
        assertThat(bodyOf(server.requests().get(0))).isEqualTo("{\"username\":\"ada\",\"password\":\"s3cret\"}");
    }

    @Test
    void manyCallersAtOnce_logInOnce() {
        CountDownLatch answered = new CountDownLatch(1);
        server.on(ApiCall.LOGIN, afterwards(answered, respond(tokens("A", "R", 3600))));

        List<Object> outcomes = callAtOnce(answered);

        assertThat(outcomes).hasSize(CALLERS).containsOnly("A");
        assertThat(server.calls()).containsExactly(ApiCall.LOGIN);
    }

    @Test
    void failedLogin_isSharedByThoseWhoWait() {
        CountDownLatch answered = new CountDownLatch(1);
        server.on(ApiCall.LOGIN, afterwards(answered, REFUSED));

        List<Object> outcomes = callAtOnce(answered);

        assertThat(outcomes).hasSize(CALLERS).hasOnlyElementsOfType(AuthenticationFailedException.class);
        assertThat(server.calls()).containsExactly(ApiCall.LOGIN);
    }

    @Test
    void loginAfterAFailedOne_isTriedAnew() {
        server.on(ApiCall.LOGIN, UNAVAILABLE, respond(tokens("A", "R", 3600)));

        assertThatExceptionOfType(ServerUnavailableException.class).isThrownBy(session::token);
        assertThat(session.token()).isEqualTo("A");
    }

    @Test
    void aMinuteBeforeTheTokenExpires_itIsRefreshedWithTheRefreshToken() {
        server.on(ApiCall.LOGIN, respond(tokens("A", "R", 3600)))
                .on(ApiCall.REFRESH, respond(tokens("B", "S", 3600)), respond(tokens("C", "T", 3600)));
        session.token();

        time.advance(Duration.ofSeconds(3539));
        assertThat(session.token()).isEqualTo("A");
        time.advance(Duration.ofSeconds(1));
        assertThat(session.token()).isEqualTo("B");
        time.advance(Duration.ofSeconds(3540));
        assertThat(session.token()).isEqualTo("C");

        assertThat(server.requests(ApiCall.REFRESH))
                .extracting(FakeTransport::bodyOf)
                .containsExactly("{\"refreshToken\":\"R\"}", "{\"refreshToken\":\"S\"}");
    }

    @Test
    void shortLivedToken_isRefreshedATenthOfItsLifeBefore() {
        server.on(ApiCall.LOGIN, respond(tokens("A", "R", 100))).on(ApiCall.REFRESH, respond(tokens("B", "S", 100)));
        session.token();

        time.advance(Duration.ofSeconds(89));
        assertThat(session.token()).isEqualTo("A");
        time.advance(Duration.ofSeconds(1));
        assertThat(session.token()).isEqualTo("B");
    }

    /** As the transport reports them. */
    static List<Function<CallContext, RuntimeException>> failuresOfARefresh() {
        return List.of(
                context -> new AuthenticationFailedException(context, 401, "expired", "HTTP 401"),
                context -> new AccessDeniedException(context, 403, "no", "HTTP 403"),
                context -> new NotFoundException(context, 404, "no refresh", "HTTP 404"),
                context -> new RequestRejectedException(context, 302, "", "HTTP 302"),
                context -> new RequestRejectedException(context, 400, "bad login", "HTTP 400"),
                context -> new ServerUnavailableException(context, 500, "", "HTTP 500", null),
                context -> new MalformedAnswerException(context, "no JSON", null));
    }

    @ParameterizedTest
    @MethodSource("failuresOfARefresh")
    void failedRefresh_isFollowedByOneLogin(Function<CallContext, RuntimeException> failure) {
        for (boolean refused : List.of(true, false)) {
            FakeTransport each = new FakeTransport()
                    .on(ApiCall.LOGIN, respond(tokens("A", "R", 3600)), respond(tokens("B", "S", 3600)))
                    .on(ApiCall.REFRESH, fail(failure));
            TokenSession failing = new TokenSession(each, new Credentials("ada", "s3cret"), time);
            failing.token();

            if (refused) {
                failing.renew("A");
            } else {
                time.advance(Duration.ofHours(1));
            }

            assertThat(failing.token()).isEqualTo("B");
            assertThat(each.calls()).containsExactly(ApiCall.LOGIN, ApiCall.REFRESH, ApiCall.LOGIN);
        }
    }

    @Test
    void noRefreshToken_logsInAnew() {
        server.on(
                ApiCall.LOGIN,
                respond("{\"access_token\":\"A\",\"expires_in\":3600}"),
                respond("{\"access_token\":\"B\",\"expires_in\":3600}"));
        session.token();

        time.advance(Duration.ofHours(1));

        assertThat(session.token()).isEqualTo("B");
    }

    @Test
    void serverUnavailableWhileTheOldTokenHolds_usesTheOldToken() {
        server.on(ApiCall.LOGIN, respond(tokens("A", "R", 3600)), UNAVAILABLE)
                .on(ApiCall.REFRESH, UNAVAILABLE, respond(tokens("B", "S", 3600)));
        session.token();

        time.advance(Duration.ofSeconds(3550));

        assertThat(session.token()).isEqualTo("A");
        assertThat(session.token()).isEqualTo("B");
    }

    @Test
    void serverUnavailableWhenTheOldTokenHasExpired_isThrown() {
        server.on(ApiCall.LOGIN, respond(tokens("A", "R", 3600)), UNAVAILABLE).on(ApiCall.REFRESH, UNAVAILABLE);
        session.token();

        time.advance(Duration.ofSeconds(3600));

        assertThatExceptionOfType(ServerUnavailableException.class).isThrownBy(session::token);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"access_token\":\"A\",\"refresh_token\":\"R\"}",
                "{\"access_token\":\"A\",\"refresh_token\":\"R\",\"expires_in\":0}",
                // longer than there are instants, however long until then
                "{\"access_token\":\"A\",\"refresh_token\":\"R\",\"expires_in\":9223372036854775807}",
                "{\"access_token\":\"A\",\"refresh_token\":\"R\",\"expires_in\":31556889864403199}",
                // a clock that goes far ahead of the server's
                "{\"access_token\":\"A\",\"refresh_token\":\"R\",\"expires_on\":1479937454}"
            })
    void expiryNotKnown_refreshesOnlyWhenTheServerRefuses(String login) {
        server.on(ApiCall.LOGIN, respond(login)).on(ApiCall.REFRESH, respond(tokens("B", "S", 3600)));
        session.token();

        time.advance(Duration.ofDays(10));
        assertThat(session.token()).isEqualTo("A");
        assertThat(session.renew("A")).isTrue();
        assertThat(session.token()).isEqualTo("B");
    }

    @Test
    void refusedTokenThatIsRenewedSince_causesNoRequest() {
        server.on(ApiCall.LOGIN, respond(tokens("A", "R", 3600))).on(ApiCall.REFRESH, respond(tokens("B", "S", 3600)));
        session.token();
        session.renew("A");

        assertThat(session.renew("A")).isTrue();

        assertThat(session.token()).isEqualTo("B");
        assertThat(server.calls()).containsExactly(ApiCall.LOGIN, ApiCall.REFRESH);
    }

    @Test
    void tokenRenewedByAnotherThreadAtTheSameTime_isNotRenewedTwice() {
        server.on(ApiCall.LOGIN, respond(tokens("A", "R", 3600))).on(ApiCall.REFRESH, respond(tokens("B", "S", 3600)));
        AtomicReference<Runnable> another = new AtomicReference<>(() -> {});
        Clock clock =
                new ClockThatLooksAway(time, () -> another.getAndSet(() -> {}).run());
        TokenSession shared = new TokenSession(server, new Credentials("ada", "s3cret"), clock);
        shared.token();
        time.advance(Duration.ofHours(1));

        another.set(() -> shared.renew("A"));

        assertThat(shared.token()).isEqualTo("B");
        assertThat(server.calls()).containsExactly(ApiCall.LOGIN, ApiCall.REFRESH);
    }

    /** A clock that runs an action while it is read. */
    private static final class ClockThatLooksAway extends Clock {

        private final Clock clock;
        private final Runnable meanwhile;

        ClockThatLooksAway(Clock clock, Runnable meanwhile) {
            this.clock = clock;
            this.meanwhile = meanwhile;
        }

        @Override
        public Instant instant() {
            meanwhile.run();
            return clock.instant();
        }

        @Override
        public ZoneId getZone() {
            return clock.getZone();
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return clock.withZone(zone);
        }
    }

    @Test
    void failures_showNeitherPasswordNorToken() {
        server.on(ApiCall.LOGIN, respond(tokens("A-token", "R-token", 3600)), UNAVAILABLE)
                .on(ApiCall.REFRESH, UNAVAILABLE);
        session.token();

        assertThatExceptionOfType(ServerUnavailableException.class)
                .isThrownBy(() -> session.renew("A-token"))
                .satisfies(thrown -> assertThat(thrown)
                        .hasToString("io.mlbatch.client.ServerUnavailableException: login: cannot connect"));
        assertThat(server.requests().toString()).doesNotContain("s3cret", "A-token", "R-token");
    }

    /** The outcome of the callers, all of which wait for the first one's call when its response arrives. */
    private List<Object> callAtOnce(CountDownLatch answered) {
        List<Object> outcomes = Collections.synchronizedList(new ArrayList<>());
        List<Thread> callers = IntStream.range(0, CALLERS)
                .mapToObj(i -> new Thread(() -> outcomes.add(outcome()), "caller-" + i))
                .toList();
        callers.forEach(Thread::start);
        await().atMost(1, TimeUnit.MINUTES)
                .until(() -> callers.stream().allMatch(caller -> caller.getState() == Thread.State.WAITING));
        answered.countDown();
        await().atMost(1, TimeUnit.MINUTES).until(() -> outcomes.size() == CALLERS);
        return outcomes;
    }

    private Object outcome() {
        try {
            return session.token();
        } catch (RuntimeException e) {
            return e;
        }
    }

    private static Responder afterwards(CountDownLatch latch, Responder responder) {
        return (request, body) -> {
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return responder.respond(request, body);
        };
    }

    private static String tokens(String access, String refresh, int seconds) {
        return "{\"token_type\":\"Bearer\",\"access_token\":\"" + access + "\",\"refresh_token\":\"" + refresh
                + "\",\"expires_in\":" + seconds + "}";
    }
}
