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
import io.mlbatch.client.waiting.PollSchedule;
import io.mlbatch.client.waiting.Poller;
import io.mlbatch.client.waiting.WaitListener;
import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.BatchStatus;
import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.Results;

/**
 * Waits for the executions that a consumer has found, all at once, and puts into the outbox what is to be emitted: what
 * has ended, once it is claimed for this consumer, and changes of progress. What fails is tried again after a backoff
 * of its own. Thread-safe.
 */
public final class ExecutionWatch {

    private static final Logger LOG = LoggerFactory.getLogger(ExecutionWatch.class);

    private final WatchSettings settings;
    private final BatchClient client;
    private final BatchWaiter waiter;
    private final WaitListener listener;
    private final DoubleSupplier jitter;
    private final ClaimRegistry claims;
    private final DeliveryQueue outbox;
    private final ExceptionHandler failures;
    private final Map<ExecutionId, WatchedExecution> watched = new ConcurrentHashMap<>();
    private final Listing listing = new Listing(watched);
    private final Set<ExecutionId> unseen = ConcurrentHashMap.newKeySet();
    private long found;
    private volatile boolean active = true;

    /**
     * @param client does not repeat calls: each execution has a backoff of its own
     * @param jitter for the backoffs
     * @param outbox gets the executions that have ended and the changes of progress
     * @param failures gets failures of polls and claims
     */
    public ExecutionWatch(
            WatchSettings settings,
            BatchClient client,
            BatchWaiter waiter,
            WaitListener listener,
            DoubleSupplier jitter,
            ClaimRegistry claims,
            DeliveryQueue outbox,
            ExceptionHandler failures) {
        this.settings = settings;
        this.client = client;
        this.waiter = waiter;
        this.listener = listener;
        this.jitter = jitter;
        this.claims = claims;
        this.outbox = outbox;
        this.failures = failures;
    }

    /** Watches the executions that the list passes on, and forgets the others unless the list fails. */
    public void look(Consumer<Consumer<ExecutionId>> list) {
        listing.read(list);
        watched.values().stream().filter(execution -> !listing.holds(execution)).forEach(this::forget);
        listing.found().forEach(id -> watched.put(id, found(id)));
        watched.values().stream()
                .filter(execution -> execution.phase() == Phase.IDLE || execution.phase() == Phase.COMMITTED)
                .sorted(Comparator.comparingLong(WatchedExecution::number))
                .forEach(execution -> {
                    outbox.acknowledgeLate(execution);
                    begin(execution, Phase.IDLE, Duration.ZERO);
                });
    }

    /** True when there are executions of which nothing is known yet: they may have ended long ago. */
    public boolean isLooking() {
        return !unseen.isEmpty();
    }

    private WatchedExecution found(ExecutionId id) {
        PollSchedule backoff = new PollSchedule(settings.policy(), jitter);
        WatchedExecution execution = new WatchedExecution(id, found++, backoff);
        try {
            if (claims.isEmitted(id)) {
                outbox.emittedBefore(execution);
            }
        } catch (RuntimeException | Error e) {
            // it is asked again before it is emitted
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
            execution.giveBack();
        }
    }

    /** Waits for an execution, if it is in that phase. */
    private void begin(WatchedExecution execution, Phase from, Duration delay) {
        if (!execution.enter(from, Phase.WAITING)) {
            return;
        }
        if (from == Phase.IDLE) {
            unseen.add(execution.id());
        }
        Poller poller = new Poller((id, limit) -> poll(execution, limit), outbox.room(), listener);
        CompletableFuture<BatchResponse> wait = waiter.await(
                poller, execution.id(), settings.policy().beginningAfter(delay), (r, e) -> ended(execution, r, e));
        execution.waitsFor(wait);
        if (!active) {
            execution.endWait();
        }
    }

    private void ended(WatchedExecution execution, BatchResponse response, Throwable failure) {
        if (failure == null) {
            answered(execution, response);
        } else {
            failed(execution, failure);
        }
        unseen.remove(execution.id());
    }

    /** Not all exchanges have committed: the execution is claimed and emitted again, after a backoff. */
    public void refused(PendingDelivery sent) {
        outbox.refused(sent);
        if (sent.isEnd()) {
            again(sent.execution(), Phase.ENDED);
        }
    }

