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
package io.mlbatch.client;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.mlbatch.protocol.ServiceId;

import static io.mlbatch.testing.client.Samples.EXECUTION;
import static io.mlbatch.testing.client.Samples.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;

class MlbatchExceptionTest {

    private static final CallContext CONTEXT = CallContext.of("artifact", EXECUTION);

    @Test
    void message_namesOperationServiceAndExecution_asFarAsTheyAreKnown() {
        CallContext login = CallContext.of("login", (ServiceId) null);

        assertThat(new MlbatchException(CONTEXT, "it broke", null))
                .hasMessage("artifact TxService/1.0, execution " + EXECUTION.value() + ": it broke");
        assertThat(new MlbatchException(CallContext.of("start", SERVICE), "it broke", null))
                .hasMessage("start TxService/1.0: it broke");
        assertThat(new MlbatchException(login, "it broke", null))
                .hasMessage("login: it broke")
                .satisfies(failure -> {
                    assertThat(failure.service()).isEmpty();
                    assertThat(failure.executionId()).isEmpty();
                    assertThat(failure.httpStatus()).isEmpty();
                    assertThat(failure.serverMessage()).isEmpty();
                });
        assertThat(new NotFoundException(CONTEXT, 404, " ", "HTTP 404").serverMessage())
                .isEmpty();
    }

    @Test
    void accessors_returnTheKnownValues() {
        MlbatchException failure = new NotFoundException(CONTEXT, 404, "no such file", "HTTP 404: no such file");

        assertThat(failure.operation()).isEqualTo("artifact");
        assertThat(failure.service()).contains(SERVICE);
        assertThat(failure.executionId()).contains(EXECUTION);
        assertThat(failure.httpStatus()).hasValue(404);
        assertThat(failure.serverMessage()).contains("no such file");
    }

    static Stream<MlbatchException> everyKind() {
        return Stream.of(
                new AccessDeniedException(CONTEXT, 403, "said", "HTTP 403: said"),
                new AuthenticationFailedException(CONTEXT, 401, "said", "HTTP 401: said"),
                new DownloadFailedException(CONTEXT, "no such folder", null),
                new InvalidInputException(CONTEXT, "record 1", new IllegalStateException("why")),
                new MalformedAnswerException(CONTEXT, "no JSON", null),
                new NotFoundException(CONTEXT, 404, "said", "HTTP 404: said"),
                new RequestRejectedException(CONTEXT, 400, "said", "HTTP 400: said"),
                new ServerUnavailableException(CONTEXT, 503, "said", "HTTP 503: said", Duration.ofSeconds(7)),
                new UnknownOutcomeException(CONTEXT, 504, "said", "k-1", "HTTP 504: said", null),
                new WaitEndedException(CONTEXT, "stops", null),
                new WaitTimeoutException(CONTEXT, "not at its end", null));
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void serialized_keepsMessageAndAccessors(MlbatchException failure) throws Exception {
        MlbatchException copy = copy(failure);

        assertThat(copy).isExactlyInstanceOf(failure.getClass()).hasMessage(failure.getMessage());
        assertThat(copy.operation()).isEqualTo(failure.operation());
        assertThat(copy.service()).isEqualTo(failure.service());
        assertThat(copy.executionId()).isEqualTo(failure.executionId());
        assertThat(copy.httpStatus()).isEqualTo(failure.httpStatus());
        assertThat(copy.serverMessage()).isEqualTo(failure.serverMessage());
        if (failure instanceof ServerUnavailableException) {
            assertThat(((ServerUnavailableException) copy).retryAfter()).contains(Duration.ofSeconds(7));
        }
    }

    private static MlbatchException copy(MlbatchException failure) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(failure);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (MlbatchException) in.readObject();
        }
    }
}
