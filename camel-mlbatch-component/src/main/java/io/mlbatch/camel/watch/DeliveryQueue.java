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

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.function.Consumer;

import org.apache.camel.spi.ExceptionHandler;

import io.mlbatch.camel.claim.Claim;
import io.mlbatch.camel.watch.WatchedExecution.Phase;
import io.mlbatch.protocol.ExecutionId;

/**
 * The queue of executions and changes of progress that a consumer emits, and their acknowledgement. Queued executions
 * are claimed. Their number is limited, because polls need a permit. Thread-safe.
 */
public final class DeliveryQueue {

    private final Queue<PendingDelivery> pending = new PriorityBlockingQueue<>();
    private final PollPermits permits;
    private final Consumer<ExecutionId> delete;
    private final ExceptionHandler failures;
    private final Clock clock;
    private volatile boolean closed;

    /**
     * @param maxHeld the maximum number of responses that are queued or being emitted, plus running polls
     * @param polls runs the polls that fill the queue
     * @param delete called with an execution whose emission has been recorded
     */
    public DeliveryQueue(
            int maxHeld, Executor polls, Consumer<ExecutionId> delete, ExceptionHandler failures, Clock clock) {
        this.permits = new PollPermits(
                maxHeld,
                poll -> polls.execute(() -> {
                    try {
                        poll.run();
                    } finally {
                        changed();
                    }
                }));
        this.delete = delete;
        this.failures = failures;
        this.clock = clock;
    }

    /** Runs polls when a permit for their response is available. */
    Executor permits() {
        return permits;
    }

    /** Queues the response of a poll that is running on this thread. */
    void put(PendingDelivery delivery) {
        if (delivery.isEnd()) {
            delivery.execution().enter(Phase.ENDED);
            permits.keepPermit();
        }
        pending.add(delivery);
        changed();
        if (closed) {
            releaseUnsent();
        }
    }

    private synchronized void changed() {
        notifyAll();
    }

    /**
     * Returns the next delivery. Waits while polls are running and the queue is empty, up to the given time.
     *
     * @return {@code null} when the queue is empty or the thread is interrupted
     */
    public synchronized PendingDelivery next(Duration patience) {
        Instant end = clock.instant().plus(patience);
        try {
            for (long left = patience.toMillis();
                    pending.isEmpty() && !permits.isIdle() && !closed && left > 0;
                    left = Duration.between(clock.instant(), end).toMillis()) {
                wait(left);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return null;
        }
        return pending.poll();
    }

    /** Acknowledges a delivery: all exchanges have committed. */
    public void committed(PendingDelivery sent) {
        if (sent.isEnd()) {
            sent.execution().enter(Phase.COMMITTED);
            acknowledge(sent.execution());
        } else {
            sent.execution().progressCommitted(sent.response().status());
        }
    }

    /** Releases the claim of a delivery: not all exchanges have committed. */
    void refused(PendingDelivery sent) {
        if (sent.isEnd()) {
            sent.execution().release();
        } else {
            sent.execution().progressRefused();
        }
    }

    /** Records that an execution has ended without exchanges. Such an execution is not deleted. */
    public void empty(PendingDelivery delivery) {
        delivery.execution().claim().markEmitted();
        delivery.execution().enter(Phase.DONE);
    }

    /** Closes the response of a delivery and returns its permit. */
    public void release(PendingDelivery delivery) {
        if (delivery.isEnd()) {
            delivery.response().close();
            permits.release();
        }
    }

    /** Retries a failed acknowledgement, once its backoff has passed. */
    void retryAcknowledgement(WatchedExecution execution) {
        if (execution.phase() == Phase.COMMITTED && execution.shouldRetry(clock.instant())) {
            acknowledge(execution);
        }
    }

    /** Acknowledges an execution that the group has emitted before: deleting it may have failed then. */
    void emittedBefore(WatchedExecution execution) {
        execution.enter(Phase.COMMITTED);
        acknowledge(execution);
    }

    /** Failures are retried; the execution is not emitted again. */
    private void acknowledge(WatchedExecution execution) {
        try {
            Claim claim = execution.claim();
            if (claim != null) {
                claim.markEmitted();
            }
            delete.accept(execution.id());
            execution.enter(Phase.DONE);
        } catch (RuntimeException | Error e) {
            if (closed) {
                execution.release();
            }
            execution.retryAt(clock.instant().plus(execution.backoff().afterFailure(null)));
            failures.handleException("Acknowledging execution " + execution.id() + ", which was emitted, failed", e);
        }
    }

    void open() {
        closed = false;
    }

    /** Releases the deliveries that have not been sent. Those in flight complete. */
    void close() {
        closed = true;
        changed();
        releaseUnsent();
    }

    private void releaseUnsent() {
        for (PendingDelivery unsent = pending.poll(); unsent != null; unsent = pending.poll()) {
            if (unsent.isEnd()) {
                unsent.execution().release();
                unsent.execution().enter(Phase.IDLE);
            } else {
                unsent.execution().progressUnsent();
            }
            release(unsent);
        }
    }
}
