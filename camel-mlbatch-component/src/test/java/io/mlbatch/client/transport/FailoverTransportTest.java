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

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.mlbatch.client.AuthenticationFailedException;
import io.mlbatch.client.CallContext;
import io.mlbatch.client.MalformedAnswerException;
import io.mlbatch.client.MlbatchException;
import io.mlbatch.client.NotFoundException;
import io.mlbatch.client.ServerUnavailableException;
import io.mlbatch.client.UnknownOutcomeException;
import io.mlbatch.protocol.ApiCall;
import io.mlbatch.protocol.Credentials;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.testing.CapturedLog;
import io.mlbatch.testing.VirtualTime;
import io.mlbatch.testing.client.FakeTransport;
import io.mlbatch.testing.client.FakeTransport.Responder;

import static io.mlbatch.testing.client.FakeTransport.fail;
import static io.mlbatch.testing.client.FakeTransport.respond;
import static io.mlbatch.testing.client.Samples.EXECUTION;
import static io.mlbatch.testing.client.Samples.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Three servers of a cluster, A, B and C: which of them receive a call. */
class FailoverTransportTest {

    private static final Responder DOWN =
            fail(context -> ServerUnavailableException.notConnected(context, "cannot connect", null));
    private static final Responder LOST =
            fail(context -> new UnknownOutcomeException(context, 0, null, "k-1", "lost", null));
    private static final Responder BROKEN = unavailable(0, null);
    private static final Responder BUSY = unavailable(503, Duration.ofSeconds(5));
    private static final Responder REFUSED =
            fail(context -> new AuthenticationFailedException(context, 401, "no", "HTTP 401: no"));
    private static final Responder PAGE = notFound(true);
    private static final Responder MALFORMED =
            fail(context -> new MalformedAnswerException(context, "not the JSON of the API", null));
    private static final ApiRequest READ = ApiRequest.of(ApiCall.RESULTS, EXECUTION);
    private static final ApiRequest CANCEL = ApiRequest.of(ApiCall.CANCEL, EXECUTION);

    private final VirtualTime time = new VirtualTime();
    private final List<FakeTransport> servers = List.of(new FakeTransport(), new FakeTransport(), new FakeTransport());
    private final List<String> called = new ArrayList<>();
    private final Transport transport = new FailoverTransport(
            Stream.of(0, 1, 2)
                    .map(server -> new FailoverTransport.Server(URI.create("http://" + name(server)), noting(server)))
                    .toList(),
            new ServerRotation(3, time::millis),
            time::millis);

    private static Responder unavailable(int status, Duration retryAfter) {
        return fail(context ->
                new ServerUnavailableException(context, status, "busy", "HTTP " + status + ": busy", retryAfter));
    }

    private static Responder notFound(boolean page) {
        return fail(context -> new NotFoundException(context, 404, "no", "HTTP 404: no", page, false));
    }

    /** The login before a call fails. */
    private static Responder login(int status) {
        return fail(context -> new ServerUnavailableException(
                CallContext.of("login", (ServiceId) null), status, "busy", "HTTP " + status, null));
    }

    private static String name(int server) {
        return List.of("a", "b", "c").get(server);
    }

    private Transport noting(int server) {
        return new Transport() {
            @Override
            public <T> T call(ApiRequest request, ResponseReader<T> reader) {
                called.add(name(server));
                return servers.get(server).call(request, reader);
            }
        };
    }

    private static ApiRequest start() {
        return ApiRequest.of(ApiCall.START, SERVICE)
                .withIdempotencyKey("k-1")
                .withBody(ApiRequestBody.of("[{}]".getBytes(StandardCharsets.UTF_8)));
    }

    private void script(ApiCall call, Responder a, Responder b, Responder c) {
        servers.get(0).on(call, a);
        servers.get(1).on(call, b);
        servers.get(2).on(call, c);
    }

    private static String call(Transport over, ApiRequest request) {
        return over.call(request, response -> new String(response.body().readAllBytes(), StandardCharsets.UTF_8));
    }

