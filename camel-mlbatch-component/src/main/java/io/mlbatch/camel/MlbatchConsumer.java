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

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.ScheduledBatchPollingConsumer;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.camel.util.CastUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.mlbatch.client.BatchClient;
import io.mlbatch.client.NotFoundException;
import io.mlbatch.client.ServerUnavailableException;
import io.mlbatch.client.waiting.PollSchedule;
import io.mlbatch.client.waiting.WaitPolicy;
import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.BatchState;
import io.mlbatch.protocol.BatchStatus;
import io.mlbatch.protocol.ExecutionId;

/**
 * Lists the executions of a service, watches those that it has not emitted, and emits what becomes of them, whoever
 * started them. An execution counts as emitted once all its exchanges have committed: what a route fails to take, it
 * gets again. Changes nothing on the server unless told to delete.
 */
public class MlbatchConsumer extends ScheduledBatchPollingConsumer {

    private static final Logger LOG = LoggerFactory.getLogger(MlbatchConsumer.class);

    private final MlbatchEndpoint endpoint;
    private final MlbatchBinding binding;
    private final Map<ExecutionId, Watched> watched = new ConcurrentHashMap<>();
    private WaitPolicy policy;
    private BatchClient client;
    private Emitter emitter;
    private EmittedExecutions emitted;

    public MlbatchConsumer(MlbatchEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.binding = new MlbatchBinding(endpoint.getConfiguration(), endpoint.service());
    }

    @Override
    protected void doStart() throws Exception {
        MlbatchConfiguration configuration = endpoint.getConfiguration();
        policy = endpoint.waitPolicy();
        client = endpoint.connection().pollingClient();
        emitter = Emitter.of(configuration.getEmit(), states(configuration.getStates()), client, binding);
        emitted = emittedExecutions(configuration);
        if (configuration.getIdempotentRepository() == null && !configuration.isDeleteOnCommit()) {
            LOG.info(
                    "{} remembers in memory what it has emitted: after a restart it emits again what the server still holds"
                            + " (see idempotentRepository and deleteOnCommit)",
                    endpoint);
        }
        super.doStart();
    }

    @Override
    protected void doStop() throws Exception {
        super.doStop();
        watched.clear();
    }

    private EmittedExecutions emittedExecutions(MlbatchConfiguration configuration) {
        IdempotentRepository repository = configuration.getIdempotentRepository();
        if (repository == null) {
            repository = endpoint.getComponent().emitted();
        } else {
            CamelContextAware.trySetCamelContext(repository, endpoint.getCamelContext());
            ServiceHelper.startService(repository);
        }
        String group = configuration.getGroup() == null ? getRouteId() : configuration.getGroup();
        return new EmittedExecutions(
                repository,
                endpoint.getComponent().underWay(),
                group + "|" + endpoint.connection().settings().baseUrl());
    }

    private static Set<BatchState> states(String names) {
        Set<BatchState> states = EnumSet.noneOf(BatchState.class);
        Arrays.stream(names.split(",")).map(BatchState::parse).forEach(states::add);
        if (states.stream().anyMatch(state -> !state.isTerminal())) {
            throw new IllegalArgumentException("states must be terminal: complete, failed or canceled, not " + names);
        }
        return states;
    }

    /**
     * What one execution gives is one batch of exchanges, sent before the next execution is looked at: one answer at a
     * time is held, and what fails for one holds up no other.
     */
    @Override
    protected int poll() throws Exception {
        shutdownRunningTask = null;
        pendingExchanges = 0;
        List<ExecutionId> held = client.executions(endpoint.service());
        watched.keySet().retainAll(Set.copyOf(held));
        int sent = 0;
        for (ExecutionId id : held) {
            if (!isBatchAllowed() || getMaxMessagesPerPoll() > 0 && sent >= getMaxMessagesPerPoll()) {
                break;
            }
            Watched execution = watched.computeIfAbsent(id, this::watch);
            if (execution.isDue()) {
                sent += look(execution);
            }
        }
        return sent;
    }

    private Watched watch(ExecutionId id) {
        return new Watched(
                id,
                endpoint.getComponent().clock(),
                new PollSchedule(policy, endpoint.getComponent().jitter()));
    }

