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

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;

import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.spi.Synchronization;
import org.apache.camel.support.ScheduledBatchPollingConsumer;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.camel.util.URISupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.mlbatch.camel.claim.ClaimRegistry;
import io.mlbatch.camel.server.ServerConnection;
import io.mlbatch.camel.watch.CommittedExchanges;
import io.mlbatch.camel.watch.ConsumerFailureLog;
import io.mlbatch.camel.watch.Delivery;
import io.mlbatch.camel.watch.DeliveryQueue;
import io.mlbatch.camel.watch.ExecutionWatch;
import io.mlbatch.camel.watch.PendingDelivery;
import io.mlbatch.client.BatchClient;
import io.mlbatch.client.MlbatchException;
import io.mlbatch.protocol.ExecutionId;

/**
 * Lists the executions of a service, including those of other clients, watches them and emits exchanges when they end.
 * An execution counts as emitted once all its exchanges have committed; exchanges that fail are emitted again.
 * Executions on the server are canceled or deleted only with {@code onStop=cancel} or {@code deleteOnCommit}.
 */
public class MlbatchConsumer extends ScheduledBatchPollingConsumer {

    private static final Logger LOG = LoggerFactory.getLogger(MlbatchConsumer.class);

    private final MlbatchEndpoint endpoint;
    private final MlbatchBinding binding;
    private final ConsumerFailureLog failureLog;
    private ServerConnection connection;
    private BatchClient client;
    private ExecutionWatch watch;
    private DeliveryQueue queue;

    public MlbatchConsumer(MlbatchEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.failureLog = new ConsumerFailureLog(
                endpoint.getCamelContext(), getClass(), endpoint.getComponent().monotonicClock());
        setExceptionHandler(failureLog);
        this.binding = new MlbatchBinding(endpoint.getConfiguration(), endpoint.service(), endpoint::outputs);
    }

    @Override
    protected void doStart() throws Exception {
        MlbatchConfiguration configuration = endpoint.getConfiguration();
        // not the endpoint's connection: an endpoint stops when it is removed from the context
        connection = endpoint.getComponent().connections().acquire(configuration.serverSettings());
        client = connection.pollingClient();
        if (configuration.getEmit().needsResults()) {
            endpoint.requireInput(client);
        }
        queue = new DeliveryQueue(
                endpoint.getComponent().getMaxConcurrentPolls(),
                connection.polls(),
                configuration.isDeleteOnCommit() ? client::cancel : id -> {},
                getExceptionHandler(),
                endpoint.getComponent().monotonicClock());
        watch = new ExecutionWatch(
                configuration.watchSettings(endpoint.service()),
                connection::pollingClient,
                connection.longPolling(),
                endpoint.getComponent().waiter(),
                endpoint.statistics(),
                endpoint.getComponent().jitter(),
                claims(configuration),
                queue,
                getExceptionHandler());
        if (configuration.getIdempotentRepository() == null && !configuration.isDeleteOnCommit()) {
            LOG.info(
                    "{} remembers emitted executions in memory: after a restart it emits again all executions that the server"
                            + " still holds (see idempotentRepository and deleteOnCommit)",
                    endpoint);
        }
        super.doStart();
    }

    @Override
    protected void doSuspend() throws Exception {
        super.doSuspend();
        if (watch != null) {
            watch.pause();
        }
    }

    @Override
    protected void doResume() throws Exception {
        watch.resume();
        super.doResume();
    }

    @Override
    protected void doStop() throws Exception {
        super.doStop();
        if (watch != null) {
            watch.stop();
        }
        if (connection != null) {
            endpoint.getComponent().connections().release(connection);
            connection = null;
        }
    }

    private ClaimRegistry claims(MlbatchConfiguration configuration) {
        IdempotentRepository repository = configuration.getIdempotentRepository();
        if (repository == null) {
            repository = endpoint.getComponent().memoryRepository();
        } else {
            CamelContextAware.trySetCamelContext(repository, endpoint.getCamelContext());
            ServiceHelper.startService(repository);
        }
        String group = configuration.getGroup() == null ? defaultGroup() : configuration.getGroup();
        return endpoint.getComponent()
                .claims(repository, group + "|" + connection.settings().clusterName());
    }

    /** Camel does not pass the route to a consumer that another one wraps, as {@code master:} does. */
    private Optional<String> routeId() {
        return Optional.ofNullable(getRouteId()).or(() -> endpoint.getCamelContext().getRoutes().stream()
                .filter(route -> route.getProcessor() == getProcessor())
                .map(Route::getRouteId)
                .findFirst());
    }

    /** Consumers of {@code pollEnrich} or a template have no route. The URI is sanitized. */
    private String defaultGroup() {
        return routeId().orElseGet(() -> URISupport.sanitizeUri(endpoint.getEndpointUri()));
    }

