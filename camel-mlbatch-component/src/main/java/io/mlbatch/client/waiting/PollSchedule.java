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
import java.util.function.DoubleSupplier;

import io.mlbatch.protocol.BatchState;
import io.mlbatch.protocol.BatchStatus;

/**
 * Schedules the polls of one execution between {@code delay} and {@code maxDelay}. The next poll is drawn between
 * {@code delay} and half of the minimum time that the batch still needs. Polls are therefore few while the end is far,
 * frequent when it is near, and different for each execution. If the end cannot be predicted, as in a stall or with a
 * single record, the time between two polls grows with the square root of the time since the last progress. The cost of
 * this schedule is measured, see {@code docs/polling.md}. Not thread-safe: polls of one execution follow each other.
 */
public final class PollSchedule {

    /** The share of the minimum remaining time that may pass before the next poll: the pace may double. */
    private static final double SHARE_OF_REMAINING = 0.5;
    /** The next lump may be half as large again as any so far. */
    private static final double LUMP_RESERVE = 1.5;
    /** The earliest that the next record or lump comes, in shares of the time that it takes on the average. */
    private static final double EARLIEST = 0.25;
    /** Trades polls for delay when the end cannot be predicted. Other values are measured in the docs. */
    static final double SHARE_OF_IDLE = 0.2;

    private static final Duration LONGEST_RETRY_AFTER = Duration.ofHours(1);

    private final WaitPolicy policy;
    private final DoubleSupplier jitter;
    private final double delay;
    private final double shareOfIdle;
    private double longest;

    /** The time when the execution was last seen queued; like all times in milliseconds since the wait began. */
    private double queuedAt;

    private double polledAt;
    private double progressAt;
    private int completed;
    /** The largest number of records that completed at once after a poll without progress. */
    private int lump;

    /** @param jitter numbers from 0 to 1 */
    public PollSchedule(WaitPolicy policy, DoubleSupplier jitter) {
        this(policy, jitter, SHARE_OF_IDLE);
    }

    /** Creates a schedule with another share, for measurements. */
    PollSchedule(WaitPolicy policy, DoubleSupplier jitter, double shareOfIdle) {
        this.policy = policy;
        this.jitter = jitter;
        this.shareOfIdle = shareOfIdle;
        this.delay = policy.delay().toMillis();
        this.longest = delay;
    }

    /**
     * Returns the delay to the next poll after a successful one.
     *
     * @param elapsed since the wait began
     */
    public Duration afterStatus(BatchStatus status, Duration elapsed) {
        double now = elapsed.toMillis();
        observe(status, now);
        double idle = now - progressAt;
        longest = bounded(Math.max(
                SHARE_OF_REMAINING * leastRemaining(status, now, idle), shareOfIdle * Math.sqrt(delay * idle)));
        return drawn();
    }

    /**
     * Returns the delay to the next poll after a failed one: drawn from a time twice as long as before.
     *
     * @param retryAfter the minimum delay that the server requests, or {@code null}; honored up to an hour, because a
     *     gateway may ask for any time
     */
    public Duration afterFailure(Duration retryAfter) {
        longest = bounded(longest * 2);
        Duration next = drawn();
        Duration requested =
                retryAfter != null && retryAfter.compareTo(LONGEST_RETRY_AFTER) > 0 ? LONGEST_RETRY_AFTER : retryAfter;
        return requested != null && requested.compareTo(next) > 0 ? requested : next;
    }

    private void observe(BatchStatus status, double now) {
        if (isQueued(status)) {
            queuedAt = now;
            progressAt = now;
        } else if (status.completedItemCount() > completed) {
            if (progressAt < polledAt) {
                lump = Math.max(lump, status.completedItemCount() - completed);
            }
            completed = status.completedItemCount();
            progressAt = now;
        }
        polledAt = now;
    }

    private double leastRemaining(BatchStatus status, double now, double idle) {
        if (isQueued(status)) {
            // an execution that was queued for long runs for a while
            return now;
        }
        if (completed == 0) {
            // at best, the records that run first end together; the records after them take as long again
            double rounds = (double) status.totalItemCount() / Math.max(1, status.parallelCount());
            return idle * Math.min(1, rounds - 1);
        }
        double perRecord = (progressAt - queuedAt) / completed;
        double left = Math.max(0, (double) status.totalItemCount() - completed);
        double next = Math.min(LUMP_RESERVE * lump, left);
        return perRecord * (left - next) + Math.max(0, EARLIEST * perRecord * next - idle);
    }

    private static boolean isQueued(BatchStatus status) {
        return status.completedItemCount() == 0 && status.state() != BatchState.IN_PROGRESS;
    }

    private double bounded(double millis) {
        return Math.min(policy.maxDelay().toMillis(), Math.max(delay, millis));
    }

    private Duration drawn() {
        return policy.delay().plusMillis((long) ((longest - delay) * jitter.getAsDouble()));
    }
}
