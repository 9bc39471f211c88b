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
package io.mlbatch.service.operator;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.mlbatch.service.engine.HostedService;

/**
 * Prepares the stop of a host: no batch and no record is accepted, and accepted records are computed. All other calls
 * are served. In a cluster, the drain concerns one node, which leaves its executions to the others. Thread-safe.
 */
public final class Drain {

    private static final Logger LOG = LoggerFactory.getLogger(Drain.class);

    /** Later than the response to the call that begins a drain. */
    private static final Duration CHECK_PERIOD = Duration.ofMillis(500);

    private final StartGate gate;
    private final Supplier<Collection<HostedService>> services;
    private final BooleanSupplier isStoreSettled;
    private final ScheduledExecutorService timer;
    private final Runnable exit;
    // guarded by this; null while the host is not drained
    private CompletableFuture<Void> done;
    private boolean exits;

    /**
     * @param services the services that are hosted at the moment
     * @param isStoreSettled returns true once the stop would lose nothing that the store holds
     * @param timer checks whether the drain is done
     * @param exit stops the host; must return quickly
     */
    public Drain(
            StartGate gate,
            Supplier<Collection<HostedService>> services,
            BooleanSupplier isStoreSettled,
            ScheduledExecutorService timer,
            Runnable exit) {
        this.gate = gate;
        this.services = services;
        this.isStoreSettled = isStoreSettled;
        this.timer = timer;
        this.exit = exit;
    }

    /**
     * Begins a drain, or continues one that has begun.
     *
     * @param exitWhenDone whether the host stops at the end of the drain
     */
    public synchronized void begin(boolean exitWhenDone) {
        exits |= exitWhenDone;
        if (done == null) {
            LOG.info("The host drains: it rejects new batches and records, and computes the accepted ones");
            gate.close();
            done = new CompletableFuture<>();
            services.get().forEach(HostedService::drain);
            scheduleCheck(done, System.nanoTime());
        } else if (exitWhenDone && done.isDone()) {
            exit.run();
        }
    }

    private void scheduleCheck(CompletableFuture<Void> drained, long since) {
        timer.schedule(() -> check(drained, since), CHECK_PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void check(CompletableFuture<Void> drained, long since) {
        boolean isSettled = false;
        try {
            isSettled = isSettled();
        } catch (RuntimeException e) {
            // for example a store that cannot be read now
            LOG.debug("The progress of the drain is unknown", e);
        }
        synchronized (this) {
            if (done != drained) {
                return;
            }
            if (!isSettled) {
                scheduleCheck(drained, since);
                return;
            }
            LOG.info(
                    "The drain of the host is done: all accepted records were computed after {} s",
                    Duration.ofNanos(System.nanoTime() - since).toSeconds());
            done.complete(null);
            if (exits) {
                exit.run();
            }
        }
    }

    private boolean isSettled() {
        return gate.isIdle()
                && services.get().stream().allMatch(HostedService::isIdle)
                && isStoreSettled.getAsBoolean();
    }

    /** Accepts batches and records again. Returns false if the host is not drained, or is about to stop. */
    public synchronized boolean cancel() {
        if (done == null || exits && done.isDone()) {
            return false;
        }
        LOG.info("The drain of the host was canceled: it accepts batches and records again");
        done = null;
        exits = false;
        gate.open();
        services.get().forEach(HostedService::endDrain);
        return true;
    }

    /** Returns true from the begin of the drain on, also once it is done. */
    public synchronized boolean isActive() {
        return done != null;
    }

    /** Returns true once everything that was accepted is computed. */
    public synchronized boolean isDone() {
        return done != null && done.isDone();
    }

    /**
     * Waits for the end of a drain that has begun.
     *
     * @return false if the time is over, or the thread was interrupted
     */
    public boolean await(Duration limit) {
        CompletableFuture<Void> drained;
        synchronized (this) {
            drained = done;
        }
        try {
            drained.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            LOG.debug("The host was not drained in time", e);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
