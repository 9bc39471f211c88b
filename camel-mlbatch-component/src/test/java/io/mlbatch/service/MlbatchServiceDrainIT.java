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
package io.mlbatch.service;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.apache.camel.health.HealthCheck;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.service.security.Caller;
import io.mlbatch.testing.CapturedLog;
import io.mlbatch.testing.host.HeldProcessor;
import io.mlbatch.testing.host.HostCaller;
import io.mlbatch.testing.host.RunningHost;

import static io.mlbatch.testing.host.HostCaller.assertResponse;
import static io.mlbatch.testing.host.HostCaller.awaitTrue;
import static org.assertj.core.api.Assertions.assertThat;

/** The drain of a host over a real server. */
@Tag("host")
class MlbatchServiceDrainIT {

    private static final String BATCH = "/api/A/1/batch";

    private final HeldProcessor held = new HeldProcessor();

    @TempDir
    private Path folder;

    private RunningHost start(Duration drainTimeout, boolean isDurable) throws Exception {
        return RunningHost.with(
                component -> {
                    // each user has a role of the same name
                    component.setAuthenticator(
                            login -> Optional.of(new Caller(login.username(), Set.of(login.username()))));
                    component.setAdminRole("olga");
                    component.setDrainTimeout(drainTimeout.toMillis());
                    if (isDurable) {
                        component.setDataDirectory(folder.toString());
                    }
                },
                routes -> routes.from("mlbatch-service:A/1").process(held));
    }

    @Test
    void drainedHost_rejectsStartsAndServesAllOtherCalls() throws Exception {
        try (RunningHost host = start(Duration.ZERO, false)) {
            HostCaller anna = host.as("anna", "x");
            HostCaller olga = host.as("olga", "x");
            String execution = anna.start(BATCH, "[{},{}]");
            assertResponse(anna.post("/status/drain", ""), 403, "adminRole");
            assertResponse(olga.post("/status/drain?exit=false", ""), 202, "\"draining\":true");

            for (String path : List.of(BATCH, "/api/A/1")) {
                HttpResponse<String> rejected = assertResponse(anna.post(path, "[{}]"), 503, "The host drains");
                assertThat(rejected.headers().firstValue("Retry-After")).contains("5");
            }
            assertResponse(host.get("/status"), 200, "\"statusCode\":\"warn\"", "\"drain\"");
            assertThat(host.readiness()).containsExactly(HealthCheck.State.DOWN);
            assertResponse(anna.get("/status/usage"), 200, "\"draining\":true");
            held.release(0, null);
            held.release(1, null);
            anna.awaitComplete(execution);
            assertResponse(anna.delete(execution), 200);
            awaitTrue(() -> olga.post("/status/drain?exit=false", "").body().contains("\"drained\":true"));

            assertResponse(olga.delete("/status/drain"), 200, "\"draining\":false");
            assertResponse(host.get("/status"), 200, "\"statusCode\":\"pass\"");
            assertThat(host.readiness()).containsExactly(HealthCheck.State.UP);
            assertResponse(anna.post(BATCH, "[{}]"), 202);
            held.release(0, null);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void drainWithExit_stopsTheContextOnceNothingCanBeLost(boolean isDurable) throws Exception {
        try (RunningHost host = start(Duration.ZERO, isDurable)) {
            HostCaller anna = host.as("anna", "x");
            String execution = anna.start(BATCH, "[{}]");
            assertResponse(host.as("olga", "x").post("/status/drain", ""), 202);
            held.release(0, null);
            if (!isDurable) {
                // results in memory are kept until they are read
                anna.awaitComplete(execution);
            }
            awaitTrue(host.camelContext()::isStopped);
        }
        assertThat(held.seen()).isEqualTo(1);
    }

    @Test
    void stopOfTheContext_waitsForAcceptedRecords() throws Exception {
        try (RunningHost host = start(Duration.ofMinutes(5), true)) {
            HostCaller anna = host.as("anna", "x");
            String execution = anna.start(BATCH + "?parallelCount=1", "[{},{}]");
            CompletableFuture<Void> stop = CompletableFuture.runAsync(host.camelContext()::stop);
            awaitTrue(() -> host.get("/status").body().contains("warn"));
            held.release(0, null);
            assertResponse(anna.get(execution), 200, "InProgress");
            assertThat(stop).isNotDone();
            held.release(1, null);
            stop.get(1, TimeUnit.MINUTES);
        }
        assertThat(held.seen()).isEqualTo(2);
    }

    @Test
    void stopOfTheContext_endsAfterTheDrainTimeout() throws Exception {
        try (RunningHost host = start(Duration.ofMillis(10), true);
                CapturedLog log = new CapturedLog()) {
            host.as("anna", "x").start(BATCH, "[{}]");
            CompletableFuture<Void> stop = CompletableFuture.runAsync(host.camelContext()::stop);
            awaitTrue(() -> log.text().contains("The host was not drained within"));
            // as without a drain, Camel waits for records in flight
            held.release(0, null);
            stop.get(1, TimeUnit.MINUTES);
        }
    }
}
