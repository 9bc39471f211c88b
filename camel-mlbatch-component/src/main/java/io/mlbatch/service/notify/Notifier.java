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
package io.mlbatch.service.notify;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.mlbatch.protocol.ExecutionSummary;
import io.mlbatch.protocol.LruMap;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.service.store.Announcements;
import io.mlbatch.service.store.StoreException;

/**
 * Announces the ends of the executions of one service, each at least once. A failed announcement is repeated after a
 * delay that doubles from one second to five minutes. At most {@value #MAX_IN_FLIGHT} announcements are in flight; they
 * hold no thread of the engine. Does nothing after {@link #close}: the ends that are left are announced after the next
 * start, or by another host of the store.
 */
public final class Notifier implements AutoCloseable {

    /** Maximum number of announcements in flight. */
    static final int MAX_IN_FLIGHT = 8;

    /** The time after which another host repeats the announcement of a host that died. */
    static final Duration LEASE = Duration.ofMinutes(1);

    static final Duration PERIOD = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(Notifier.class);
    private static final Duration FIRST_DELAY = Duration.ofSeconds(1);
    private static final Duration MAX_DELAY = Duration.ofMinutes(5);
    /** Number of checks after which the claims of announcements in flight are renewed. */
    private static final int RENEWAL = 20;

    private static final int MAX_COUNTED = 10_000;

    private final ServiceId service;
    private final Announcements announcements;
    private final EndSender sender;
    private final ScheduledExecutorService thread;
    private final AtomicBoolean isAwake = new AtomicBoolean();
    // used by the thread: the announcements in flight, by sequence, and how often announcements failed
    private final Map<Long, ExecutionSummary> inFlight = new HashMap<>();
    private final Map<Long, Integer> failures = new LruMap<>(MAX_COUNTED);
    private boolean isFailing;
    private int checks;
    private volatile boolean closed;

    /** @param thread runs one task at a time */
    public Notifier(ServiceId service, Announcements announcements, EndSender sender, ScheduledExecutorService thread) {
        this.service = service;
        this.announcements = announcements;
        this.sender = sender;
        this.thread = thread;
    }

    /** Announces the ends that are due now and later. */
    public void start() {
        run(this::check);
        thread.schedule(this::repeat, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void repeat() {
        if (!closed) {
            // before the check: an unexpected failure must not end the checks
            thread.schedule(this::repeat, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
            check();
        }
    }

    /** Announces the ends that are due, without waiting for the next check. Never blocks. */
    public void wake() {
        if (isAwake.compareAndSet(false, true)) {
            run(() -> {
                isAwake.set(false);
                check();
            });
        }
    }

    private void run(Runnable task) {
        try {
            thread.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("The ends of executions of {} are announced after the next start", service, e);
        }
    }

    private void check() {
        if (closed) {
            return;
        }
        try {
            if (++checks % RENEWAL == 0) {
                List.copyOf(inFlight.values()).forEach(execution -> announcements.postpone(execution, LEASE));
            }
            int free = MAX_IN_FLIGHT - inFlight.size();
            if (free > 0) {
                announcements.claim(service, free, LEASE).forEach(this::announce);
            }
        } catch (StoreException e) {
            LOG.debug("The ends of executions of {} cannot be read now", service, e);
        }
    }

    private void announce(ExecutionSummary execution) {
        inFlight.put(execution.sequence(), execution);
        send(execution).whenComplete((sent, failure) -> run(() -> onResponse(execution, failure)));
    }

    private CompletionStage<Void> send(ExecutionSummary execution) {
        try {
            return sender.send(execution);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void onResponse(ExecutionSummary execution, Throwable failure) {
        inFlight.remove(execution.sequence());
        try {
            if (failure == null) {
                onSuccess(execution);
            } else {
                onFailure(execution, failure instanceof CompletionException ? failure.getCause() : failure);
            }
        } catch (StoreException e) {
            LOG.debug("The announcement of {} may be repeated", execution.id(), e);
        }
        // the next one may have waited
        check();
    }

    private void onSuccess(ExecutionSummary execution) {
        announcements.complete(execution);
        failures.remove(execution.sequence());
        if (isFailing) {
            isFailing = false;
            LOG.info("Announcements of ended executions of {} succeed again", service);
        }
    }

    /** Logs the first failure only: an endpoint that is down fails for each execution. */
    private void onFailure(ExecutionSummary execution, Throwable failure) {
        int failed = failures.merge(execution.sequence(), 1, Integer::sum);
        Duration delay = FIRST_DELAY.multipliedBy(1L << Math.min(failed - 1, 20));
        delay = delay.compareTo(MAX_DELAY) < 0 ? delay : MAX_DELAY;
        if (!isFailing) {
            isFailing = true;
            LOG.warn(
                    "Announcing the end of execution {} of {} failed; retrying (option notify): {}",
                    execution.id(),
                    service,
                    failure.toString());
        }
        LOG.debug("Announcing the end of {} failed {} times", execution.id(), failed, failure);
        announcements.postpone(execution, delay);
    }

    /** Announces no further end. */
    @Override
    public void close() {
        closed = true;
    }
}
