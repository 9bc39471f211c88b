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

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.mlbatch.client.BatchClient;
import io.mlbatch.client.CallContext;
import io.mlbatch.client.StartedBatch;
import io.mlbatch.client.WaitEndedException;
import io.mlbatch.client.WaitTimeoutException;
import io.mlbatch.client.waiting.BatchWaiter;
import io.mlbatch.client.waiting.Poller;
import io.mlbatch.client.waiting.WaitPolicy;
import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.ExecutionId;

/**
 * Starts a batch and waits for its end, or waits for the end of an execution that exists. If the wait ends earlier, the
 * batch continues or is canceled, as the settings say. It is never started again.
 */
public final class ExecuteOperation {

    private static final Logger LOG = LoggerFactory.getLogger(ExecuteOperation.class);

    private final BatchClient client;
    private final StartOperation start;
    private final BatchWaiter waiter;
    private final Poller poller;
    private final Poller awaiting;
    private final Settings settings;
    private final RunningCalls calls;
    private final Supplier<Runnable> hold;

    /**
     * The options of the wait.
     *
     * @param cancelOnTimeout whether to cancel the batch when the wait times out
     * @param cancelOnStop whether to cancel the batch when the route stops
     */
    public record Settings(WaitPolicy policy, boolean cancelOnTimeout, boolean cancelOnStop) {}

    /**
     * @param poller polls for the operation execute
     * @param awaiting polls for the operation await
     * @param calls ends the waits when a route stops
     * @param hold keeps the connection open until the action that it returns has run
     */
    public ExecuteOperation(
            BatchClient client,
            StartOperation start,
            BatchWaiter waiter,
            Poller poller,
            Poller awaiting,
            Settings settings,
            RunningCalls calls,
            Supplier<Runnable> hold) {
        this.client = client;
        this.start = start;
        this.waiter = waiter;
        this.poller = poller;
        this.awaiting = awaiting;
        this.settings = settings;
        this.calls = calls;
        this.hold = hold;
    }

    /** The caller reports to the running calls, by the returned future, when the exchange has left the producer. */
    public CompletableFuture<BatchResponse> run(OperationRequest request) {
        PendingStart pending = request.start().get();
        if (calls.isContextStopping() && pending.batch().isEmpty()) {
            throw new WaitEndedException(
                    CallContext.of(request.operation(), request.service()),
                    "the context is stopping; no batch was started",
                    null);
        }
        ExecutionId id = start.start(request, pending);
        StartedBatch batch = pending.batch().orElseThrow();
        return begin(
                CallContext.of(request.operation(), id),
                waiter.await(poller, id, settings.policy(), batch.sent()),
                request.routes(),
                response -> {
                    pending.complete();
                    return batch.complete(response);
                });
    }

    /** Waits for the execution that the request names. */
    public CompletableFuture<BatchResponse> await(OperationRequest request) {
        ExecutionId id = request.requiredExecutionId();
        return begin(
                CallContext.of(request.operation(), id),
                waiter.await(awaiting, id, settings.policy()),
                request.routes(),
                response -> response);
    }

    private CompletableFuture<BatchResponse> begin(
            CallContext context,
            CompletableFuture<BatchResponse> wait,
            List<String> routes,
            UnaryOperator<BatchResponse> onSuccess) {
        WaitingCall call = new WaitingCall(context, wait, routes, onSuccess);
        CompletableFuture<BatchResponse> outcome = wait.handle(call);
        calls.begin(outcome, call);
        return outcome;
    }

    /** One object for each of thousands of waits: it does not retain the request. */
    private final class WaitingCall implements RunningCalls.Call, BiFunction<BatchResponse, Throwable, BatchResponse> {

        private final CallContext context;
        private final CompletableFuture<BatchResponse> wait;
        private final List<String> routes;
        private final UnaryOperator<BatchResponse> onSuccess;

        WaitingCall(
                CallContext context,
                CompletableFuture<BatchResponse> wait,
                List<String> routes,
                UnaryOperator<BatchResponse> onSuccess) {
            this.context = context;
            this.wait = wait;
            this.routes = routes;
            this.onSuccess = onSuccess;
        }

        /** The wait has ended. */
        @Override
        public BatchResponse apply(BatchResponse response, Throwable failure) {
            if (failure == null) {
                return onSuccess.apply(response);
            }
            if (failure instanceof WaitTimeoutException && settings.cancelOnTimeout()) {
                cancel(context, failure);
            }
            throw new CompletionException(failure);
        }

        @Override
        public List<String> routes() {
            return routes;
        }

        @Override
        public boolean waits() {
            return true;
        }

        @Override
        public void end() {
            ExecuteOperation.this.end(context, wait, routes);
        }
    }

    /** Ends a wait because a route of its exchange, or the context, is stopping. */
    private void end(CallContext context, CompletableFuture<BatchResponse> wait, List<String> routes) {
        boolean cancels = settings.cancelOnStop();
        WaitEndedException ended = new WaitEndedException(
                context,
                (calls.isContextStopping() ? "the context" : "the route") + " is stopping; the batch "
                        + (cancels ? "is canceled" : "continues"),
                null);
        // the exchange may continue and release the connection before the cancellation has been sent
        Runnable release = hold.get();
        if (wait.completeExceptionally(ended) && cancels) {
            calls.begin(release, RunningCalls.call(routes, true, () -> {}));
            cancelOnPollThread(context, ended, () -> {
                release.run();
                calls.finished(release);
            });
        } else {
            release.run();
        }
    }

    /** Uses the poll threads, which are free now, so that many cancellations are sent at the same time. */
    private void cancelOnPollThread(CallContext context, Throwable reason, Runnable done) {
        Runnable cancellation = () -> {
            try {
                cancel(context, reason);
            } finally {
                done.run();
            }
        };
        try {
            poller.threads().execute(cancellation);
        } catch (RejectedExecutionException connectionClosed) {
            cancellation.run();
        }
    }

    private void cancel(CallContext context, Throwable reason) {
        try {
            client.cancel(context.executionId());
        } catch (RuntimeException e) {
            LOG.warn("Canceling failed, the batch may continue: {}: {}", context, e.getMessage());
            reason.addSuppressed(e);
        }
    }
}
