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
package io.mlbatch.testing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.RejectedExecutionException;

import io.mlbatch.client.waiting.Delayer;

/** Time that only a test advances: a clock, and the delays that depend on it. Thread-safe. */
public final class VirtualTime extends Clock implements Delayer {

    /** A Wednesday, at a full second. */
    public static final Instant START = Instant.parse("2026-11-04T12:00:00Z");

    private final PriorityQueue<Due> due =
            new PriorityQueue<>(Comparator.comparing(Due::at).thenComparing(Due::number));
    private Instant now = START;
    private long scheduled;
    private boolean stopped;

    private record Due(Instant at, long number, Runnable action) {}

    @Override
    public synchronized void after(Duration delay, Runnable action) {
        if (stopped) {
            throw new RejectedExecutionException("virtual time has stopped");
        }
        due.add(new Due(now.plus(delay), scheduled++, action));
    }

    /** Advances the time, and runs due tasks in order, each at its instant, also those that are scheduled meanwhile. */
    public void advance(Duration duration) {
        Instant end = instant().plus(duration);
        for (Due next = next(end); next != null; next = next(end)) {
            next.action.run();
        }
    }

    private synchronized Due next(Instant end) {
        if (due.isEmpty() || due.peek().at.isAfter(end)) {
            now = end;
            return null;
        }
        Due next = due.poll();
        now = next.at;
        return next;
    }

    /** A delayer for code that blocks until its delay is over: time leaps there at once. */
    public Delayer leaping() {
        return (delay, action) -> {
            after(delay, action);
            advance(delay);
        };
    }

    /** From now on delays are refused, as by an executor that was shut down. */
    public synchronized void stop() {
        stopped = true;
    }

    /** Actions that wait for their time. */
    public synchronized int pending() {
        return due.size();
    }

    /** How much time has passed. */
    public Duration elapsed() {
        return Duration.between(START, instant());
    }

    @Override
    public synchronized Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("virtual time is UTC");
    }
}
