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
package io.mlbatch.camel;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheck.Result;
import org.apache.camel.health.HealthCheck.State;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.mlbatch.client.testing.FakeBatchClient;
import io.mlbatch.protocol.ServerStatus;
import io.mlbatch.protocol.ServiceId;

import static io.mlbatch.client.testing.Samples.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class ServerHealthCheckTest {

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(20);

    private final FakeBatchClient server = new FakeBatchClient(Clock.systemUTC());
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final DefaultCamelContext camel = new DefaultCamelContext();

    @AfterEach
    void stop() {
        thread.shutdownNow();
        camel.stop();
    }

    private ServerHealthCheck check(Duration limit) {
        ServerHealthCheck check = new ServerHealthCheck(
                URI.create("http://scoring:12800/ml"),
                List.of(SERVICE, new ServiceId("Other", "2"), SERVICE),
                server::status,
                thread,
                limit);
        check.setCamelContext(camel);
        return check;
    }

    @ParameterizedTest
    @CsvSource({"PASS, UP", "WARN, UP", "FAIL, DOWN"})
    void stateFollowsWhatTheServerSays(ServerStatus.Code code, State state) {
        server.on("status", new ServerStatus(code, Map.of("node", "fail")));

        Result result = check(LONG).callReadiness();

        assertThat(result.getState()).isEqualTo(state);
        assertThat(result.getDetails())
                .containsEntry("server.url", "http://scoring:12800/ml")
                .containsEntry("services", "TxService/1.0, Other/2")
                .containsEntry("server.status", code.toString())
                .containsEntry("server.components", "node=fail")
                .containsEntry(HealthCheck.CHECK_KIND, HealthCheck.Kind.READINESS);
        assertThat(result.getMessage().isPresent()).isEqualTo(state == State.DOWN);
    }

    @Test
    void serverIsNamedInTheIdOfItsCheck() {
        ServerHealthCheck check = check(LONG);

        assertThat(check.getId()).isEqualTo("producer:mlbatch-scoring:12800/ml");
        assertThat(check.getGroup()).isEqualTo("camel");
        assertThat(check.isReadiness()).isTrue();
        assertThat(check.isLiveness()).isFalse();
    }

    @Test
    void twoUsersOfOneServerHaveAnEqualIdAndAreNoEqualChecks() {
        ServerHealthCheck check = check(LONG);

        assertThat(check(LONG).getId()).isEqualTo(check.getId());
        assertThat(check).isEqualTo(check).isNotEqualTo(check(LONG)).hasSameHashCodeAs(check);
    }

    @Test
    void disabledCheckAsksNothing() {
        ServerHealthCheck check = check(LONG);
        check.setEnabled(false);

        assertThat(check.callReadiness().getState()).isEqualTo(State.UNKNOWN);
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void unexpectedErrorIsDownWithItsMessage() {
        server.on("status", new IllegalStateException("a fault"));

        Result result = check(LONG).callReadiness();

        assertThat(result.getState()).isEqualTo(State.DOWN);
        assertThat(result.getMessage()).contains("a fault");
        assertThat(result.getError()).containsInstanceOf(IllegalStateException.class);
    }

    @Test
    void serverThatHangsIsDownInTimeAndNotAskedAgainUntilItHasAnswered() throws Exception {
        CountDownLatch answers = new CountDownLatch(1);
        AtomicInteger questions = new AtomicInteger();
        ServerHealthCheck check = new ServerHealthCheck(
                URI.create("http://scoring"),
                List.of(SERVICE),
                () -> {
                    questions.incrementAndGet();
                    return passOnce(answers);
                },
                thread,
                SHORT);
        check.setCamelContext(camel);

        for (int i = 0; i < 3; i++) {
            Result result = check.callReadiness();
            assertThat(result.getState()).isEqualTo(State.DOWN);
            assertThat(result.getMessage()).contains("http://scoring has not answered within 20 ms");
        }
        answers.countDown();
        thread.submit(() -> {}).get(1, TimeUnit.MINUTES);

        assertThat(questions).hasValue(1);
        await().atMost(1, TimeUnit.MINUTES).until(() -> check.callReadiness().getState() == State.UP);
    }

    @Test
    void checkThatHasBeenStoppedSaysThatItDoesNotKnow() {
        thread.shutdown();

        assertThat(check(LONG).callReadiness().getState()).isEqualTo(State.UNKNOWN);
    }

    @Test
    void checkThatIsInterruptedSaysThatItDoesNotKnowAndStaysInterrupted() {
        CountDownLatch never = new CountDownLatch(1);
        ServerHealthCheck check = new ServerHealthCheck(
                URI.create("http://scoring"), List.of(SERVICE), () -> passOnce(never), thread, LONG);
        check.setCamelContext(camel);
        Thread.currentThread().interrupt();

        Result result = check.callReadiness();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(result.getState()).isEqualTo(State.UNKNOWN);
    }

    private static ServerStatus passOnce(CountDownLatch answers) {
        try {
            answers.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new ServerStatus(ServerStatus.Code.PASS, Map.of());
    }
}
