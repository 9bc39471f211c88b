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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import io.mlbatch.client.NotFoundException;
import io.mlbatch.client.RequestRejectedException;
import io.mlbatch.client.ServerUnavailableException;
import io.mlbatch.client.UnknownOutcomeException;
import io.mlbatch.protocol.ApiCall;
import io.mlbatch.testing.VirtualTime;
import io.mlbatch.testing.client.FakeTransport;
import io.mlbatch.testing.client.FakeTransport.Responder;

import static io.mlbatch.testing.client.FakeTransport.fail;
import static io.mlbatch.testing.client.FakeTransport.respond;
import static io.mlbatch.testing.client.Samples.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class IdempotentTransportTest {

    private static final Responder LOST =
            fail(context -> new UnknownOutcomeException(context, 0, null, "k-1", "lost", null));
    private static final Responder DOWN = fail(context -> new ServerUnavailableException(context, "down", null));
    private static final Responder CONFLICT =
            fail(context -> new RequestRejectedException(context, 409, "busy", "HTTP 409: busy"));
    private static final Responder INTERNAL_ERROR =
            fail(context -> new UnknownOutcomeException(context, 500, "bug", "k-1", "HTTP 500: bug", null));
    private static final Responder PAGE =
            fail(context -> new NotFoundException(context, 404, null, "HTTP 404", true, false));

    private final VirtualTime time = new VirtualTime();
    private final FakeTransport server = new FakeTransport();
    private final Backoff backoff = new Backoff(time.leaping(), () -> 1);
    private final IdempotentTransport transport = new IdempotentTransport(server, backoff, time::millis);

    private static Responder busy(Duration retryAfter) {
        return fail(context -> new ServerUnavailableException(context, 503, "busy", "HTTP 503", retryAfter));
    }

    private static ApiRequest start() {
        return ApiRequest.of(ApiCall.START, SERVICE)
                .withIdempotencyKey("k-1")
                .withBody(ApiRequestBody.of("[{}]".getBytes(StandardCharsets.UTF_8)));
    }

    private String call(ApiRequest request) {
        return transport.call(request, answer -> new String(answer.body().readAllBytes(), StandardCharsets.UTF_8));
    }

    private UnknownOutcomeException unknown(ApiRequest request) {
        return catchThrowableOfType(UnknownOutcomeException.class, () -> call(request));
    }

    @Test
    void lostResponseOfAServerWithoutKeys_isNotRepeated() {
        server.on(ApiCall.START, respond("first"), LOST);
        assertThat(call(start())).isEqualTo("first");

        assertThat(unknown(start())).hasMessageContaining("lost");
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void lostResponseToTheFirstStart_isNotRepeated() {
        server.acknowledging(true).on(ApiCall.START, LOST);

        assertThat(unknown(start())).isNotNull();
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void lostResponseOfAServerWithKeys_isRepeatedWithTheSameKey() {
        server.acknowledging(true).on(ApiCall.START, respond("first"), LOST, DOWN, respond("second"));
        call(start());

        assertThat(call(start())).isEqualTo("second");
        assertThat(server.requests()).extracting(ApiRequest::idempotencyKey).containsOnly("k-1");
        assertThat(time.elapsed()).isEqualTo(Duration.ofMillis(750));
    }

    /** The description of the service, which each client reads before its first start, announces the keys. */
    @Test
    void firstStartThatIsLost_isRepeatedIfAnotherResponseAnnouncedKeys() {
        server.acknowledging(true)
                .on(ApiCall.DESCRIBE, respond("[]"))
                .on(ApiCall.START, LOST, DOWN, PAGE, respond("first"));
        call(ApiRequest.of(ApiCall.DESCRIBE, SERVICE));

        assertThat(call(start())).isEqualTo("first");
    }

    @Test
    void readWithoutAnnouncement_leavesTheKnowledge() {
        server.acknowledging(true).on(ApiCall.DESCRIBE, respond("[]")).on(ApiCall.START, respond("first"), LOST);
        call(start());
        server.acknowledging(false);
        call(ApiRequest.of(ApiCall.DESCRIBE, SERVICE));
        server.acknowledging(true).on(ApiCall.START, respond("second"));

        assertThat(call(start())).isEqualTo("second");
    }

    /** A host that was killed needs some time to start again. */
    @Test
    void hostThatIsDownForLong_isAskedForAMinute() {
        server.acknowledging(true).on(ApiCall.START, respond("first"), LOST, DOWN);
        call(start());

        assertThat(unknown(start()).getSuppressed()).singleElement().isInstanceOf(ServerUnavailableException.class);
        assertThat(time.elapsed()).isBetween(IdempotentTransport.PATIENCE, Duration.ofSeconds(65));
        assertThat(server.requests()).hasSizeBetween(10, 20);
    }

    @ParameterizedTest
    @CsvSource({"0, 250", "3, 3000", "3600, 10000"})
    void requestedPause_isHonoredUpToTenSeconds(int seconds, long millis) {
        server.acknowledging(true)
                .on(ApiCall.START, respond("first"), LOST, busy(Duration.ofSeconds(seconds)), respond("second"));
        call(start());

        assertThat(call(start())).isEqualTo("second");
        assertThat(time.elapsed()).isEqualTo(Duration.ofMillis(250 + Math.max(500, millis)));
    }

    static Stream<Arguments> failuresOfRepetitions() {
        return Stream.of(
                arguments(CONFLICT, RequestRejectedException.class, 1),
                arguments(INTERNAL_ERROR, UnknownOutcomeException.class, 2));
    }

    @ParameterizedTest
    @MethodSource("failuresOfRepetitions")
    void failureThatDoesNotPass_leavesTheOutcomeUnknown(
            Responder failure, Class<? extends Exception> type, int repetitions) {
        server.acknowledging(true).on(ApiCall.START, respond("first"), LOST, failure);
        call(start());

        assertThat(unknown(start()).getSuppressed()).singleElement().isInstanceOf(type);
        assertThat(server.requests()).hasSize(2 + repetitions);
    }

    @Test
    void clientThatStops_endsThePauses() {
        server.acknowledging(true).on(ApiCall.START, respond("first"), LOST);
        call(start());
        backoff.stop();

        assertThat(unknown(start())).hasMessageContaining("lost");
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void serverThatAcknowledgesNoLonger_isNotTrustedAnyMore() {
        server.acknowledging(true).on(ApiCall.START, respond("first"), respond("second"), LOST);
        call(start());
        server.acknowledging(false);
        call(start());

        assertThat(unknown(start())).isNotNull();
        assertThat(server.requests()).hasSize(3);
    }

    @Test
    void bodyThatCanBeSentOnce_isNotRepeated() {
        server.acknowledging(true).on(ApiCall.START, respond("first"), LOST);
        call(start());

        ApiRequest once = start().withBody(ApiRequestBody.streamed(new ByteArrayInputStream(new byte[0]), null));

        assertThat(unknown(once)).isNotNull();
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void callWithoutAKey_passes() {
        server.acknowledging(true).on(ApiCall.CONSUME, respond("first"), LOST);
        ApiRequest consume = ApiRequest.of(ApiCall.CONSUME, SERVICE);
        assertThat(call(consume)).isEqualTo("first");

        assertThat(unknown(consume)).isNotNull();
        assertThat(server.requests())
                .hasSize(2)
                .extracting(ApiRequest::call)
                .isEqualTo(List.of(ApiCall.CONSUME, ApiCall.CONSUME));
    }
}
