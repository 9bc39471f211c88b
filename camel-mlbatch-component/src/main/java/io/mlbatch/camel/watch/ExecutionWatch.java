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
package io.mlbatch.camel.watch;

import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.Function;

import org.apache.camel.spi.ExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.mlbatch.camel.claim.ClaimRegistry;
import io.mlbatch.camel.watch.WatchedExecution.Phase;
import io.mlbatch.client.BatchClient;
import io.mlbatch.client.NotFoundException;
import io.mlbatch.client.ServerUnavailableException;
import io.mlbatch.client.WaitEndedException;
import io.mlbatch.client.WaitTimeoutException;
import io.mlbatch.client.waiting.BatchWaiter;
import io.mlbatch.client.waiting.LongPoll;
import io.mlbatch.client.waiting.LongPolling;
import io.mlbatch.client.waiting.PollSchedule;
import io.mlbatch.client.waiting.Poller;
import io.mlbatch.client.waiting.WaitListener;
import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.ExecutionId;

/**
 * Waits for all executions that a consumer has found, at the same time. Queues an execution for delivery when it has
 * ended and this consumer has claimed it, and changes of progress. Failures are retried after a backoff of the
 * execution. Thread-safe.
 */
public final class ExecutionWatch {

    private static final Logger LOG = LoggerFactory.getLogger(ExecutionWatch.class);

    private final WatchSettings settings;
    private final BatchClient client;
    private final BatchWaiter waiter;
    private final LongPolling longPolling;
    private final WaitListener listener;
    private final DoubleSupplier jitter;
    private final ClaimRegistry claims;
    private final DeliveryQueue queue;
    private final ExecutionPoll polls;
    private final ExceptionHandler failures;
    private final Map<ExecutionId, WatchedExecution> watched = new ConcurrentHashMap<>();
    private final Listing listing = new Listing(watched);
    private final Set<ExecutionId> unpolled = ConcurrentHashMap.newKeySet();
    private long found;
    private volatile boolean active = true;

    /**
     * @param clients returns a client that reads the response of a long poll, or sends requests for {@code null}; does
     *     not retry, because each execution has a backoff
     * @param jitter for the backoffs
     * @param queue receives the executions that have ended and the changes of progress
     * @param failures handles failures of polls and claims
     */
    public ExecutionWatch(
            WatchSettings settings,
            Function<LongPoll, BatchClient> clients,
            LongPolling longPolling,
            BatchWaiter waiter,
            WaitListener listener,
            DoubleSupplier jitter,
            ClaimRegistry claims,
            DeliveryQueue queue,
            ExceptionHandler failures) {
        this.settings = settings;
        this.client = clients.apply(null);
        this.longPolling = longPolling;
        this.waiter = waiter;
        this.listener = listener;
        this.jitter = jitter;
        this.claims = claims;
        this.queue = queue;
        this.polls = new ExecutionPoll(settings, clients, claims, queue);
        this.failures = failures;
    }

    /**
     * Watches the listed executions, and forgets the others unless listing fails.
     *
     * @param list passes each execution on the server to its argument
     */
    public void reconcile(Consumer<Consumer<ExecutionId>> list) {
        listing.read(list);
        watched.values().stream().filter(execution -> !listing.holds(execution)).forEach(this::forget);
        listing.found().forEach(id -> watched.put(id, newExecution(id)));
        watched.values().stream()
                .filter(execution -> execution.phase() == Phase.IDLE || execution.phase() == Phase.COMMITTED)
                .sorted(Comparator.comparingLong(WatchedExecution::number))
                .forEach(execution -> {
                    queue.retryAcknowledgement(execution);
                    begin(execution, Phase.IDLE, Duration.ZERO);
                });
    }

    /** True when executions have not been polled yet: they may have ended long ago. */
    public boolean hasUnpolledExecutions() {
        return !unpolled.isEmpty();
    }

    private WatchedExecution newExecution(ExecutionId id) {
        PollSchedule backoff = new PollSchedule(settings.policy(), jitter);
        WatchedExecution execution = new WatchedExecution(id, found++, backoff);
        try {
            if (claims.isEmitted(id)) {
                queue.emittedBefore(execution);
            }
        } catch (RuntimeException | Error e) {
            // the repository is asked again before the execution is emitted
            report(execution, e);
        }
        return execution;
    }

    private void forget(WatchedExecution execution) {
        watched.remove(execution.id());
        if (execution.phase() == Phase.WAITING) {
            execution.endWait();
            LOG.info("Execution {} of {} was deleted on the server", execution.id(), settings.service());
        } else if (execution.phase() == Phase.COMMITTED) {
            execution.release();
        }
    }

