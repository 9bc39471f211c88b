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
import java.util.function.BiConsumer;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultAsyncProducer;

import io.mlbatch.camel.Operations.Operation;
import io.mlbatch.client.BatchClient;
import io.mlbatch.client.waiting.Poller;

/**
 * One exchange, one operation: the binding reads the request, the operation runs, the binding writes its result. What
 * blocks only for one call runs on the route's thread; what waits gives the thread back.
 */
public class MlbatchProducer extends DefaultAsyncProducer {

    private final MlbatchEndpoint endpoint;
    private final MlbatchBinding binding;
    private final Executor continuations = this::goOn;
    private Operations operations;
    private ServerHealth health;

    public MlbatchProducer(MlbatchEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
        this.binding = new MlbatchBinding(endpoint.getConfiguration(), endpoint.service());
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        MlbatchConfiguration configuration = endpoint.getConfiguration();
        BatchClient client = endpoint.connection().client(configuration.isValidateInput());
        ExecuteOperation execute = new ExecuteOperation(
                client,
                endpoint.getComponent().waiter(),
                poller(),
                endpoint.waitPolicy(),
                configuration.getOnTimeout(),
                configuration.getOnStop());
        DownloadOperation download = new DownloadOperation(
                client,
                configuration.isAutoCreate(),
                configuration.getFileExist(),
                binding.moveExisting(endpoint.getCamelContext()));
        operations = new Operations(client, execute, download, binding);
        health = endpoint.connection().health();
        health.add(endpoint.service(), endpoint.getComponent().isHealthCheckProducerEnabled());
    }

    /** Results come with the poll that finds the end. */
    private Poller poller() {
        ServerConnection connection = endpoint.connection();
        BatchClient client = connection.pollingClient();
        return new Poller(
                (id, limit) -> client.poll(id, status -> true, limit), connection.polls(), endpoint.statistics());
    }

    @Override
    protected void doStop() throws Exception {
        if (operations != null) {
            operations.stop();
        }
        if (health != null) {
            health.remove(endpoint.service());
            health = null;
        }
        super.doStop();
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        OperationRequest request;
        try {
            request = binding.read(exchange);
        } catch (RuntimeException | Error e) {
            binding.writeFailure(exchange, e);
            callback.done(true);
            return true;
        }
        return run(operations.get(request.operation()), request, exchange, callback);
    }

    private <R> boolean run(
            Operation<R> operation, OperationRequest request, Exchange exchange, AsyncCallback callback) {
        CompletableFuture<R> outcome;
        try {
            outcome = operation.call().apply(request);
        } catch (RuntimeException | Error e) {
            outcome = CompletableFuture.failedFuture(e);
        }
        // thousands may wait: no stage of the future and nothing of the request is held that is not needed
        BiConsumer<Exchange, R> write = operation.write();
        if (outcome.isDone()) {
            outcome.whenComplete((result, failure) -> finish(exchange, write, result, failure));
            callback.done(true);
            return true;
        }
        outcome.whenCompleteAsync(
                (result, failure) -> {
                    finish(exchange, write, result, failure);
                    callback.done(false);
                },
                continuations);
        return false;
    }

    /** The rest of the route runs on threads of its own; when those are gone, because all stops, on this one. */
    private void goOn(Runnable rest) {
        try {
            endpoint.getComponent().continuations().execute(rest);
        } catch (RejectedExecutionException stopped) {
            rest.run();
        }
    }

    private <R> void finish(Exchange exchange, BiConsumer<Exchange, R> write, R result, Throwable failure) {
        try {
            if (failure == null) {
                write.accept(exchange, result);
            } else {
                binding.writeFailure(exchange, cause(failure));
            }
        } catch (RuntimeException | Error e) {
            exchange.setException(e);
        }
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