    /** Gives the number of exchanges that were sent. */
    private int look(Watched execution) {
        ExecutionId id = execution.id();
        Queue<Object> emissions = new ArrayDeque<>();
        try {
            if (execution.isCommitted()) {
                acknowledge(execution);
            } else {
                lookAtUncommitted(execution, emissions);
            }
        } catch (NotFoundException gone) {
            execution.failed(null);
            LOG.info("Execution {} of {} is gone: somebody deleted it", id, endpoint.service());
        } catch (RuntimeException | Error e) {
            execution.failed(
                    e instanceof ServerUnavailableException unavailable
                            ? unavailable.retryAfter().orElse(null)
                            : null);
            getExceptionHandler().handleException("Looking at execution " + id + " failed", e);
        }
        return processBatch(emissions);
    }

    private void lookAtUncommitted(Watched execution, Queue<Object> emissions) {
        switch (emitted.take(execution.id())) {
            case TAKEN:
                fetch(execution, emissions);
                break;
            case EMITTED:
                acknowledge(execution);
                break;
            default:
                execution.failed(null);
        }
    }

    /** The execution has been taken; it is released here or, when there is something to send, after that. */
    private void fetch(Watched execution, Queue<Object> emissions) {
        Runnable release = () -> emitted.giveBack(execution.id());
        try {
            BatchResponse response = client.results(execution.id(), false);
            release = releasing(execution, response);
            execution.seen(response.status());
            List<Consumer<Exchange>> fillings = emitter.emissions(response, execution.emitted());
            if (!fillings.isEmpty()) {
                execution.sending();
                Delivery delivery = delivery(execution, response.status(), fillings.size(), release);
                fillings.forEach(filling -> emissions.add(new Emittable(filling, execution, delivery)));
            } else if (response.state().isTerminal()) {
                execution.finish();
            }
        } finally {
            if (emissions.isEmpty()) {
                release.run();
            }
        }
    }

    private Runnable releasing(Watched execution, BatchResponse response) {
        EmittedExecutions taken = emitted;
        return () -> {
            taken.giveBack(execution.id());
            response.close();
        };
    }

    private Delivery delivery(Watched execution, BatchStatus status, int exchanges, Runnable release) {
        Runnable committed = () -> {
            if (status.state().isTerminal()) {
                execution.committed();
                acknowledge(execution);
            } else {
                execution.sent(status);
            }
        };
        return new Delivery(exchanges, committed, execution::refused, release);
    }

    private record Emittable(Consumer<Exchange> filling, Watched execution, Delivery delivery) {}

    /**
     * What was emitted is remembered and, when told so, deleted. What of it fails is tried again, not emitted again.
     */
    private void acknowledge(Watched execution) {
        try {
            emitted.remember(execution.id());
            if (endpoint.getConfiguration().isDeleteOnCommit()) {
                client.cancel(execution.id());
            }
            execution.finish();
        } catch (RuntimeException e) {
            execution.failed(null);
            getExceptionHandler()
                    .handleException("Execution " + execution.id() + " was emitted, but acknowledging it failed", e);
        }
    }

    @Override
    public int processBatch(Queue<Object> emissions) {
        Queue<Emittable> batch = CastUtils.cast(emissions);
        int total = batch.size();
        int sent = 0;
        try {
            while (sent < total && isBatchAllowed()) {
                Emittable emittable = batch.poll();
                pendingExchanges = total - sent - 1;
                process(emittable, sent, total);
                sent++;
            }
        } finally {
            // stopped in the middle: the execution comes again whole
            batch.forEach(unsent -> unsent.delivery.settle(false));
        }
        return sent;
    }

    private void process(Emittable emittable, int index, int total) {
        Exchange exchange = createExchange(true);
        try {
            emittable.filling.accept(exchange);
            MlbatchBinding.writeBatchPosition(exchange, index, total);
            if (emittable.execution.isRedelivered()) {
                binding.writeRedelivered(exchange);
            }
        } catch (RuntimeException | Error e) {
            releaseExchange(exchange, true);
            emittable.delivery.settle(false);
            getExceptionHandler().handleException("Emitting execution " + emittable.execution.id() + " failed", e);
            return;
        }
        exchange.getExchangeExtension().addOnCompletion(emittable.delivery);
        getAsyncProcessor().process(exchange, doneSync -> {
            if (exchange.getException() != null) {
                getExceptionHandler().handleException("Error processing exchange", exchange, exchange.getException());
            }
        });
    }
}
