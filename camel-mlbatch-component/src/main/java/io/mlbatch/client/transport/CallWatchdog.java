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
package io.mlbatch.client.transport;

import java.io.Closeable;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.mlbatch.client.waiting.Timers.Timer;

/** Aborts a call that takes longer than {@link CallLimits} or its own deadline allow. Holds no thread. Thread-safe. */
final class CallWatchdog implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(CallWatchdog.class);

    private final CallLimits limits;
    private final Runnable abort;
    private Timer deadlineTimer;
    private Timer rateTimer;
    private boolean connected;
    private boolean waiting;
    private long waitingSinceMillis;
    private long waitedMillis;
    private long bytes;
    private boolean closed;
    private String expired;

    /** @param deadline the deadline of the call as a whole, or {@code null} */
    CallWatchdog(CallLimits limits, Deadline deadline, Runnable abort) {
        this.limits = limits;
        this.abort = abort;
        if (deadline != null) {
            Duration left = deadline.left();
            deadlineTimer = timer(left, () -> expire("it had not ended within its limit"));
        }
    }

    /** Notes that the call has a connection, on which bytes may be sent from now on. */
    synchronized void connected() {
        connected = true;
        waiting();
    }

    synchronized boolean isConnected() {
        return connected;
    }

    /** Notes that the client waits for the server from now on. */
    synchronized void waiting() {
        if (waiting || closed) {
            return;
        }
        waiting = true;
        waitingSinceMillis = limits.timers().millis();
        if (rateTimer == null) {
            watchRate();
        }
    }

    /** Notes that the server waits for the client from now on. */
    synchronized void resting() {
        if (waiting) {
            waitedMillis += pausedMillis();
            waiting = false;
        }
    }

    /** Counts bytes that were sent or received. */
    synchronized void transferred(long count) {
        if (count <= 0) {
            return;
        }
        bytes += count;
        if (waiting) {
            resting();
            waiting();
        }
    }

    /** Notes that the request is sent: the time for the response begins. */
    synchronized void sent() {
        resting();
        waitedMillis = 0;
        bytes = 0;
        // the timer may be set to the hours that the request has earned
        cancel(rateTimer);
        rateTimer = null;
        waiting();
    }

    /** Returns the reason why the call was aborted, or {@code null} when it was not. */
    synchronized String expired() {
        return expired;
    }

    /** Ends the supervision, because the call has ended. */
    @Override
    public synchronized void close() {
        closed = true;
        cancel(deadlineTimer);
        cancel(rateTimer);
    }

    private static void cancel(Timer timer) {
        if (timer != null) {
            timer.cancel();
        }
    }

    private void watchRate() {
        if (!limits.responseTimeout().isZero()) {
            rateTimer = timer(Duration.ofMillis(Math.max(1, leftMillis())), this::checkRate);
        }
    }

    /** Returns the time until the rate or the pause is no longer acceptable. */
    private long leftMillis() {
        return Math.min(limits.responseTimeout().toMillis(), allowedMillis() - waitedMillis) - pausedMillis();
    }

    /** Returns the time since the last bytes were transferred. */
    private long pausedMillis() {
        return waiting ? limits.timers().millis() - waitingSinceMillis : 0;
    }

    private long allowedMillis() {
        return limits.responseTimeout().toMillis() + 1000 * bytes / CallLimits.SLOWEST_BYTES_PER_SECOND;
    }

    private void checkRate() {
        String reason;
        synchronized (this) {
            rateTimer = null;
            if (!waiting || closed) {
                return;
            }
            if (leftMillis() > 0) {
                watchRate();
                return;
            }
            // the limit that was reached first, also if this check is late
            reason = limits.responseTimeout().toMillis() < allowedMillis() - waitedMillis
                    ? "nothing was transferred for " + pausedMillis() + " ms"
                    : bytes + " bytes in " + allowedMillis() + " ms are too slow (see http.responseTimeout)";
        }
        expire(reason);
    }

    private void expire(String reason) {
        synchronized (this) {
            if (closed || expired != null) {
                return;
            }
            expired = reason;
        }
        abort.run();
    }

    private Timer timer(Duration delay, Runnable action) {
        try {
            return limits.timers().after(delay, action);
        } catch (RejectedExecutionException stopped) {
            // the last calls of a component that stops, like a cancel, still have the timeouts of their socket
            LOG.debug("A call has no time limit because the component stops", stopped);
            return null;
        }
    }
}
