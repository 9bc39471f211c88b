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

import java.io.IOException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.client.transport.TokenSource;
import io.mlbatch.protocol.ApiCall;
import io.mlbatch.protocol.BatchState;
import io.mlbatch.protocol.BatchStatus;
import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.testing.VirtualTime;
import io.mlbatch.testing.client.HttpServerSupport;
import io.mlbatch.testing.http.RawServer;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static io.mlbatch.testing.client.Samples.EXECUTION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

/** The exception of each response that reports a failure. */
class HttpErrorResponsesTest extends HttpServerSupport {

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "301, RequestRejectedException",
        "302, RequestRejectedException",
        "307, RequestRejectedException",
        "400, RequestRejectedException",
        "401, AuthenticationFailedException",
        "403, AccessDeniedException",
        "404, NotFoundException",
        "405, RequestRejectedException",
        "408, ServerUnavailableException",
        "409, RequestRejectedException",
        "413, RequestRejectedException",
        "425, ServerUnavailableException",
        "429, ServerUnavailableException",
        "500, ServerUnavailableException",
        "502, ServerUnavailableException",
        "503, ServerUnavailableException",
        "504, ServerUnavailableException"
    })
    void call_failsByTheStatus(int status, String type) {
        respond(Call.RESULTS, error(status));
        respond(Call.START, error(status));

        assertThatFailureOf(Call.RESULTS)
                .isExactlyInstanceOf(classNamed(type))
                .hasMessageStartingWith(
                        "results TxService/1.0, execution " + EXECUTION.value() + ": HTTP " + status + ": because")
                .asInstanceOf(type(MlbatchException.class))
                .satisfies(failure -> {
                    assertThat(failure.httpStatus()).hasValue(status);
                    assertThat(failure.serverMessage()).contains("because");
                    assertThat(failure.executionId()).contains(EXECUTION);
                });
        if (!List.of(500, 502, 504).contains(status)) {
            assertThatFailureOf(Call.START)
                    .isExactlyInstanceOf(classNamed(type))
                    .hasMessageStartingWith("start TxService/1.0: HTTP " + status + ": because");
            assertThat(requests(Call.START)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void partialContent_isAnErrorOfEveryCall(Call call) {
        respond(call, aResponse().withStatus(206).withBody("{}"));

        boolean unknown = call == Call.START || call == Call.CONSUME;
        assertThatFailureOf(call)
                .isExactlyInstanceOf(unknown ? UnknownOutcomeException.class : MalformedAnswerException.class)
                .hasMessageContaining("HTTP 206");
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 504})
    void startThatFailsOnTheServerSide_hasAnUnknownOutcome(int status) {
        respond(Call.START, error(status));

        assertThatFailureOf(Call.START)
                .isExactlyInstanceOf(UnknownOutcomeException.class)
                .hasMessageMatching("start TxService/1.0: unknown whether the server started the batch: HTTP " + status
                        + ": because \\(Idempotency-Key [0-9a-f-]{36}\\)")
                .asInstanceOf(type(UnknownOutcomeException.class))
                .satisfies(unknown -> assertThat(unknown)
                        .hasMessageContaining(unknown.idempotencyKey().orElseThrow()));
        assertThat(requests(Call.START)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "CANCEL")
    void notFound_isTheSameForEveryCall(Call call) {
        respond(call, error(404));

        assertThatFailureOf(call).isExactlyInstanceOf(NotFoundException.class).hasMessageContaining("because");
    }

    @Test
    void cancelOfAMissingExecution_isNotAFailure() {
        respond(Call.CANCEL, error(404));

        assertThat(client().cancel(EXECUTION)).isFalse();
    }

    /** Nothing was deleted. */
    @ParameterizedTest
    @ValueSource(ints = {200, 404})
    void cancelToWhichAProxyResponds_isAFailure(int status) {
        respond(Call.CANCEL, aResponse().withStatus(status).withBody("\n<html>Sign in</html>"));

        assertThat(failureOf(Call.CANCEL)).isInstanceOf(MlbatchException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"message\":\"cyl is missing\",\"code\":400,\"fields\":\"cyl\"}          | HTTP 400: cyl is missing",
                "{\"message\":\"cyl is missing\",\"link\":\"x\",\"exceptionType\":\"y\"}   | HTTP 400: cyl is missing",
                "<html><body>  <h1>Bad Request</h1></body></html>  | HTTP 400 with a page that is not of the API: Bad Request",
                "''                                                | HTTP 400"
            })
    void rejection_hasTheMessageOfItsBody_inAnyForm(String body, String reason) {
        respond(Call.START, aResponse().withStatus(400).withBody(body));

        assertThatFailureOf(Call.START)
                .isExactlyInstanceOf(RequestRejectedException.class)
                .hasMessage("start TxService/1.0: " + reason);
    }

    @Test
    void hugeErrorBody_isShortened() {
        respond(Call.RESULTS, aResponse().withStatus(500).withBody("x".repeat(1_000_000)));

        assertThat(failureOf(Call.RESULTS).getMessage()).hasSizeLessThan(700).endsWith("x…");
    }

    @Test
    void truncatedErrorBody_keepsTheStatus() throws IOException {
        try (RawServer server = RawServer.answering("HTTP/1.1 404 Not Found\r\nContent-Length: 100\r\n\r\n{\"mess")) {
            BatchClient client = http.client(server.url(), TokenSource.NONE);

            assertThat(catchThrowable(() -> client.executions(EXECUTION.service())))
                    .isExactlyInstanceOf(NotFoundException.class)
                    .hasMessageContaining("HTTP 404");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 302, 308})
    void redirect_isNotFollowed_andTheMessageNamesTheOptionToCheck(int status) {
        SERVER.stubFor(get(urlPathEqualTo("/elsewhere")).willReturn(okJson("[]")));
        respond(Call.EXECUTIONS, aResponse().withStatus(status).withHeader("Location", serverUrl() + "/elsewhere"));

        assertThatFailureOf(Call.EXECUTIONS)
                .isExactlyInstanceOf(RequestRejectedException.class)
                .hasMessageContaining("HTTP " + status + ": redirects are not followed, check serverUrl");
        assertThat(SERVER.getAllServeEvents()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "429, 7, 7",
        "503, 120, 120",
        "503, ' 3 ', 3",
        "503, 0, 0",
        "503, 9223372036854775807, 86400",
        "503, soon,",
        "503, -1,",
        "503, 1.5,",
        "503, 99999999999999999999999,",
        "503, 'Wed, 99 Nov 2026 12:00:00 GMT',"
    })
    void retryAfter_isReadInSecondsUpToADay_orIgnored(int status, String header, Long seconds) {
        respond(Call.RESULTS, error(status).withHeader("Retry-After", header));

        assertThat(retryAfter()).isEqualTo(seconds == null ? null : Duration.ofSeconds(seconds));
        assertThat(requests(Call.RESULTS)).isEqualTo(1);
    }

    @Test
    void retryAfterAsADate_isTheTimeUntilThen() {
        String inTwoMinutes = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                VirtualTime.START.plusSeconds(120).atOffset(ZoneOffset.UTC));
        respond(Call.RESULTS, error(503).withHeader("Retry-After", inTwoMinutes));

        time.advance(Duration.ofSeconds(30));
        assertThat(retryAfter()).isEqualTo(Duration.ofSeconds(90));
        time.advance(Duration.ofSeconds(100));
        assertThat(retryAfter()).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"RESULTS", "EXECUTIONS", "ARTIFACTS", "CAPABILITIES"})
    void successWithoutJson_isAMalformedResponse(Call call) {
        respond(call, aResponse().withStatus(200).withBody("<html>Please log in</html>"));

        assertThatFailureOf(call)
                .isExactlyInstanceOf(MalformedAnswerException.class)
                .hasMessageContaining("line 1, column");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html>Please log in</html>",
                "{\"name\":\"TxService\"}",
                "{\"batchExecutionId\":null}",
                "{\"batchExecutionId\":\"\"}",
                "{\"batchExecutionId\":\"../../x\"}",
                ""
            })
    void startThatSucceedsWithoutAnExecutionId_hasAnUnknownOutcome(String body) {
        respond(Call.START, aResponse().withStatus(202).withBody(body));

        assertThatFailureOf(Call.START)
                .isExactlyInstanceOf(UnknownOutcomeException.class)
                .hasMessageContaining("unknown whether the server started the batch");
    }

    @Test
    void listEntryThatIsNotAnExecutionId_isSkipped() {
        respond(Call.EXECUTIONS, okJson("[\"a/b\",\"e1\"]"));

        assertThat(client().executions(EXECUTION.service()))
                .extracting(ExecutionId::value)
                .containsExactly("e1");
    }

    @Test
    void unknownState_isNotTerminal() {
        respond(Call.RESULTS, okJson("{\"state\":\"Resting\"}"));

        BatchStatus status = client().results(EXECUTION, false).status();

        assertThat(status.state()).isEqualTo(BatchState.UNKNOWN);
        assertThat(status.unreadable()).isEqualTo("state 'Resting'");
    }

    @Test
    void failures_doNotShowTheToken() {
        respond(Call.RESULTS, error(401).withHeader("WWW-Authenticate", "Bearer"));

        assertThat(failureOf(Call.RESULTS)).asString().doesNotContain(TOKEN);
    }

    private static ResponseDefinitionBuilder error(int status) {
        return aResponse().withStatus(status).withBody("{\"message\":\"because\",\"code\":" + status + "}");
    }

    private Throwable failureOf(Call call) {
        return catchThrowable(() -> call.make(client()));
    }

    private AbstractThrowableAssert<?, ? extends Throwable> assertThatFailureOf(Call call) {
        return assertThat(failureOf(call));
    }

    private Duration retryAfter() {
        return ((ServerUnavailableException) failureOf(Call.RESULTS))
                .retryAfter()
                .orElse(null);
    }

    private static long requests(Call call) {
        ApiCall apiCall = call == Call.START ? ApiCall.START : ApiCall.RESULTS;
        return SERVER.getAllServeEvents().stream()
                .filter(event -> apiCall.match(event.getRequest().getUrl().replaceAll("\\?.*", ""))
                        .isPresent())
                .count();
    }

    private static Class<?> classNamed(String simpleName) {
        try {
            return Class.forName(MlbatchException.class.getPackageName() + "." + simpleName);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }
}
