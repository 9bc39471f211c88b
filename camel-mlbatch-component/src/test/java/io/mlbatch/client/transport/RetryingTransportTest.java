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
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import io.mlbatch.client.CallContext;
import io.mlbatch.client.MlbatchException;
import io.mlbatch.client.NotFoundException;
import io.mlbatch.client.ServerUnavailableException;
import io.mlbatch.protocol.ApiCall;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.testing.VirtualTime;
import io.mlbatch.testing.client.FakeTransport;
import io.mlbatch.testing.client.FakeTransport.Responder;

import static io.mlbatch.testing.client.FakeTransport.fail;
import static io.mlbatch.testing.client.FakeTransport.respond;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

class RetryingTransportTest {

    private static final Responder UNAVAILABLE = unavailable(null);

    private final VirtualTime time = new VirtualTime();
    private final FakeTransport server = new FakeTransport();
    private final RetryingTransport transport = new RetryingTransport(server, new Backoff(time.leaping(), () -> 1));

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"LOGIN", "REFRESH", "START", "CONSUME", "CANCEL", "REVOKE", "REVOKE_IN_PATH", "DRAIN", "END_DRAIN"
            })
    void read_isTriedThreeTimes(ApiCall read) {
        server.on(read, UNAVAILABLE, UNAVAILABLE, respond("[]"));

        assertThat(call(read)).isEqualTo("[]");
        assertThat(server.requests()).hasSize(3);
    }

    @ParameterizedTest
    @EnumSource(
            names = {"LOGIN", "REFRESH", "START", "CONSUME", "CANCEL", "REVOKE", "REVOKE_IN_PATH", "DRAIN", "END_DRAIN"
            })
    void callThatChangesSomething_isRepeatedOnlyIfTheServerRequestsIt(ApiCall change) {
        server.on(change, UNAVAILABLE, unavailable(Duration.ofSeconds(5)), respond("[]"));

        assertThatExceptionOfType(ServerUnavailableException.class).isThrownBy(() -> call(change));
        assertThat(server.requests()).hasSize(1);
        assertThat(time.elapsed()).isZero();
        assertThat(call(change)).isEqualTo("[]");
        assertThat(time.elapsed()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void startWhoseBodyCanBeReadOnce_isNotRepeated() {
        server.on(ApiCall.START, unavailable(Duration.ZERO), respond("[]"));
        ApiRequest once =
                request(ApiCall.START).withBody(ApiRequestBody.streamed(new ByteArrayInputStream(new byte[1]), null));

        assertThatExceptionOfType(ServerUnavailableException.class)
                .isThrownBy(() -> transport.call(once, RetryingTransportTest::text));
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void thirdFailure_isThrown() {
        server.on(ApiCall.RESULTS, UNAVAILABLE, UNAVAILABLE, unavailable(Duration.ofSeconds(7)), respond("[]"));

        assertThatExceptionOfType(ServerUnavailableException.class)
                .isThrownBy(() -> call(ApiCall.RESULTS))
                .satisfies(thrown -> assertThat(thrown.retryAfter()).contains(Duration.ofSeconds(7)));
        assertThat(server.requests()).hasSize(3);
    }

    @Test
    void failureThatARepetitionWouldNotChange_isThrownAtOnce() {
        server.on(ApiCall.RESULTS, fail(context -> new NotFoundException(context, 404, "gone", "HTTP 404")));

        assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> call(ApiCall.RESULTS));
        assertThat(server.requests()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"1, 750", "0.5, 375"})
    void pauses_areDrawnFromZeroToAQuarterAndHalfASecond(double drawn, long millis) {
        server.on(ApiCall.LIST, UNAVAILABLE, UNAVAILABLE, respond("[]"));

        new RetryingTransport(server, new Backoff(time.leaping(), () -> drawn))
                .call(request(ApiCall.LIST), RetryingTransportTest::text);

        assertThat(time.elapsed()).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @CsvSource({"10000, 2, 10000", "10001, 1, 0"})
    void retryAfter_isHonoredUpToTenSeconds_orLeftToTheCaller(long millis, int requests, long elapsed) {
        server.on(ApiCall.LIST, unavailable(Duration.ofMillis(millis)), respond("[]"));

        Throwable failure = catchThrowable(() -> call(ApiCall.LIST));

        assertThat(failure instanceof ServerUnavailableException).isEqualTo(requests == 1);
        assertThat(server.requests()).hasSize(requests);
        assertThat(time.elapsed()).isEqualTo(Duration.ofMillis(elapsed));
    }

    @Test
    void interruptedWhilePausing_failsWithTheFailureAndKeepsTheInterruptFlag() {
        server.on(ApiCall.LIST, UNAVAILABLE);
        RetryingTransport neverOver = new RetryingTransport(server, new Backoff(time, () -> 1));

        Thread.currentThread().interrupt();
        try {
            assertThatExceptionOfType(ServerUnavailableException.class)
                    .isThrownBy(() -> neverOver.call(request(ApiCall.LIST), RetryingTransportTest::text));
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void delayerStopped_failsWithTheFailure() {
        server.on(ApiCall.LIST, UNAVAILABLE);
        time.stop();

        assertThatExceptionOfType(MlbatchException.class)
                .isThrownBy(() -> call(ApiCall.LIST))
                .isExactlyInstanceOf(ServerUnavailableException.class);
        assertThat(server.requests()).hasSize(1);
    }

    private static Responder unavailable(Duration retryAfter) {
        return fail(context -> new ServerUnavailableException(context, 503, "busy", "HTTP 503: busy", retryAfter));
    }

    private String call(ApiCall call) {
        return transport.call(request(call), RetryingTransportTest::text);
    }

    private static ApiRequest request(ApiCall call) {
        return new ApiRequest(
                call, CallContext.of(call.label(), (ServiceId) null), "/", null, null, null, null, null, null);
    }

    private static String text(ApiResponse answer) throws IOException {
        return new String(answer.body().readAllBytes(), StandardCharsets.UTF_8);
    }
}
