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
package io.mlbatch.examples.generated;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.mlbatch.examples.generated.client.ApiException;
import io.mlbatch.examples.generated.client.api.TxServiceApi;
import io.mlbatch.examples.generated.client.model.BatchWebServiceResult;
import io.mlbatch.examples.generated.client.model.InputParameters;
import io.mlbatch.examples.generated.client.model.RenewTokenRequest;
import io.mlbatch.examples.generated.client.model.StartBatchExecutionResponse;
import io.mlbatch.examples.generated.client.model.WebServiceResult;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

/** The generated client against the real host, with a login. */
@Tag("host")
class GeneratedClientTest {

    private static final List<InputParameters> CARS =
            List.of(GeneratedClient.car(120, 2.8), GeneratedClient.car(110, 2.62));

    private static Host host;

    private Session session;
    private TxServiceApi api;

    @BeforeAll
    static void start() throws Exception {
        host = new Host();
    }

    @AfterAll
    static void stop() {
        host.close();
    }

    @BeforeEach
    void login() throws ApiException {
        session = new Session(host.url());
        session.login("analyst", "mtcars-1974");
        api = session.api();
    }

    @Test
    void consume_returnsTheResultWithItsFiles() throws ApiException {
        WebServiceResult result = api.manualTransmission(GeneratedClient.car(120, 2.8));

        assertThat(result.getSuccess()).isTrue();
        assertThat(result.getErrorMessage()).isEmpty();
        assertThat(result.getConsoleOutput()).isEmpty();
        assertThat(result.getChangedFiles()).containsExactly("answer.csv");
        // the vendor's published prediction
        assertThat((Double) GeneratedClient.prediction(result)).isCloseTo(0.6418125, within(1e-6));
        assertThat(new String(result.getOutputFiles().get("answer.csv"), StandardCharsets.UTF_8))
                .isEqualTo("am_Pred\n" + GeneratedClient.prediction(result));
    }

    @Test
    void batch_isStartedPolledReadAndDeleted() throws Exception {
        StartBatchExecutionResponse started = api.startBatchExecution(CARS, 2);
        assertThat(started.getName()).isEqualTo("TxService");
        assertThat(started.getVersion()).isEqualTo("1.0");
        String id = started.getBatchExecutionId();
        assertThat(api.getBatchExecutions()).contains(id);

        BatchWebServiceResult batch = Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> api.getBatchExecutionStatus(id, null), result -> result.getState()
                        .equalsIgnoreCase("complete"));
        assertThat(batch.getCompletedItemCount()).isEqualTo(2);
        assertThat(batch.getTotalItemCount()).isEqualTo(2);
        assertThat(batch.getParallelCount()).isEqualTo(2);
        assertThat(batch.getBatchExecutionResults()).hasSize(2);
        Object second =
                GeneratedClient.prediction(batch.getBatchExecutionResults().get(1));
        assertThat((Double) second).isCloseTo(0.842336, within(1e-5));

        assertThat(api.getBatchExecutionFiles(id, 1)).containsExactly("answer.csv");
        assertThat(Files.readString(
                        api.getBatchExecutionFile(id, 1, "answer.csv").toPath()))
                .isEqualTo("am_Pred\n" + second);

        assertThat(api.cancelAndDeleteBatchExecution(id)).containsExactly(id);
        assertThat(api.getBatchExecutions()).doesNotContain(id);
        assertFails(404, "Execution '" + id + "'", () -> api.getBatchExecutionStatus(id, true));
    }

    /** The service has missingInputs=null. */
    @Test
    void missingValue_isLeftOutByTheClientAndNullForTheRoute() throws ApiException {
        WebServiceResult result = api.manualTransmission(new InputParameters().hp(120.0));
        assertThat(result.getSuccess()).isFalse();
        assertThat(result.getErrorMessage()).isEqualTo("the value of 'wt' is missing");
    }

    @Test
    void errors_areThoseOfTheDocument() {
        assertFails(400, "the array is empty", () -> api.startBatchExecution(List.of(), null));
        assertFails(404, "Execution 'none'", () -> api.getBatchExecutionFiles("none", 0));
        assertFails(401, "log in first", () -> new Session(host.url()).api().getBatchExecutions());
    }

    @Test
    void refresh_returnsANewPairAndEndsTheOldOne() throws ApiException {
        String old = session.tokens().getRefreshToken();
        assertThat(session.tokens().getTokenType()).isEqualTo("Bearer");
        assertThat(session.tokens().getExpiresIn()).isEqualTo(3600);
        assertThat(Long.parseLong(session.tokens().getExpiresOn())).isGreaterThan(System.currentTimeMillis() / 1000);

        session.refresh();

        assertThat(api.getBatchExecutions()).isNotNull();
        assertFails(401, "The refresh token is invalid", () -> session.user()
                .renewToken(new RenewTokenRequest().refreshToken(old)));
    }

    @Test
    void revocation_endsThePairOfTokens() throws ApiException {
        RenewTokenRequest renewal =
                new RenewTokenRequest().refreshToken(session.tokens().getRefreshToken());

        session.user().revokeRefreshToken(renewal.getRefreshToken());

        assertFails(401, "The refresh token is invalid", () -> new Session(host.url())
                .user()
                .renewToken(renewal));
        assertFails(401, "The access token is invalid", () -> api.getBatchExecutions());
    }

    @Test
    void program_makesAllCalls() throws Exception {
        PrintStream terminal = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            GeneratedClient.main(new String[0]);
        } finally {
            System.setOut(terminal);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .containsSubsequence(
                        "login        http://localhost:",
                        "consume      0.6418",
                        "start        ",
                        "list         has it",
                        "status       Complete, 3 of 3",
                        "record 2     0.03",
                        "files [answer.csv]",
                        "answer.csv   am_Pred | 0.8",
                        "delete       [",
                        "refresh      has it no longer",
                        "revoke       done");
    }

    private interface Call {
        void make() throws ApiException;
    }

    private static void assertFails(int status, String message, Call call) {
        assertThatExceptionOfType(ApiException.class).isThrownBy(call::make).satisfies(e -> {
            assertThat(e.getCode()).isEqualTo(status);
            assertThat(e.getResponseBody()).contains("\"message\":\"", message, "\"code\":" + status);
        });
    }
}
