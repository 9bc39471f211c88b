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

import org.junit.jupiter.api.Test;

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

class IdempotentTransportTest {

    private static final Responder LOST =
            fail(context -> new UnknownOutcomeException(context, 0, null, "k-1", "lost", null));
    private static final Responder DOWN = fail(context -> new ServerUnavailableException(context, "down", null));
    private static final Responder CONFLICT =
            fail(context -> new RequestRejectedException(context, 409, "busy", "HTTP 409: busy"));

    private final VirtualTime time = new VirtualTime();
    private final FakeTransport server = new FakeTransport();
    private final IdempotentTransport transport = new IdempotentTransport(server, new Backoff(time.leaping(), () -> 1));

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

    @Test
    void responseLostThreeTimes_staysUnknown() {
        server.acknowledging(true).on(ApiCall.START, respond("first"), LOST);
        call(start());

        assertThat(unknown(start()).getSuppressed()).hasSize(2);
        assertThat(server.requests()).hasSize(4);
    }

    @Test
    void rejectedRepetition_leavesTheOutcomeUnknown() {
        server.acknowledging(true).on(ApiCall.START, respond("first"), LOST, CONFLICT);
        call(start());

        assertThat(unknown(start()).getSuppressed()).singleElement().isInstanceOf(RequestRejectedException.class);
        assertThat(server.requests()).hasSize(3);
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
