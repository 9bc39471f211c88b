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
package io.mlbatch.client.waiting;

import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import java.util.function.DoubleSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.mlbatch.client.CallContext;
import io.mlbatch.client.MlbatchException;
import io.mlbatch.client.ResultsMismatchException;
import io.mlbatch.client.ServerUnavailableException;
import io.mlbatch.client.WaitEndedException;
import io.mlbatch.client.WaitTimeoutException;
import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.ExecutionId;

/**
 * Waits for executions to end. A waiting execution costs an object, not a thread: its polls run on the threads of a
 * {@link Poller}, whose number limits the concurrent polls. {@link PollFailure} decides which failed polls end a wait.
 * Thread-safe.
 */
public final class BatchWaiter {

    private static final Logger LOG = LoggerFactory.getLogger(BatchWaiter.class);

    /** The minimum limit of a poll that begins shortly before the limit of its wait, or at it. */
    private static final Duration LAST_POLL = Duration.ofSeconds(2);

    private final Clock clock;
    private final Delayer delayer;
    private final Timers timers;
    private final DoubleSupplier jitter;
    private final Set<Wait> open = ConcurrentHashMap.newKeySet();

    /** @param jitter numbers from 0 to 1 */
    public BatchWaiter(Clock clock, Delayer delayer, DoubleSupplier jitter) {
        this.clock = clock;
        this.delayer = delayer;
        this.timers = new Timers(clock, delayer);
        this.jitter = jitter;
    }

    /**
     * Returns a future of the execution's last response, once its state is terminal. The caller closes the response.
     * The future completes on a thread of the poller, which must not be held. Completing the future from outside ends
     * the wait; nothing is canceled on the server.
     *
     * <p>Fails with {@link WaitTimeoutException} when the policy's limits are reached, also during a poll: the limit of
     * that poll is the remaining time of the wait, and at least 2 seconds. Fails with the exception of the last poll
     * when too many fail in a row: see {@link PollFailure}.
     */
    public CompletableFuture<BatchResponse> await(Poller poller, ExecutionId id, WaitPolicy policy) {
        return begin(new Wait(poller, id, policy, RecordCount.ANY), policy);
    }

    /**
     * Same as {@link #await(Poller, ExecutionId, WaitPolicy)}, for an execution whose number of records is known. A
     * poll that reports the execution as complete with another number fails with {@link ResultsMismatchException}.
     *
     * @param records the number of records that were sent
     */
    public CompletableFuture<BatchResponse> await(Poller poller, ExecutionId id, WaitPolicy policy, int records) {
        return begin(new Wait(poller, id, policy, records), policy);
    }

    /**
     * Same as {@link #await(Poller, ExecutionId, WaitPolicy)}, for a caller that must be notified of the end within the
     * poll that detected it. An action that is added to the future later may miss that poll, and then runs on the
     * thread that adds it.
     *
     * @param end is notified of the end, successful or not
     */
    public CompletableFuture<BatchResponse> await(
            Poller poller, ExecutionId id, WaitPolicy policy, BiConsumer<BatchResponse, Throwable> end) {
        Wait wait = new Wait(poller, id, policy, RecordCount.ANY);
        wait.whenComplete(end);
        return begin(wait, policy);
    }

    private Wait begin(Wait wait, WaitPolicy policy) {
        open.add(wait);
        wait.poller.listener().began(wait.id);
        wait.pollAfter(policy.firstDelay());
        return wait;
    }

    /** Ends all waits with {@link WaitEndedException}, regardless of their state. Nothing is canceled on the server. */
    public void endAll() {
        open.forEach(wait -> wait.end(null));
    }

    /** One wait, its outcome, and the action that runs after a delay: one object, because there are thousands. */
    private final class Wait extends CompletableFuture<BatchResponse> implements Runnable {

        private final Poller poller;
        private final ExecutionId id;
        private final WaitPolicy policy;
        private final PollSchedule schedule;
        private final int records;
        private final long beganMillis = clock.millis();
        private int attempts;
        private PollFailure failure;
        private int failuresInARow;
        private boolean unreadableLogged;

        Wait(Poller poller, ExecutionId id, WaitPolicy policy, int records) {
            this.poller = poller;
            this.id = id;
            this.policy = policy;
            this.records = records;
            this.schedule = new PollSchedule(policy, jitter);
        }

        void pollAfter(Duration delay) {
            if (delay.isZero()) {
                run();
                return;
            }
            try {
                delayer.after(delay, this);
            } catch (RejectedExecutionException stopped) {
                end(stopped);
            }
        }

