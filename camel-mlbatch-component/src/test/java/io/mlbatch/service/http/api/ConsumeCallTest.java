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
package io.mlbatch.service.http.api;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.mlbatch.service.engine.BatchLimits;
import io.mlbatch.service.engine.BatchTooLargeException;
import io.mlbatch.service.engine.Deadlines;
import io.mlbatch.service.engine.ExecutionDispatcher;
import io.mlbatch.service.engine.HostedService;
import io.mlbatch.service.engine.RecordChecks;
import io.mlbatch.service.security.Caller;
import io.mlbatch.service.security.ServiceRoles;
import io.mlbatch.service.store.ExecutionStore;
import io.mlbatch.testing.DescriptionBuilder;
import io.mlbatch.testing.ManualExecutor;
import io.mlbatch.testing.ManualTimer;
import io.mlbatch.testing.host.FakeProcessor;
import io.mlbatch.testing.host.Stored;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ConsumeCallTest {

    private static HttpRequest request(String body) {
        return new HttpRequest(
                "POST",
                RequestTarget.of("/api", "", "/api/TxService/1.0"),
                RequestHeaders.of(name -> Optional.empty()),
                Optional.empty(),
                new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
    }

    private final ServiceRegistry services = new ServiceRegistry(() -> true);
    private final ManualExecutor executor = new ManualExecutor();
    private final FakeProcessor processor = new FakeProcessor();
    private final ManualTimer timer = new ManualTimer();

    @BeforeEach
    void host() {
        ExecutionStore store = Stored.inMemory();
        services.add(new HostedService(
                DescriptionBuilder.bare("TxService", "1.0"),
                ServiceRoles.NONE,
                10,
                store,
                Stored.unlimited(store),
                ExecutionDispatcher.of(FakeProcessor.engine(processor, executor, 1, Deadlines.NONE)),
                new BatchLimits(1, 100),
                RecordChecks.of(List.of(), true, false)));
    }

    @Test
    void recordWithoutATurn_isUnavailableWithRetryAfter() throws Exception {
        CompletableFuture<HttpResponse> response = consume("");
        assertThat(response).isNotDone();

        timer.fireAll();

        assertThatThrownBy(response::join).cause().isInstanceOfSatisfying(ApiException.class, e -> {
            assertThat(e)
                    .hasMessage("Web service 'TxService/1.0' cannot compute the record at the moment: try again later");
            assertThat(e.status()).isEqualTo(503);
            assertThat(e.headers()).containsEntry("Retry-After", "5");
        });
        executor.runAll();
        assertThat(processor.seen()).isEmpty();
    }

    @Test
    void callerThatDisconnects_dropsItsQueuedRecord() throws Exception {
        CompletableFuture<HttpResponse> response = consume("{\"name\":\"a\"}");

        response.cancel(false);
        executor.runAll();

        assertThat(processor.seen()).isEmpty();
        assertThat(timer.pending()).isZero();
    }

    @Test
    void computedRecord_isTheResponse() throws Exception {
        CompletableFuture<HttpResponse> response = consume("{\"name\":\"a\"}");
        executor.runAll();
        // the record has got its turn: the timer does not end it any more
        timer.fireAll();
        processor.complete("a");

        assertThat(response.join().status()).isEqualTo(200);
    }

    @Test
    void tooLargeRecord_isRejectedBeforeItIsQueued() {
        assertThatExceptionOfType(BatchTooLargeException.class)
                .isThrownBy(() -> consume("{\"a\":\"" + "x".repeat(100) + "\"}"))
                .withMessage("Record 0 has 108 bytes, more than 100 (maxRecordSize)");
        assertThat(executor.waiting()).isZero();
    }

    private CompletableFuture<HttpResponse> consume(String body) throws Exception {
        return new ConsumeCall(services, timer.executor())
                .consume(request(body), Caller.ANYONE, new PathValues(List.of("TxService", "1.0")));
    }
}
