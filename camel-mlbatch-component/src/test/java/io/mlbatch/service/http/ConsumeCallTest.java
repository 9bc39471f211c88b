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
package io.mlbatch.service.http;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.mlbatch.protocol.ServiceDescriptions;
import io.mlbatch.service.engine.BatchEngine;
import io.mlbatch.service.engine.BatchLimits;
import io.mlbatch.service.engine.BatchTooLargeException;
import io.mlbatch.service.engine.Deadlines;
import io.mlbatch.service.engine.HostedService;
import io.mlbatch.service.engine.RecordChecks;
import io.mlbatch.service.fakes.FakeProcessor;
import io.mlbatch.service.fakes.ManualExecutor;
import io.mlbatch.service.fakes.Stored;
import io.mlbatch.service.security.Caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ConsumeCallTest {

    private static ApiRequest request(String body) {
        return new ApiRequest(
                "POST",
                "/api",
                "/api/TxService/1.0",
                "",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
    }

    private final ServiceRegistry services = new ServiceRegistry();
    private final ManualExecutor neverRuns = new ManualExecutor();

    @BeforeEach
    void host() {
        services.add(new HostedService(
                ServiceDescriptions.bare("TxService", "1.0"),
                Set.of(),
                Stored.inMemory(),
                new BatchEngine(new FakeProcessor(), neverRuns, 1, Deadlines.NONE),
                new BatchLimits(1, 100),
                RecordChecks.of(List.of(), true, false)));
    }

    @Test
    void recordWhoseTurnDoesNotComeIsRefusedWithATimeToTryAgain() {
        assertUnavailable(new ConsumeCall(services, Duration.ZERO));
        assertThat(neverRuns.waiting()).isEqualTo(1);
    }

    @Test
    void interruptionIsAnAnswerAndStaysKnown() {
        Thread.currentThread().interrupt();
        assertUnavailable(new ConsumeCall(services, ConsumeCall.LONGEST_WAIT));
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void recordThatIsTooLargeIsRefusedBeforeItWaits() {
        ConsumeCall call = new ConsumeCall(services, ConsumeCall.LONGEST_WAIT);
        ApiRequest large = request("{\"a\":\"" + "x".repeat(100) + "\"}");
        assertThatExceptionOfType(BatchTooLargeException.class)
                .isThrownBy(() -> call.consume(large, Caller.ANYONE, List.of("TxService", "1.0")))
                .withMessage("Record 0 has 108 bytes, more than 100 (maxRecordSize)");
        assertThat(neverRuns.waiting()).isZero();
    }

    private static void assertUnavailable(ConsumeCall call) {
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> call.consume(request(""), Caller.ANYONE, List.of("TxService", "1.0")))
                .withMessage("Web service 'TxService/1.0' has no room for the record at the moment")
                .satisfies(e -> {
                    assertThat(e.status()).isEqualTo(503);
                    assertThat(e.headers()).containsEntry("Retry-After", "5");
                });
    }
}
