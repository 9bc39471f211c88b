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

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.mlbatch.client.CallContext;
import io.mlbatch.client.MlbatchException;
import io.mlbatch.client.ServerUnavailableException;
import io.mlbatch.client.WaitEndedException;
import io.mlbatch.client.WaitTimeoutException;
import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.BatchStatus;
import io.mlbatch.protocol.ExecutionId;

/** One wait, its outcome, and the action that runs after a delay: one object, because there are thousands. */
final class Wait extends CompletableFuture<BatchResponse> implements Runnable {

    // the class that users know
    private static final Logger LOG = LoggerFactory.getLogger(BatchWaiter.class);

    private final Poller poller;
    private final ExecutionId id;
    private final WaitPolicy policy;
    private final int records;
    private final PollSchedule schedule;
    private final LongPollPlan plan;
    private final BatchWaiter.Times times;
    private final Predicate<Wait> onEnd;
    private final WaitTime time;
    private final FailureStreak failures = new FailureStreak();
    private long lastPollMillis;
    private int attempts;
    private boolean unreadableLogged;
    private volatile LongPoll longPoll;

    /** @param onEnd returns true if the wait had not ended before */
    Wait(
            Poller poller,
            ExecutionId id,
            WaitPolicy policy,
            int records,
            PollSchedule schedule,
            BatchWaiter.Times times,
            Predicate<Wait> onEnd) {
        this.poller = poller;
        this.id = id;
        this.policy = policy;
        this.records = records;
        this.schedule = schedule;
        this.plan = new LongPollPlan(poller.longPolling(), policy, poller.steady());
        this.times = times;
        this.onEnd = onEnd;
        this.time = new WaitTime(times.clock(), policy);
        this.lastPollMillis = time.millis();
    }

    void begin() {
        poller.listener().began(id);
        pollAfter(plan.first());
    }

    private void pollAfter(Duration delay) {
        if (delay.isZero()) {
            run();
            return;
        }
        try {
            times.delayer().after(delay, this);
        } catch (RejectedExecutionException stopped) {
            end(stopped);
        }
    }

    /**
     * Dispatches the next poll to the polling threads. The limit also applies while the poll is queued for one of them.
     */
    @Override
    public void run() {
        try {
            Duration limit = time.pollLimit();
            Timers.Timer timer = limit == null ? null : times.timers().after(limit, this::limitReached);
            poller.threads().execute(() -> begin(new PollAttempt(timer, time.millis(), null, false)));
        } catch (RejectedExecutionException stopped) {
            end(stopped);
        }
    }

    private void limitReached() {
        expire("not at its end after " + time.elapsed().toMillis() + " ms", "the last poll did not end", null);
    }

    @Override
    public boolean complete(BatchResponse response) {
        ended();
        return super.complete(response);
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        ended();
        boolean completed = super.completeExceptionally(failure);
        releaseLongPoll();
        return completed;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        ended();
        boolean canceled = super.cancel(mayInterruptIfRunning);
        releaseLongPoll();
        return canceled;
    }

    private void ended() {
        if (onEnd.test(this)) {
            poller.listener().ended(id);
        }
    }

    /** To be called when the wait is done: a long poll that is opened later is released by the thread that opens it. */
    private void releaseLongPoll() {
        LongPoll open = longPoll;
        if (open != null) {
            open.cancel();
        }
    }

    /** Ends the wait because the component stops. */
    void end(RejectedExecutionException stopped) {
        completeExceptionally(new WaitEndedException(context(), "the wait ends because the component stops", stopped));
    }

    private void begin(PollAttempt attempt) {
        LongPoll opened = null;
        try {
            if (!isDone()) {
                attempts++;
                Duration wait = plan.wait(time.left());
                opened = wait.isZero()
                        ? null
                        : poller.longPolling().open(id, wait).orElse(null);
                if (opened == null) {
                    poll(wait.isZero() ? attempt : attempt.withoutLongPoll());
                }
            }
        } catch (MlbatchException e) {
            failed(attempt, e);
        } catch (RuntimeException | Error e) {
            completeExceptionally(e);
        } finally {
            if (opened == null) {
                attempt.end();
            }
        }
        if (opened != null) {
            send(opened, attempt);
        }
    }