    /** Starts to wait for an execution, if it is in the expected phase. */
    private void begin(WatchedExecution execution, Phase from, Duration delay) {
        if (!execution.enter(from, Phase.WAITING)) {
            return;
        }
        if (from == Phase.IDLE) {
            unpolled.add(execution.id());
        }
        Poller poller = new Poller(
                "execute",
                (id, limit, arrived) -> poll(execution, limit, arrived),
                queue.permits(),
                listener,
                longPolling,
                settings.withProgress());
        CompletableFuture<BatchResponse> wait = waiter.await(
                poller, execution.id(), settings.policy().beginningAfter(delay), (r, e) -> ended(execution, r, e));
        execution.setWait(wait);
        if (!active) {
            execution.endWait();
        }
    }

    private void ended(WatchedExecution execution, BatchResponse response, Throwable failure) {
        if (failure == null) {
            completed(execution, response);
        } else {
            failed(execution, failure);
        }
        unpolled.remove(execution.id());
    }

    /** Handles that not all exchanges have committed: the execution is claimed and emitted again, after a backoff. */
    public void refused(PendingDelivery sent) {
        queue.refused(sent);
        if (sent.isEnd()) {
            retry(sent.execution(), Phase.ENDED);
        }
    }

    private void retry(WatchedExecution execution, Phase from) {
        begin(execution, from, execution.backoff().afterFailure(null));
    }

    private BatchResponse poll(WatchedExecution execution, Duration limit, LongPoll arrived) {
        BatchResponse response = polls.poll(execution, limit, arrived);
        if (!response.state().isTerminal()) {
            unpolled.remove(execution.id());
        }
        return response;
    }

    private void completed(WatchedExecution execution, BatchResponse response) {
        if (execution.claim() != null) {
            queue.put(new PendingDelivery(execution, response));
            return;
        }
        response.close();
        try {
            if (!settings.states().contains(response.state())) {
                execution.enter(Phase.DONE);
                return;
            }
            if (claims.isEmitted(execution.id())) {
                queue.emittedBefore(execution);
                return;
            }
        } catch (RuntimeException | Error e) {
            report(execution, e);
        }
        // another consumer of the group has claimed the execution, and may fail
        retry(execution, Phase.WAITING);
    }

    private void failed(WatchedExecution execution, Throwable failure) {
        execution.release();
        if (failure instanceof NotFoundException) {
            notFound(execution);
        } else if (failure instanceof WaitTimeoutException) {
            report(execution, failure);
            execution.enter(Phase.DONE);
        } else if (failure instanceof WaitEndedException || failure instanceof CancellationException) {
            execution.enter(Phase.IDLE);
        } else {
            report(execution, failure);
            retry(execution, Phase.WAITING);
        }
    }

    /** As long as the list has the execution, polling continues: a server in trouble may respond with 404, too. */
    private void notFound(WatchedExecution execution) {
        if (!settings.listed()) {
            LOG.info("Execution {} of {} does not exist on the server", execution.id(), settings.service());
            execution.enter(Phase.DONE);
            return;
        }
        if (execution.markMissing()) {
            LOG.info("Execution {} of {} was not found; polling continues", execution.id(), settings.service());
        }
        retry(execution, Phase.WAITING);
    }

    private void report(WatchedExecution execution, Throwable failure) {
        failures.handleException("Watching execution " + execution.id() + " failed", failure);
    }

    /** Ends all waits and releases the executions that have not been sent. */
    public void pause() {
        active = false;
        watched.values().forEach(WatchedExecution::endWait);
        queue.close();
    }

    /** Allows waits again; the next {@link #reconcile} starts them. */
    public void resume() {
        active = true;
        queue.open();
    }

    /** Stops watching. Cancels executions that have not ended if the settings say so. */
    public void stop() {
        pause();
        if (settings.cancelOnStop()) {
            cancelAll();
        }
        watched.values().stream()
                .filter(execution -> execution.phase() == Phase.COMMITTED)
                .forEach(WatchedExecution::release);
        watched.clear();
    }

    private void cancelAll() {
        for (WatchedExecution execution : watched.values()) {
            if (execution.phase() == Phase.IDLE && !execution.hasEnded()) {
                try {
                    client.cancel(execution.id());
                } catch (ServerUnavailableException e) {
                    LOG.warn("Canceling watched executions failed; they continue: {}", e.getMessage());
                    return;
                } catch (RuntimeException e) {
                    LOG.warn("Canceling a watched execution failed; it continues: {}", e.getMessage());
                }
            }
        }
    }
}
