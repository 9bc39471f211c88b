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
package io.mlbatch.camel.operation;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

import io.mlbatch.client.RecordSource;
import io.mlbatch.client.StartedBatch;
import io.mlbatch.client.WaitEndedException;
import io.mlbatch.client.waiting.BatchWaiter;
import io.mlbatch.client.waiting.Poller;
import io.mlbatch.client.waiting.WaitListener;
import io.mlbatch.client.waiting.WaitPolicy;
import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.testing.client.FakeBatchClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ExecuteOperationTest {

    private static final ServiceId SERVICE = new ServiceId("TxService", "1.0");
    private static final ExecutionId ID = new ExecutionId(SERVICE, "e1");

    private final FakeBatchClient client = new FakeBatchClient(Clock.systemUTC()).on("start", ID);
    // no delay ever ends
    private final BatchWaiter waiter = new BatchWaiter(Clock.systemUTC(), (delay, action) -> {}, () -> 0);
    private final Poller poller =
            new Poller((id, limit) -> client.poll(id, status -> true), Runnable::run, WaitListener.NONE);

    private final RunningCalls calls = new RunningCalls();

    private ExecuteOperation operation(boolean cancelOnStop) {
        WaitPolicy policy = new WaitPolicy(Duration.ofHours(1), Duration.ofSeconds(1), Duration.ofSeconds(1), null, 0);
        return new ExecuteOperation(
                client,
                new StartOperation(client, false, false),
                waiter,
                poller,
                poller,
                new ExecuteOperation.Settings(policy, false, cancelOnStop),
                calls,
                () -> () -> {});
    }

    private static CompletableFuture<BatchResponse> run(ExecuteOperation operation) {
        return run(operation, PendingStart.of(new DefaultExchange(new DefaultCamelContext()), false, "k-1"));
    }

    private static CompletableFuture<BatchResponse> run(ExecuteOperation operation, PendingStart start) {
        return operation.run(new OperationRequest(
                "execute",
                SERVICE,
                missing(),
                missing(),
                missing(),
                missing(),
                1,
                false,
                List.of("route"),
                Optional.empty(),
                id -> {},
                () -> start,
                () -> RecordSource.of(List.of(Map.of("hp", 1)))));
    }

    private static <T> OperationRequest.HeaderValue<T> missing() {
        return new OperationRequest.HeaderValue<>("header", null);
    }

    @Test
    void contextThatStops_startsNoBatch() {
        calls.contextStops();

        assertThatThrownBy(() -> run(operation(false)))
                .isInstanceOf(WaitEndedException.class)
                .hasMessage("execute TxService/1.0: the context is stopping; no batch was started");
        assertThat(client.asked()).isEmpty();
    }

    @Test
    void waitThatBeginsAfterTheStop_endsAtOnce() {
        PendingStart start = PendingStart.of(new DefaultExchange(new DefaultCamelContext()), false, "k-1");
        start.started(new StartedBatch(ID, 1));
        calls.contextStops();

        CompletableFuture<BatchResponse> outcome = run(operation(false), start);

        assertThatThrownBy(outcome::join).hasCauseInstanceOf(WaitEndedException.class);
    }

    @Test
    void batchesThatCannotBeCanceled_endTheirWaits() {
        client.on("cancel", new IllegalStateException("the connection is closed"));
        ExecuteOperation operation = operation(true);
        List<CompletableFuture<BatchResponse>> outcomes = List.of(run(operation), run(operation), run(operation));

        calls.endWaits("route");

        assertThat(outcomes).allMatch(CompletableFuture::isCompletedExceptionally);
    }

    @Test
    void waits_endWithTheirWaiter() {
        CompletableFuture<BatchResponse> outcome = run(operation(false));

        waiter.endAll();

        assertThatThrownBy(outcome::join).hasCauseInstanceOf(WaitEndedException.class);
        waiter.endAll();
    }
}
