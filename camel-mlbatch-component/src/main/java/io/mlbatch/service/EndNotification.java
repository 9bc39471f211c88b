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

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;

import org.apache.camel.AsyncProducer;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExchangeException;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.NoSuchEndpointException;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.support.CamelContextHelper;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.camel.util.URISupport;

import io.mlbatch.protocol.ExecutionSummary;
import io.mlbatch.service.engine.HostedService;
import io.mlbatch.service.notify.EndSender;
import io.mlbatch.service.notify.Notifier;
import io.mlbatch.service.store.Execution;
import io.mlbatch.service.store.ExecutionStore;
import io.mlbatch.service.store.StoreException;

/** Sends an exchange to the endpoint of the option {@code notify} for each execution of a service that has ended. */
final class EndNotification implements EndSender, AutoCloseable {

    private final MlbatchServiceEndpoint endpoint;
    private final ExecutionStore store;
    private final AsyncProducer producer;
    private final ExecutorServiceManager executors;
    private final ScheduledExecutorService thread;
    private final ExecutorService senders;
    private final Notifier notifier;

    private EndNotification(MlbatchServiceEndpoint endpoint, HostedService service, ExecutionStore store)
            throws Exception {
        this.endpoint = endpoint;
        this.store = store;
        CamelContext context = endpoint.getCamelContext();
        producer = recipient(context).createAsyncProducer();
        executors = context.getExecutorServiceManager();
        thread = executors.newSingleThreadScheduledExecutor(this, "MlbatchNotify");
        // bounded by the notifier
        senders = executors.newCachedThreadPool(this, "MlbatchNotifySend");
        notifier = new Notifier(service.id(), store.announcements(), this, thread);
    }

    private Endpoint recipient(CamelContext context) {
        try {
            return CamelContextHelper.getMandatoryEndpoint(context, endpoint.getNotify());
        } catch (NoSuchEndpointException | ResolveEndpointFailedException e) {
            throw new IllegalArgumentException(
                    "The option notify of " + endpoint.getServiceId() + " is not the URI of a Camel endpoint: "
                            + URISupport.sanitizeUri(endpoint.getNotify()),
                    e);
        }
    }

    /** Announces the ends of a service until it is closed. */
    static EndNotification start(MlbatchServiceEndpoint endpoint, HostedService service, ExecutionStore store)
            throws Exception {
        EndNotification notification = new EndNotification(endpoint, service, store);
        ServiceHelper.startService(notification.producer);
        service.announce(notification.notifier::wake);
        notification.notifier.start();
        return notification;
    }

    @Override
    public CompletionStage<Void> send(ExecutionSummary execution) {
        CompletableFuture<Void> outcome = new CompletableFuture<>();
        // a failure is logged by the notifier: an endpoint that is away must not log a stack trace per repetition
        senders.execute(() -> RecordContext.run(execution.id(), () -> send(execution, outcome)));
        return outcome;
    }

    private void send(ExecutionSummary execution, CompletableFuture<Void> outcome) {
        Exchange exchange;
        try {
            exchange = exchange(execution);
        } catch (StoreException e) {
            outcome.completeExceptionally(e);
            return;
        }
        producer.process(exchange, doneSync -> {
            if (exchange.getException() != null) {
                outcome.completeExceptionally(exchange.getException());
            } else if (exchange.isRollbackOnly()) {
                outcome.completeExceptionally(
                        new CamelExchangeException("The route marked the exchange for rollback", exchange));
            } else {
                outcome.complete(null);
            }
        });
    }

    private Exchange exchange(ExecutionSummary execution) {
        Exchange exchange = endpoint.createExchange();
        Optional<String> traceparent =
                store.find(execution.id().service(), execution.id().value()).flatMap(Execution::traceparent);
        RecordBinding.write(exchange, execution, traceparent);
        return exchange;
    }

    /** Ends that are not announced yet remain in the store. */
    @Override
    public void close() {
        notifier.close();
        executors.shutdownNow(thread);
        ServiceHelper.stopAndShutdownService(producer);
        executors.shutdownNow(senders);
    }
}