    private void send(LongPoll opened, PollAttempt attempt) {
        longPoll = opened;
        opened.send(() -> arrived(attempt.with(opened)));
        if (isDone()) {
            opened.cancel();
        }
    }

    /** Dispatches the response of a long poll to the polling threads. */
    private void arrived(PollAttempt attempt) {
        long arrivedMillis = time.millis();
        try {
            poller.threads().execute(() -> receive(attempt, arrivedMillis));
        } catch (RejectedExecutionException stopped) {
            attempt.end();
            end(stopped);
        }
    }

    private void receive(PollAttempt attempt, long arrivedMillis) {
        PollAttempt received = attempt;
        try {
            if (!isDone()) {
                if (plan.isUnusable(
                        attempt.arrived(),
                        Duration.ofMillis(arrivedMillis - attempt.sentMillis()),
                        time.since(arrivedMillis))) {
                    attempt.arrived().cancel();
                    received = attempt.withoutLongPoll();
                }
                poll(received);
            }
        } catch (MlbatchException e) {
            failed(received, e);
        } catch (RuntimeException | Error e) {
            completeExceptionally(e);
        } finally {
            attempt.end();
        }
    }

    private void poll(PollAttempt attempt) {
        BatchResponse response = poller.call().poll(id, time.pollLimit(), attempt.arrived());
        RecordCount.require(records, response, context());
        failures.end();
        notifyListener(response.status(), attempt);
        logUnreadable(response);
        // the waiting caller closes the last response; no caller receives the others
        if (!response.state().isTerminal() || !complete(response)) {
            response.close();
        }
        BatchStatus status = response.status();
        if (!status.state().isTerminal()) {
            Duration scheduled = schedule.afterStatus(status, time.elapsed());
            pollNext(
                    plan.afterStatus(scheduled, time.since(attempt.sentMillis()), attempt.held(), time.left()),
                    status.state() + ", " + status.completedItemCount() + " of " + status.totalItemCount()
                            + " records completed",
                    null);
        }
    }

    private void notifyListener(BatchStatus status, PollAttempt attempt) {
        poller.listener().polled(id, status);
        if (status.state().isTerminal()) {
            // a server that holds a long poll responds at the end
            poller.listener().detected(id, Duration.ofMillis(Math.max(0, attempt.sentMillis() - lastPollMillis)));
        }
        lastPollMillis = time.millis();
    }

    private void failed(PollAttempt attempt, MlbatchException e) {
        poller.listener().failed(id, e);
        if (attempt.arrived() != null && !attempt.arrived().isApplied() && e instanceof ServerUnavailableException) {
            plan.cut(time.since(attempt.sentMillis()));
        }
        PollFailure kind = failures.add(e);
        if (failures.endsWait()) {
            completeExceptionally(e);
            return;
        }
        Duration retryAfter = e instanceof ServerUnavailableException unavailable
                ? unavailable.retryAfter().orElse(null)
                : null;
        pollNext(schedule.afterFailure(retryAfter), kind.describe(e), e);
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

    private void pollNext(Duration delay, String last, Exception cause) {
        if (policy.maxAttempts() > 0 && attempts >= policy.maxAttempts()) {
            expire("not at its end after " + attempts + " polls", last, cause);
            return;
        }
        if (time.isOver()) {
            expire("not at its end after " + policy.timeout().toMillis() + " ms", last, cause);
            return;
        }
        // the last poll is at the limit, not before it
        pollAfter(time.atMostLeft(delay));
    }

    private void expire(String reason, String last, Exception cause) {
        completeExceptionally(
                new WaitTimeoutException(context(), reason + " (" + last + "); it is not started again", cause));
    }

    private CallContext context() {
        return CallContext.of(poller.operation(), id);
    }
}
