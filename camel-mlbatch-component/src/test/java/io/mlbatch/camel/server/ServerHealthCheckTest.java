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
package io.mlbatch.camel.server;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheck.Result;
import org.apache.camel.health.HealthCheck.State;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.mlbatch.protocol.ServerStatus;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.testing.VirtualTime;
import io.mlbatch.testing.client.FakeBatchClient;

import static io.mlbatch.camel.server.ServerHealthCheck.LATE;
import static io.mlbatch.camel.server.ServerHealthCheck.STALE;
import static io.mlbatch.testing.client.Samples.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class ServerHealthCheckTest {

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(20);

    private final VirtualTime time = new VirtualTime();
    private final FakeBatchClient server = new FakeBatchClient(Clock.systemUTC());
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final CountDownLatch responds = new CountDownLatch(1);
    private final AtomicInteger requests = new AtomicInteger();
    private final DefaultCamelContext camel = new DefaultCamelContext();

    @AfterEach
    void stop() {
        thread.shutdownNow();
        camel.stop();
    }

    private ServerHealthCheck check() {
        List<ServiceId> services = List.of(SERVICE, new ServiceId("Other", "2"), SERVICE);
        return check("http://scoring:12800/ml", services, server::status, LONG);
    }

    private ServerHealthCheck check(
            String url, List<ServiceId> services, Supplier<ServerStatus> status, Duration limit) {
        ServerHealthCheck check = new ServerHealthCheck(url, services, status, thread, limit, time);
        check.setCamelContext(camel);
        return check;
    }

    @ParameterizedTest
    @CsvSource({"PASS, UP", "WARN, UP", "FAIL, DOWN"})
    void state_followsTheStatusOfTheServer(ServerStatus.Code code, State state) {
        server.on("status", new ServerStatus(code, Map.of("node", "fail")));

        Result result = check().callReadiness();

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
    void checkId_namesTheServer() {
        ServerHealthCheck check = check();

        assertThat(check.getId()).isEqualTo("producer:mlbatch-scoring:12800/ml");
        assertThat(check.getGroup()).isEqualTo("camel");
        assertThat(check.isReadiness()).isTrue();
        assertThat(check.isLiveness()).isFalse();
    }

    @Test
    void checksOfTwoUsers_haveEqualIdsAndAreNotEqual() {
        ServerHealthCheck check = check();

        assertThat(check().getId()).isEqualTo(check.getId());
        assertThat(check).isEqualTo(check).isNotEqualTo(check()).hasSameHashCodeAs(check);
    }

    @Test
    void unexpectedError_isDownWithItsMessage() {
        server.on("status", new IllegalStateException("a fault"));

        Result result = check().callReadiness();

        assertThat(result.getState()).isEqualTo(State.DOWN);
        assertThat(result.getMessage()).contains("a fault");
        assertThat(result.getError()).containsInstanceOf(IllegalStateException.class);
    }

    @Test
    void pendingRequest_isUnknownThenDownWithoutAnotherRequest() throws Exception {
        ServerHealthCheck check = hanging();

        assertThat(check.callReadiness().getState()).isEqualTo(State.UNKNOWN);
        time.advance(LATE.minusMillis(1));
        assertThat(check.callReadiness().getState()).isEqualTo(State.UNKNOWN);
        time.advance(Duration.ofMillis(1));
        Result result = check.callReadiness();
        assertThat(result.getState()).isEqualTo(State.DOWN);
        assertThat(result.getMessage()).contains("http://scoring has not responded to a request sent 5000 ms ago");
        assertThat(requests).hasValue(1);

        responds.countDown();
        assertThat(eventually(check).getState()).isEqualTo(State.UP);
    }

    @Test
    void lateResponse_isReportedByTheNextCheck() throws Exception {
        ServerHealthCheck check = hanging();
        check.callReadiness();
        responds.countDown();
        idle();

        assertThat(check.callReadiness().getState()).isEqualTo(State.UP);
        assertThat(requests).hasValue(1);

        check.callReadiness();
        assertThat(requests).hasValue(2);
    }

    @Test
    void staleResponse_isNotReported() throws Exception {
        ServerHealthCheck check = hanging();
        check.callReadiness();
        responds.countDown();
        idle();
        time.advance(STALE.plusMillis(1));

        assertThat(eventually(check).getState()).isEqualTo(State.UP);
        assertThat(requests).hasValue(2);
    }

    /** A check of a server that does not respond before the test permits it. */
    private ServerHealthCheck hanging() {
        return check("http://scoring", List.of(SERVICE), this::passOncePermitted, SHORT);
    }

    /** Waits until the request that was sent has its response. */
    private void idle() throws Exception {
        thread.submit(() -> {}).get(1, TimeUnit.MINUTES);
    }

    /** The result after the response of the server. */
    private static Result eventually(ServerHealthCheck check) {
        return await().atMost(1, TimeUnit.MINUTES)
                .until(check::callReadiness, result -> result.getState() != State.UNKNOWN);
    }

    @Test
    void stoppedCheck_isUnknown() {
        thread.shutdown();

        assertThat(check().callReadiness().getState()).isEqualTo(State.UNKNOWN);
    }

    @Test
    void interruptedCheck_isUnknownAndKeepsTheInterrupt() {
        ServerHealthCheck check = check("http://scoring", List.of(SERVICE), this::passOncePermitted, LONG);
        Thread.currentThread().interrupt();

        Result result = check.callReadiness();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(result.getState()).isEqualTo(State.UNKNOWN);
    }

    private ServerStatus passOncePermitted() {
        requests.incrementAndGet();
        try {
            responds.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new ServerStatus(ServerStatus.Code.PASS, Map.of());
    }
}