        /**
         * Dispatches the next poll to the polling threads. The limit also applies while the poll is queued for one of
         * them.
         */
        @Override
        public void run() {
            try {
                Duration limit = pollLimit();
                if (limit == null) {
                    poller.threads().execute(() -> poll(null));
                } else {
                    Timers.Timer timer = timers.after(limit, this::limitReached);
                    poller.threads().execute(() -> poll(timer));
                }
            } catch (RejectedExecutionException stopped) {
                end(stopped);
            }
        }

        /** Returns the maximum duration of a poll that begins now; {@code null} when the wait has no limit. */
        private Duration pollLimit() {
            Duration left =
                    policy.giveUpAfter().map(limit -> limit.minus(elapsed())).orElse(null);
            return left == null || left.compareTo(LAST_POLL) > 0 ? left : LAST_POLL;
        }

        private void limitReached() {
            giveUp("not at its end after " + elapsed().toMillis() + " ms", "the last poll did not end", null);
        }

        @Override
        public boolean complete(BatchResponse response) {
            ended();
            return super.complete(response);
        }

        @Override
        public boolean completeExceptionally(Throwable failure) {
            ended();
            return super.completeExceptionally(failure);
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            ended();
            return super.cancel(mayInterruptIfRunning);
        }

        private void ended() {
            if (open.remove(this)) {
                poller.listener().ended(id);
            }
        }

        private void end(RejectedExecutionException stopped) {
            completeExceptionally(
                    new WaitEndedException(context(), "the wait ends because the component stops", stopped));
        }

        private void poll(Timers.Timer timer) {
            try {
                if (!isDone()) {
                    poll();
                }
            } finally {
                if (timer != null) {
                    timer.cancel();
                }
            }
        }

        private void poll() {
            try {
                attempts++;
                BatchResponse response = poller.call().poll(id, pollLimit());
                RecordCount.require(records, response, context());
                failure = null;
                poller.listener().polled(id, response.status());
                logUnreadable(response);
                // the waiting caller closes the last response; no caller receives the others
                if (!response.state().isTerminal() || !complete(response)) {
                    response.close();
                }
                if (!response.state().isTerminal()) {
                    goOn(schedule.afterStatus(response.status(), elapsed()), describe(response), null);
                }
            } catch (MlbatchException e) {
                poller.listener().failed(id, e);
                afterFailure(e);
            } catch (RuntimeException | Error e) {
                completeExceptionally(e);
            }
        }

        private void afterFailure(MlbatchException e) {
            PollFailure kind = PollFailure.of(e);
            failuresInARow = kind == failure ? failuresInARow + 1 : 1;
            failure = kind;
            if (kind.endsWait(failuresInARow)) {
                completeExceptionally(e);
                return;
            }
            Duration retryAfter = e instanceof ServerUnavailableException unavailable
                    ? unavailable.retryAfter().orElse(null)
                    : null;
            goOn(schedule.afterFailure(retryAfter), kind.description(), e);
        }

        private void logUnreadable(BatchResponse response) {
            String unreadable = response.status().unreadable();
            if (unreadable != null && !unreadableLogged) {
                unreadableLogged = true;
                LOG.warn(
                        "Execution {} of {}: the server's response has {}. Polling continues until the state is"
                                + " terminal; this is logged once",
                        id,
                        id.service(),
                        unreadable);
            }
        }

        private void goOn(Duration delay, String last, Exception cause) {
            if (policy.maxAttempts() > 0 && attempts >= policy.maxAttempts()) {
                giveUp("not at its end after " + attempts + " polls", last, cause);
                return;
            }
            Duration left =
                    policy.giveUpAfter().map(limit -> limit.minus(elapsed())).orElse(delay);
            if (policy.giveUpAfter().isPresent() && (left.isNegative() || left.isZero())) {
                giveUp("not at its end after " + policy.timeout().toMillis() + " ms", last, cause);
                return;
            }
            // the last poll is at the limit, not before it
            pollAfter(left.compareTo(delay) < 0 ? left : delay);
        }

        private void giveUp(String reason, String last, Exception cause) {
            completeExceptionally(
                    new WaitTimeoutException(context(), reason + " (" + last + "); it is not started again", cause));
        }

        private String describe(BatchResponse response) {
            return response.state() + ", " + response.completedItemCount() + " of " + response.totalItemCount()
                    + " records completed";
        }

        private Duration elapsed() {
            return Duration.ofMillis(clock.millis() - beganMillis);
        }

        private CallContext context() {
            return CallContext.of(poller.operation(), id);
        }
    }
}