    /** The servers that were called, and the result or the first words of the failure. */
    private String outcome(Transport over, ApiRequest request) {
        called.clear();
        String result;
        try {
            result = call(over, request);
        } catch (MlbatchException e) {
            result = e.getClass().getSimpleName();
        }
        return String.join(" ", called) + ": " + result;
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                arguments(start(), DOWN, "a b: B", "b: B"),
                arguments(start(), BUSY, "a b: B", "b: B"),
                arguments(start(), LOST, "a: UnknownOutcomeException", "b: B"),
                arguments(start(), PAGE, "a b: B", "b: B"),
                arguments(start(), notFound(false), "a: NotFoundException", "a: A"),
                arguments(start(), login(0), "a b: B", "b: B"),
                arguments(start(), login(502), "a b: B", "b: B"),
                arguments(start(), login(429), "a: ServerUnavailableException", "a: A"),
                arguments(start(), unavailable(429, null), "a: ServerUnavailableException", "a: A"),
                arguments(CANCEL, DOWN, "a b: B", "b: B"),
                arguments(CANCEL, BROKEN, "a: ServerUnavailableException", "b: B"),
                arguments(READ, BUSY, "a b: B", "b: B"),
                arguments(READ, BROKEN, "a b: B", "b: B"),
                arguments(READ, unavailable(502, null), "a b: B", "b: B"),
                arguments(READ, unavailable(500, null), "a: ServerUnavailableException", "a: A"),
                arguments(READ, REFUSED, "a: AuthenticationFailedException", "a: A"),
                arguments(READ, PAGE, "a b: B", "b: B"),
                arguments(READ, MALFORMED, "a b: B", "b: B"),
                arguments(CANCEL, MALFORMED, "a: MalformedAnswerException", "b: B"),
                arguments(READ, notFound(false), "a: NotFoundException", "a: A"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void failedCall_continuesOnlyIfNothingWasAccepted(ApiRequest request, Responder failure, String now, String next) {
        script(request.call(), failure, respond("B"), respond("C"));
        servers.get(0).on(request.call(), respond("A"));

        assertThat(outcome(transport, request)).isEqualTo(now);
        assertThat(outcome(transport, request)).as("next call").isEqualTo(next);
    }

    @Test
    void failedServer_isTheLastToBeTriedForAWhile() {
        script(ApiCall.RESULTS, DOWN, respond("B"), respond("C"));
        servers.get(0).on(ApiCall.RESULTS, respond("A"));
        servers.get(1).on(ApiCall.RESULTS, DOWN, respond("B"));
        servers.get(2).on(ApiCall.RESULTS, BROKEN, DOWN);

        assertThat(outcome(transport, READ)).isEqualTo("a b: B");
        assertThat(outcome(transport, READ)).isEqualTo("b c: C");
        time.advance(ServerRotation.RECOVERY.minusMillis(1));
        assertThat(outcome(transport, READ)).as("all have failed").isEqualTo("c a: A");
        assertThat(outcome(transport, READ)).as("the first again").isEqualTo("a: A");
    }

    /** The reader may have passed a part of the response on, for example to the consumer of a list. */
    @Test
    void readThatBreaksWithinItsResponse_isNotSentToAnotherServer() {
        script(ApiCall.RESULTS, respond("A"), respond("B"), respond("C"));

        assertThatThrownBy(() -> transport.call(READ, response -> {
                    throw new ServerUnavailableException(READ.context(), "broken", null);
                }))
                .hasMessageEndingWith("broken");
        assertThat(called).containsExactly("a");
    }

    @Test
    void outageOfServers_isLoggedAtItsBeginningAndEnd() {
        script(ApiCall.RESULTS, DOWN, DOWN, DOWN);

        try (CapturedLog log = new CapturedLog(FailoverTransport.class)) {
            for (int seconds = 0; seconds < 600; seconds++) {
                outcome(transport, READ);
                time.advance(Duration.ofSeconds(1));
            }
            assertThat(log.text().lines())
                    .hasSize(3)
                    .anyMatch(line -> line.contains(
                            "Calls go to other servers than http://b: results TxService/1.0: cannot connect"));
            servers.get(0).on(ApiCall.RESULTS, respond("A"));
            outcome(transport, READ);
            assertThat(outcome(transport, READ)).endsWith("a: A");
            assertThat(log.text().lines())
                    .hasSize(4)
                    .last()
                    .asString()
                    .endsWith("http://a responds again after 600 s, in which 601 calls failed");
        }
    }

    /** A call to the only server is repeated: a short outage does no harm. */
    @Test
    void outageOfTheOnlyServer_isLoggedIfItLasts() {
        FakeTransport server = new FakeTransport().on(ApiCall.RESULTS, BROKEN, BROKEN, respond("A"), BROKEN);
        Transport only = new FailoverTransport(
                List.of(new FailoverTransport.Server(URI.create("http://only"), server)),
                new ServerRotation(1, time::millis),
                time::millis);

        try (CapturedLog log = new CapturedLog(FailoverTransport.class)) {
            Stream.of(1, 2, 3).forEach(call -> outcome(only, READ));
            time.advance(Duration.ofSeconds(4));
            outcome(only, READ);
            assertThat(log.text()).isEmpty();
            for (int seconds = 0; seconds < 600; seconds++) {
                outcome(only, READ);
                time.advance(Duration.ofSeconds(1));
            }
            assertThat(log.text().lines())
                    .singleElement()
                    .asString()
                    .endsWith("http://only does not respond: results TxService/1.0: HTTP 0: busy");
        }
    }

    /** A server that responds now and then, once a second for ten minutes. */
    @Test
    void flappingServer_isLoggedEvery30Seconds() {
        servers.get(0)
                .on(
                        ApiCall.RESULTS,
                        IntStream.range(0, 1_200)
                                .mapToObj(i -> i % 2 == 0 ? DOWN : respond("A"))
                                .toArray(Responder[]::new));
        List.of(1, 2).forEach(other -> servers.get(other).on(ApiCall.RESULTS, DOWN));

        try (CapturedLog log = new CapturedLog(FailoverTransport.class)) {
            for (int seconds = 0; seconds < 600; seconds++) {
                outcome(transport, READ);
                time.advance(Duration.ofSeconds(1));
            }
            assertThat(log.text().lines().filter(line -> line.contains("http://a")))
                    .hasSizeBetween(2, 42);
        }
    }

    @Test
    void callThatNoServerAccepts_isTriedOnceOnEachAndReportsAll() {
        script(ApiCall.START, DOWN, unavailable(503, Duration.ofSeconds(9)), BUSY);

        ServerUnavailableException refused =
                catchThrowableOfType(ServerUnavailableException.class, () -> call(transport, start()));

        assertThat(called).containsExactly("a", "b", "c");
        assertThat(refused)
                .hasMessage("start TxService/1.0: 3 of 3 servers were tried: http://a: cannot connect;"
                        + " http://b: HTTP 503: busy; http://c: HTTP 503: busy");
        assertThat(refused.httpStatus()).hasValue(503);
        assertThat(refused.retryAfter()).hasValue(Duration.ofSeconds(5));
        assertThat(refused.getSuppressed()).hasSize(3);
    }

    @Test
    void callThatNoServerHas_isNotFoundAndOtherwiseUnavailable() {
        script(ApiCall.START, PAGE, PAGE, PAGE);
        servers.get(1).on(ApiCall.START, DOWN);

        assertThat(outcome(transport, start())).isEqualTo("a b c: NotFoundException");
        assertThat(outcome(transport, start())).endsWith(": ServerUnavailableException");
    }

    @Test
    void bodyThatWasRead_isNotSentToAnotherServer() {
        // the body is opened before the response, as by an upload that the server rejects early
        script(ApiCall.START, BUSY, respond("B"), respond("C"));
        ApiRequest once = start().withBody(ApiRequestBody.streamed(new ByteArrayInputStream(new byte[1]), null));

        assertThat(catchThrowableOfType(ServerUnavailableException.class, () -> call(transport, once)))
                .hasMessageEndingWith(
                        "1 of 3 servers were tried: http://a: HTTP 503: busy; the body can be read only once");
        assertThat(called).containsExactly("a");
    }

    @Test
    void callWhoseTimeIsOver_doesNotContinue() {
        script(ApiCall.RESULTS, DOWN, respond("B"), respond("C"));

        assertThat(outcome(transport.endingBy(Deadline.after(Duration.ZERO)), READ))
                .isEqualTo("a: ServerUnavailableException");
    }

    @Test
    void attemptsOfARead_areAtMostThreeOnEachServer() {
        script(ApiCall.RESULTS, DOWN, DOWN, BUSY);
        Backoff backoff = new Backoff(time.leaping(), () -> 1);

        assertThat(outcome(new RetryingTransport(transport, backoff), READ))
                .isEqualTo("a b c a b c a b c: ServerUnavailableException");
        assertThat(time.elapsed()).as("twice the requested pause").isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void lostStart_isRepeatedOnAnotherServerOnlyWithAnAcknowledgedKey() {
        Transport idempotent = new IdempotentTransport(transport, new Backoff(time.leaping(), () -> 1), time::millis);
        script(ApiCall.START, LOST, respond("B"), respond("C"));
        servers.get(1).acknowledging(true).on(ApiCall.START, LOST);
        servers.get(2).acknowledging(true);

        assertThat(outcome(idempotent, start())).as("unproven").isEqualTo("a: UnknownOutcomeException");
        assertThat(outcome(idempotent, start())).isEqualTo("b: B");
        assertThat(outcome(idempotent, start())).isEqualTo("b c: C");
        assertThat(servers.get(2).requests())
                .extracting(ApiRequest::idempotencyKey)
                .containsExactly("k-1");
    }

    @Test
    void loginOfOneServer_isSentToTheOthersUntilOneRejectsIt() {
        servers.forEach(server -> server.on(
                ApiCall.LOGIN,
                respond("{\"access_token\":\"" + name(servers.indexOf(server)) + "\",\"expires_in\":3600}")));
        script(ApiCall.RESULTS, respond("A"), respond("B"), REFUSED);
        servers.get(0).on(ApiCall.RESULTS, DOWN);
        servers.get(1).on(ApiCall.RESULTS, DOWN);
        servers.get(2).on(ApiCall.RESULTS, respond("C"));
        TokenSession first = new TokenSession(servers.get(0), new Credentials("ada", "s3cret"), time);
        List<FailoverTransport.Server> authenticated = Stream.of(0, 1, 2)
                .map(server -> new FailoverTransport.Server(
                        URI.create("http://" + name(server)),
                        new AuthenticatingTransport(servers.get(server), first.at(servers.get(server)))))
                .toList();
        Transport cluster = new FailoverTransport(authenticated, new ServerRotation(3, time::millis), time::millis);

        assertThat(Stream.of(1, 2, 3).map(call -> call(cluster, READ))).containsExactly("A", "B", "C");
        assertThat(servers.get(0).calls()).containsExactly(ApiCall.LOGIN, ApiCall.RESULTS, ApiCall.RESULTS);
        assertThat(servers.get(1).requests()).extracting(ApiRequest::token).containsOnly("a");
        assertThat(servers.get(2).requests()).extracting(ApiRequest::token).containsExactly("a", null, "c");
    }
}