    private void again(WatchedExecution execution, Phase from) {
        begin(execution, from, execution.backoff().afterFailure(null));
    }

    /** Claims an execution at its end, before its results are read: what another one emits is not downloaded here. */
    private BatchResponse poll(WatchedExecution execution, Duration limit) {
        boolean[] asked = new boolean[1];
        try {
            BatchResponse response = client.poll(
                    execution.id(),
                    status -> {
                        asked[0] = true;
                        return claim(execution, status) && settings.withResults();
                    },
                    limit);
            if (!response.state().isTerminal()) {
                unseen.remove(execution.id());
                progress(execution, response.status());
            } else if (!asked[0]) {
                claim(execution, response.status());
            }
            return response;
        } finally {
            if (execution.phase() != Phase.WAITING) {
                // the wait has ended meanwhile
                execution.giveBack();
            }
        }
    }

    private boolean claim(WatchedExecution execution, BatchStatus status) {
        execution.ended();
        if (execution.claim() == null && settings.states().contains(status.state())) {
            claims.claim(execution.id()).ifPresent(execution::claimed);
        }
        return execution.claim() != null;
    }

    private void progress(WatchedExecution execution, BatchStatus status) {
        if (settings.withProgress() && execution.progresses(status)) {
            outbox.put(new PendingDelivery(execution, new BatchResponse(execution.id(), status, Results.NONE)));
        }
    }

    private void answered(WatchedExecution execution, BatchResponse response) {
        if (execution.claim() != null) {
            outbox.put(new PendingDelivery(execution, response));
            return;
        }
        response.close();
        try {
            if (!settings.states().contains(response.state())) {
                execution.enter(Phase.DONE);
                return;
            }
            if (claims.isEmitted(execution.id())) {
                outbox.emittedBefore(execution);
                return;
            }
        } catch (RuntimeException | Error e) {
            report(execution, e);
        }
        // another consumer of the group has it, and may yet fail
        again(execution, Phase.WAITING);
    }

    private void failed(WatchedExecution execution, Throwable failure) {
        execution.giveBack();
        if (failure instanceof NotFoundException) {
            notFound(execution);
        } else if (failure instanceof WaitTimeoutException) {
            report(execution, failure);
            execution.enter(Phase.DONE);
        } else if (failure instanceof WaitEndedException || failure instanceof CancellationException) {
            execution.enter(Phase.IDLE);
        } else {
            report(execution, failure);
            again(execution, Phase.WAITING);
        }
    }

    /** The list decides: as long as it has the execution, this may be the response of a server in trouble. */
    private void notFound(WatchedExecution execution) {
        if (!settings.listed()) {
            LOG.info("Execution {} of {} does not exist on the server", execution.id(), settings.service());
            execution.enter(Phase.DONE);
            return;
        }
        if (execution.missed()) {
            LOG.info("Execution {} of {} was not found; polling continues", execution.id(), settings.service());
        }
        again(execution, Phase.WAITING);
    }

    private void report(WatchedExecution execution, Throwable failure) {
        failures.handleException("Watching execution " + execution.id() + " failed", failure);
    }

    /** Ends all waits, and gives back what has not been sent. */
    public void pause() {
        active = false;
        watched.values().forEach(WatchedExecution::endWait);
        outbox.close();
    }

    /** What is waited for again begins with the next look. */
    public void resume() {
        active = true;
        outbox.open();
    }

    /** Pauses for good, and cancels what has not ended when told so. */
    public void stop() {
        pause();
        if (settings.cancelOnStop()) {
            cancelAll();
        }
        watched.values().stream()
                .filter(execution -> execution.phase() == Phase.COMMITTED)
                .forEach(WatchedExecution::giveBack);
        watched.clear();
    }

    private void cancelAll() {
        for (WatchedExecution execution : watched.values()) {
            if (execution.phase() == Phase.IDLE && !execution.hasEnded()) {
                try {
                    client.cancel(execution.id());
                } catch (ServerUnavailableException e) {
                    LOG.warn("Executions that were watched go on: {}", e.getMessage());
                    return;
                } catch (RuntimeException e) {
                    LOG.warn("An execution that was watched goes on: {}", e.getMessage());
                }
            }
        }
    }
}