    /** Reports that a consumer cannot start, which Camel hides from templates and {@code pollEnrich}. */
    @Override
    public long beforePoll(long timeout) throws Exception {
        try {
            return super.beforePoll(timeout);
        } catch (Exception e) {
            getExceptionHandler().handleException("The consumer of " + endpoint + " cannot start", e);
            throw e;
        }
    }

    @Override
    protected int poll() throws Exception {
        try {
            return pollOnce();
        } catch (Error e) {
            // an Error would reach the scheduler, which would never run the consumer again
            throw new RuntimeCamelException("Polling " + endpoint + " failed: " + e, e);
        }
    }

    /** Package-private for tests. */
    int pollOnce() {
        shutdownRunningTask = null;
        pendingExchanges = 0;
        watch.reconcile(this::list);
        Duration delay = Duration.ofMillis(endpoint.getConfiguration().getDelay());
        int sent = 0;
        while (isBatchAllowed() && (getMaxMessagesPerPoll() <= 0 || sent < getMaxMessagesPerPoll())) {
            // executions that had ended before they were found are all emitted by this poll
            PendingDelivery pending = queue.next(watch.hasUnpolledExecutions() || sent > 0 ? delay : Duration.ZERO);
            if (pending == null) {
                break;
            }
            sent += processBatch(new ArrayDeque<>(List.of(pending)));
        }
        return sent;
    }

    private void list(Consumer<ExecutionId> each) {
        if (endpoint.executionId().isPresent()) {
            each.accept(endpoint.executionId().get());
            return;
        }
        try {
            client.executions(endpoint.service(), each);
            failureLog.responded();
        } catch (MlbatchException e) {
            // for the health check
            e.httpStatus().ifPresent(status -> addLastErrorDetail(HealthCheck.HTTP_RESPONSE_CODE, status));
            throw e;
        }
    }

    /** Sends the exchanges of each execution as one batch. */
    @Override
    public int processBatch(Queue<Object> executions) {
        int sent = 0;
        while (!executions.isEmpty()) {
            sent += emit((PendingDelivery) executions.poll());
        }
        return sent;
    }

    private int emit(PendingDelivery pending) {
        ExchangePlan plan;
        boolean redelivered;
        try {
            plan = ExchangePlan.of(endpoint.getConfiguration().getEmit(), pending.response(), client, binding);
            if (plan.size() == 0) {
                queue.empty(pending);
                queue.release(pending);
                return 0;
            }
            redelivered = pending.begin();
        } catch (RuntimeException | Error e) {
            handle(pending, e);
            watch.refused(pending);
            queue.release(pending);
            return 0;
        }
        CommittedExchanges committed = pending.committed();
        int total = committed.expect(plan.size());
        Delivery delivery = new Delivery(
                committed, () -> queue.committed(pending), () -> watch.refused(pending), () -> queue.release(pending));
        return send(pending, plan, total, redelivered, delivery);
    }

    private int send(PendingDelivery pending, ExchangePlan plan, int total, boolean redelivered, Delivery delivery) {
        int sent = 0;
        boolean whole = false;
        try {
            for (int position = 0; sent < total; position++) {
                Consumer<Exchange> writer = plan.writers().next();
                if (delivery.isCommitted(position)) {
                    continue;
                }
                if (!delivery.awaitPermit(this::isBatchAllowed)) {
                    return sent;
                }
                pendingExchanges = total - sent - 1;
                send(writer, delivery.register(position), redelivered, sent, total);
                sent++;
            }
            whole = true;
        } catch (RuntimeException | Error e) {
            handle(pending, e);
        } finally {
            delivery.end(whole);
        }
        return sent;
    }

    private void send(Consumer<Exchange> writer, Synchronization settlement, boolean redelivered, int index, int size) {
        Exchange exchange = createExchange(true);
        try {
            writer.accept(exchange);
            MlbatchBinding.writeBatchPosition(exchange, index, size);
            if (redelivered) {
                binding.writeRedelivered(exchange);
            }
        } catch (RuntimeException | Error e) {
            settlement.onFailure(exchange);
            releaseExchange(exchange, true);
            getExceptionHandler().handleException("Emitting an exchange failed", e);
            return;
        }
        exchange.getExchangeExtension().addOnCompletion(settlement);
        getAsyncProcessor().process(exchange, doneSync -> {
            if (exchange.getException() != null) {
                getExceptionHandler().handleException("Error processing exchange", exchange, exchange.getException());
            }
        });
    }

    private void handle(PendingDelivery pending, Throwable failure) {
        getExceptionHandler().handleException("Emitting execution " + pending.executionId() + " failed", failure);
    }
}
