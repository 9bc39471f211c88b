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

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultAsyncProducer;
import org.apache.camel.support.SynchronizationAdapter;

import io.mlbatch.camel.Operations.Operation;
import io.mlbatch.camel.operation.DownloadOperation;
import io.mlbatch.camel.operation.ExecuteOperation;
import io.mlbatch.camel.operation.OperationRequest;
import io.mlbatch.camel.operation.StartOperation;
import io.mlbatch.camel.server.ServerConnection;
import io.mlbatch.camel.server.ServerConnectionRegistry;
import io.mlbatch.camel.server.ServerSettings;
import io.mlbatch.client.BatchClient;
import io.mlbatch.client.waiting.Poller;

/**
 * Runs one operation for each exchange: the binding reads the request and writes the result. Operations that send a
 * single request block the calling thread. {@code execute} and {@code await} complete asynchronously and release it.
 */
public class MlbatchProducer extends DefaultAsyncProducer {

    private final MlbatchEndpoint endpoint;
    private final MlbatchBinding binding;
    private final Executor continuations = this::resumeRoute;
    private ServerSettings server;
    private ServerConnection connection;
    private volatile ConnectedOperations latest;

    public MlbatchProducer(MlbatchEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
        this.binding = new MlbatchBinding(endpoint.getConfiguration(), endpoint.service(), endpoint::outputs);
    }

    /** The operations over one connection. */
    private record ConnectedOperations(ServerConnection connection, Operations operations) {}

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        server = endpoint.getConfiguration().serverSettings();
        // not the endpoint's connection: Camel may stop an evicted endpoint while its producer starts
        connection = connections().acquire(server);
        connection.health().add(endpoint.service(), endpoint.getComponent().isHealthCheckProducerEnabled());
        // reports invalid options now rather than at the first exchange
        operations(connection);
        MlbatchOperation operation = endpoint.getConfiguration().getOperation();
        if (operation == MlbatchOperation.start
                && endpoint.getConfiguration().getInvalidRecords() == InvalidRecordPolicy.fail) {
            throw new IllegalArgumentException(
                    "invalidRecords=fail cannot be combined with operation=start: the results"
                            + " of the execution have other indexes than the records. Use operation=execute");
        }
        if (operation == MlbatchOperation.await || operation == MlbatchOperation.results) {
            endpoint.requireInput(connection.pollingClient());
        }
    }

    private Operations operations(ServerConnection connected) {
        ConnectedOperations known = latest;
        if (known == null || known.connection() != connected) {
            known = new ConnectedOperations(connected, operationsOver(connected));
            latest = known;
        }
        return known.operations();
    }

    private Operations operationsOver(ServerConnection connected) {
        MlbatchConfiguration configuration = endpoint.getConfiguration();
        MlbatchComponent component = endpoint.getComponent();
        BatchClient client = connected.client(configuration.isValidateInput());
        StartOperation start = new StartOperation(
                client, configuration.isJoinInput(), configuration.getInvalidRecords() == InvalidRecordPolicy.fail);
        ExecuteOperation execute = new ExecuteOperation(
                client,
                start,
                component.waiter(),
                poller(connected, MlbatchOperation.execute, false),
                poller(connected, MlbatchOperation.await, configuration.isJoinInput()),
                new ExecuteOperation.Settings(
                        configuration.waitPolicy(),
                        configuration.getOnTimeout() == UnfinishedBatchPolicy.cancel,
                        configuration.getOnStop() == UnfinishedBatchPolicy.cancel),
                component.calls(),
                () -> {
                    connections().retain(connected);
                    return () -> connections().release(connected);
                });
        DownloadOperation download = new DownloadOperation(
                client.during(MlbatchOperation.download.name()),
                configuration.isAutoCreate(),
                configuration.getFileExist(),
                binding.moveExisting(endpoint.getCamelContext()),
                component.calls());
        return new Operations(client, start, execute, download, binding, configuration.isJoinInput());
    }

    /** The poll that finds the end of an execution also reads its results. */
    private Poller poller(ServerConnection connected, MlbatchOperation operation, boolean joins) {
        Poller.Call poll = (id, limit, arrived) ->
                connected.pollingClient(arrived).during(operation.name()).poll(id, status -> true, limit);
        return new Poller(
                operation.name(),
                joins
                        ? (id, limit, arrived) -> connected
                                .pollingClient()
                                .during(operation.name())
                                .joinInput(poll.poll(id, limit, arrived), limit)
                        : poll,
                connected.polls(),
                endpoint.statistics(),
                connected.longPolling(),
                false);
    }

    private ServerConnectionRegistry connections() {
        return endpoint.getComponent().connections();
    }

    /** Does not end calls: Camel also stops producers of evicted endpoints while they process exchanges. */
    @Override
    protected void doStop() throws Exception {
        if (connection != null) {
            connection.health().remove(endpoint.service());
            connections().release(connection);
            connection = null;
        }
        super.doStop();
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        MlbatchOperation operation;
        OperationRequest request;
        ServerConnection connected;
        try {
            operation = binding.operation(exchange);
            request = binding.read(exchange, operation);
            // each call retains the connection, because the producer may have been stopped before or stop during the
            // call
            connected = connections().acquire(server);
        } catch (Exception | Error e) {
            binding.writeFailure(exchange, e);
            callback.done(true);
            return true;
        }
        return run(connected, operations(connected).get(operation), request, exchange, callback);
    }

    private <R> boolean run(
            ServerConnection connected,
            Operation<R> operation,
            OperationRequest request,
            Exchange exchange,
            AsyncCallback callback) {
        CompletableFuture<R> outcome;
        try {
            outcome = operation.call().apply(request);
        } catch (RuntimeException | Error e) {
            outcome = CompletableFuture.failedFuture(e);
        }
        // thousands of exchanges may wait: retain neither the request nor stages of the future
        CompletableFuture<R> ended = outcome;
        if (outcome.isDone()) {
            outcome.whenComplete((result, failure) -> finish(exchange, connected, operation, result, failure));
            endpoint.getComponent().calls().finished(ended);
            callback.done(true);
            return true;
        }
        outcome.whenCompleteAsync(
                (result, failure) -> {
                    finish(exchange, connected, operation, result, failure);
                    callback.done(false);
                    endpoint.getComponent().calls().finished(ended);
                },
                continuations);
        return false;
    }

    /** Continues a route on the continuation pool, or on the current thread once that pool has shut down. */
    private void resumeRoute(Runnable rest) {
        try {
            endpoint.getComponent().continuations().execute(rest);
        } catch (RejectedExecutionException stopped) {
            rest.run();
        }
    }

    private <R> void finish(
            Exchange exchange, ServerConnection connected, Operation<R> operation, R result, Throwable failure) {
        boolean streams = false;
        try {
            if (failure == null) {
                operation.write().accept(exchange, result);
                streams = operation.streams();
            } else {
                binding.writeFailure(exchange, cause(failure));
            }
        } catch (RuntimeException | Error e) {
            exchange.setException(e);
        }
        if (streams) {
            whenDone(exchange, () -> connections().release(connected));
        } else {
            connections().release(connected);
        }
    }

    /** Runs the action when the exchange, or the exchange that takes over its completions, is done. */
    private static void whenDone(Exchange exchange, Runnable action) {
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                action.run();
            }
        });
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
