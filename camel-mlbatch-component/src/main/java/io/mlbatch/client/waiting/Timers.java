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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.RejectedExecutionException;

/**
 * Timers that can be canceled, on a {@link Delayer}, whose delays cannot. A canceled timer holds no memory; at most a
 * few delays are pending however many timers are created. Thread-safe.
 */
public final class Timers {

    private static final long NEVER = Long.MAX_VALUE;

    private final Clock clock;
    private final Delayer delayer;
    private final NavigableSet<Timer> pending = new TreeSet<>(
            Comparator.<Timer>comparingLong(timer -> timer.dueMillis).thenComparing(timer -> timer.number));
    private long created;
    /** When the earliest pending delay of the delayer ends. */
    private long wakesAtMillis = NEVER;

    /** @param clock measures elapsed time, on the same time line as the delayer */
    public Timers(Clock clock, Delayer delayer) {
        this.clock = clock;
        this.delayer = delayer;
    }

    /** One action in the future. */
    public final class Timer {

        private final long dueMillis;
        private final long number;
        private final Runnable action;

        private Timer(long dueMillis, long number, Runnable action) {
            this.dueMillis = dueMillis;
            this.number = number;
            this.action = action;
        }

        /** Removes the timer. Its action may already be running. */
        public void cancel() {
            synchronized (Timers.this) {
                pending.remove(this);
            }
        }
    }

    /**
     * Runs the action once, after the delay, unless it is canceled before. The action must not block and must not
     * throw.
     *
     * @throws RejectedExecutionException when the delayer has stopped
     */
    public Timer after(Duration delay, Runnable action) {
        Timer timer;
        synchronized (this) {
            timer = new Timer(clock.millis() + Math.max(0, delay.toMillis()), created++, action);
            pending.add(timer);
        }
        try {
            wakeAt(timer.dueMillis);
        } catch (RejectedExecutionException stopped) {
            timer.cancel();
            throw stopped;
        }
        return timer;
    }

    private void wakeAt(long dueMillis) {
        Duration delay;
        synchronized (this) {
            if (dueMillis >= wakesAtMillis) {
                return;
            }
            wakesAtMillis = dueMillis;
            delay = Duration.ofMillis(Math.max(0, dueMillis - clock.millis()));
        }
        delayer.after(delay, () -> wake(dueMillis));
    }

    private void wake(long plannedMillis) {
        List<Timer> due = new ArrayList<>();
        long next;
        synchronized (this) {
            if (wakesAtMillis == plannedMillis) {
                wakesAtMillis = NEVER;
            }
            long now = clock.millis();
            while (!pending.isEmpty() && pending.first().dueMillis <= now) {
                due.add(pending.pollFirst());
            }
            next = pending.isEmpty() ? NEVER : pending.first().dueMillis;
        }
        try {
            wakeAt(next);
        } catch (RejectedExecutionException stopped) {
            // the delayer ran this early because it stops: timers cannot wait any longer
            synchronized (this) {
                pending.clear();
            }
        }
        due.forEach(timer -> timer.action.run());
    }

    /** Returns the current time in milliseconds, on the timers' own time line. */
    public long millis() {
        return clock.millis();
    }

    /** Returns the number of timers whose actions have neither run nor been canceled. */
    synchronized int pending() {
        return pending.size();
    }
}
