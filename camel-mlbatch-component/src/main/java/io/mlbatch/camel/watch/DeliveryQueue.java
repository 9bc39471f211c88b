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
 * What a consumer has to emit, and what has become of what it has emitted. Executions in it are claimed, and are few at
 * a time: while there is no room, nobody polls for more. Thread-safe.
 */
public final class DeliveryQueue {

    private final Queue<PendingDelivery> ready = new PriorityBlockingQueue<>();
    private final PollPermits room;
    private final Consumer<ExecutionId> delete;
    private final ExceptionHandler failures;
    private final Clock clock;
    private volatile boolean closed;

    /**
     * @param mostHeld answers that wait to be emitted or are being emitted, and polls that may bring one, together
     * @param polls run the polls that fill the outbox
     * @param delete runs with what has been emitted and remembered
     */
    public DeliveryQueue(
            int mostHeld, Executor polls, Consumer<ExecutionId> delete, ExceptionHandler failures, Clock clock) {
        this.room = new PollPermits(
                mostHeld,
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

    /** Runs polls when there is room for what they may bring. */
    Executor room() {
        return room;
    }

    /** Takes what a poll, on this thread, has brought. */
    void put(PendingDelivery something) {
        if (something.isEnd()) {
            something.execution().enter(Phase.ENDED);
            room.hold();
        }
        ready.add(something);
        changed();
        if (closed) {
            giveBackUnsent();
        }
    }

    private synchronized void changed() {
        notifyAll();
    }

    /**
     * What is to be emitted next. While polls run that may bring something, it is waited for, but not longer than that;
     * {@code null} when there is nothing, or the thread is interrupted.
     */
    public synchronized PendingDelivery next(Duration patience) {
        Instant end = clock.instant().plus(patience);
        try {
            for (long left = patience.toMillis();
                    ready.isEmpty() && !room.isIdle() && !closed && left > 0;
                    left = Duration.between(clock.instant(), end).toMillis()) {
                wait(left);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return null;
        }
        return ready.poll();
    }

    /** All exchanges have committed. */
    public void committed(PendingDelivery sent) {
        if (sent.isEnd()) {
            sent.execution().enter(Phase.COMMITTED);
            acknowledge(sent.execution());
        } else {
            sent.execution().progressCommitted(sent.response().status());
        }
    }

    /** Not all exchanges have committed: they are emitted again. */
    void refused(PendingDelivery sent) {
        if (sent.isEnd()) {
            sent.execution().giveBack();
        } else {
            sent.execution().progressRefused();
        }
    }

    /** There was nothing to emit of an execution at its end: that is remembered, but no reason to delete it. */
    public void empty(PendingDelivery taken) {
        taken.execution().claim().emitted();
        taken.execution().enter(Phase.DONE);
    }

    /** What was taken is not needed any more. */
    public void release(PendingDelivery taken) {
        if (taken.isEnd()) {
            taken.response().close();
            room.release();
        }
    }

    /** Tries again to acknowledge what could not be acknowledged, once its time has come. */
    void acknowledgeLate(WatchedExecution execution) {
        if (execution.phase() == Phase.COMMITTED && execution.isToBeRetried(clock.instant())) {
            acknowledge(execution);
        }
    }

    /** The group has emitted it before; perhaps it could not be deleted then. */
    void emittedBefore(WatchedExecution execution) {
        execution.enter(Phase.COMMITTED);
        acknowledge(execution);
    }

    /** What of it fails is tried again; the execution is not emitted again. */
    private void acknowledge(WatchedExecution execution) {
        try {
            Claim claim = execution.claim();
            if (claim != null) {
                claim.emitted();
            }
            delete.accept(execution.id());
            execution.enter(Phase.DONE);
        } catch (RuntimeException | Error e) {
            if (closed) {
                execution.giveBack();
            }
            execution.retryAt(clock.instant().plus(execution.backoff().afterFailure(null)));
            failures.handleException("Execution " + execution.id() + " was emitted, but acknowledging it failed", e);
        }
    }

    void open() {
        closed = false;
    }

    /** Gives back what has not been sent; what is under way goes its way. */
    void close() {
        closed = true;
        changed();
        giveBackUnsent();
    }

    private void giveBackUnsent() {
        for (PendingDelivery unsent = ready.poll(); unsent != null; unsent = ready.poll()) {
            if (unsent.isEnd()) {
                unsent.execution().giveBack();
                unsent.execution().enter(Phase.IDLE);
            } else {
                unsent.execution().progressUnsent();
            }
            release(unsent);
        }
    }
}
