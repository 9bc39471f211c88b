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
import io.mlbatch.camel.watch.Delivery;
import io.mlbatch.camel.watch.DeliveryQueue;
import io.mlbatch.camel.watch.ExecutionWatch;
import io.mlbatch.camel.watch.PendingDelivery;
import io.mlbatch.camel.watch.WatchSettings;
import io.mlbatch.client.BatchClient;
import io.mlbatch.client.MlbatchException;
import io.mlbatch.protocol.ExecutionId;

/**
 * Finds the executions of a service, has them watched, and emits what becomes of them, whoever started them. An
 * execution counts as emitted once all its exchanges have committed: what a route fails to take, it gets again. Changes
 * nothing on the server unless told to.
 */
public class MlbatchConsumer extends ScheduledBatchPollingConsumer {

    private static final Logger LOG = LoggerFactory.getLogger(MlbatchConsumer.class);

    private final MlbatchEndpoint endpoint;
    private final MlbatchBinding binding;
    private ServerConnection connection;
    private BatchClient client;
    private ExecutionWatch watch;
    private DeliveryQueue outbox;

    public MlbatchConsumer(MlbatchEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.binding = new MlbatchBinding(endpoint.getConfiguration(), endpoint.service());
    }

    @Override
    protected void doStart() throws Exception {
        MlbatchConfiguration configuration = endpoint.getConfiguration();
        // not the endpoint's: that is stopped when somebody removes it from the context
        connection = endpoint.getComponent().connections().acquire(configuration.serverSettings());
        client = connection.pollingClient();
        outbox = new DeliveryQueue(
                endpoint.getComponent().getMaxConcurrentPolls(),
                connection.polls(),
                configuration.isDeleteOnCommit() ? client::cancel : id -> {},
                getExceptionHandler(),
                endpoint.getComponent().spans());
        watch = new ExecutionWatch(
                watchSettings(configuration),
                client,
                endpoint.getComponent().waiter(),
                endpoint.statistics(),
                endpoint.getComponent().jitter(),
                claims(configuration),
                outbox,
                getExceptionHandler());
        if (configuration.getIdempotentRepository() == null && !configuration.isDeleteOnCommit()) {
            LOG.info(
                    "{} remembers in memory what it has emitted: after a restart it emits again what the server still holds"
                            + " (see idempotentRepository and deleteOnCommit)",
                    endpoint);
        }
        super.doStart();
    }

    private WatchSettings watchSettings(MlbatchConfiguration configuration) {
        EmitMode mode = configuration.getEmit();
        return new WatchSettings(
                endpoint.service(),
                configuration.waitPolicy(),
                configuration.terminalStates(),
                endpoint.executionId().isEmpty(),
                mode.needsResults(),
                mode == EmitMode.progress,
                configuration.getOnStop() == UnfinishedBatchPolicy.cancel);
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
            repository = endpoint.getComponent().emitted();
        } else {
            CamelContextAware.trySetCamelContext(repository, endpoint.getCamelContext());
            ServiceHelper.startService(repository);
        }
        String group = configuration.getGroup() == null ? defaultGroup() : configuration.getGroup();
        return endpoint.getComponent()
                .claims(repository, group + "|" + connection.settings().baseUrl());
    }

    /** Camel does not pass the route to a consumer behind {@code master:} and the like. */
    private Optional<String> routeId() {
        return Optional.ofNullable(getRouteId()).or(() -> endpoint.getCamelContext().getRoutes().stream()
                .filter(route -> route.getProcessor() == getProcessor())
                .map(Route::getRouteId)
                .findFirst());
    }

    /** Consumers that {@code pollEnrich} or a template has made have no route. The URI is shown without secrets. */
    private String defaultGroup() {
        return routeId().orElseGet(() -> URISupport.sanitizeUri(endpoint.getEndpointUri()));
    }

    /** Camel hides from the caller of a template, and from {@code pollEnrich}, that a consumer cannot start. */
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
            // Camel passes an Error on to the scheduler, which never runs the consumer again then
            throw new RuntimeCamelException("Polling " + endpoint + " failed: " + e, e);
        }
    }

    /** Seen by tests. */
    int pollOnce() {
        shutdownRunningTask = null;
        pendingExchanges = 0;
        watch.look(this::list);
        Duration delay = Duration.ofMillis(endpoint.getConfiguration().getDelay());
        int sent = 0;
        while (isBatchAllowed() && (getMaxMessagesPerPoll() <= 0 || sent < getMaxMessagesPerPoll())) {
            // what has ended before it was found comes in this poll, however much it is
            PendingDelivery ready = outbox.next(watch.isLooking() || sent > 0 ? delay : Duration.ZERO);
            if (ready == null) {
                break;
            }
            sent += processBatch(new ArrayDeque<>(List.of(ready)));
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
        } catch (MlbatchException e) {
            // for the health check
            e.httpStatus().ifPresent(status -> addLastErrorDetail(HealthCheck.HTTP_RESPONSE_CODE, status));
            throw e;
        }
    }

    /** What one execution gives is one batch of exchanges, sent before the next one's. */
    @Override
    public int processBatch(Queue<Object> executions) {
        int sent = 0;
        while (!executions.isEmpty()) {
            sent += emit((PendingDelivery) executions.poll());
        }
        return sent;
    }

    private int emit(PendingDelivery ready) {
        ExchangePlan plan;
        boolean redelivered;
        try {
            plan = ExchangePlan.of(endpoint.getConfiguration().getEmit(), ready.response(), client, binding);
            if (plan.size() == 0) {
                outbox.empty(ready);
                outbox.release(ready);
                return 0;
            }
            redelivered = ready.begin();
        } catch (RuntimeException | Error e) {
            handle(ready, e);
            watch.refused(ready);
            outbox.release(ready);
            return 0;
        }
        CommittedExchanges committed = ready.committed();
        int total = committed.expect(plan.size());
        Delivery delivery = new Delivery(
                committed, () -> outbox.committed(ready), () -> watch.refused(ready), () -> outbox.release(ready));
        return send(ready, plan, total, redelivered, delivery);
    }

    private int send(PendingDelivery ready, ExchangePlan plan, int total, boolean redelivered, Delivery delivery) {
        int sent = 0;
        boolean whole = false;
        try {
            for (int position = 0; sent < total; position++) {
                Consumer<Exchange> writer = plan.writers().next();
                if (delivery.isCommitted(position)) {
                    continue;
                }
                if (!delivery.awaitRoom(this::isBatchAllowed)) {
                    return sent;
                }
                pendingExchanges = total - sent - 1;
                send(writer, delivery.of(position), redelivered, sent, total);
                sent++;
            }
            whole = true;
        } catch (RuntimeException | Error e) {
            handle(ready, e);
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

    private void handle(PendingDelivery ready, Throwable failure) {
        getExceptionHandler().handleException("Emitting execution " + ready.executionId() + " failed", failure);
    }
}
