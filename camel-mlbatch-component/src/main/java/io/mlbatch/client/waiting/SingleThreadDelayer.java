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
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delays actions on a single thread. When the thread ends, pending actions run immediately, so that each can react to
 * the end. A delay is one small object, because each waiting exchange has one. The tasks of a scheduled executor are
 * several times as large, and the tasks that it returns when it stops cannot be run.
 */
public final class SingleThreadDelayer implements Delayer {

    private static final Logger LOG = LoggerFactory.getLogger(SingleThreadDelayer.class);

    // half of the range, so that the difference of any two does not overflow
    private static final long LONGEST_NANOS = Long.MAX_VALUE / 2;

    private final DelayQueue<Due> queue = new DelayQueue<>();
    private final AtomicBoolean running = new AtomicBoolean();
    private final Executor thread;
    private volatile boolean stopped;

    /** @param thread runs one task, submitted with the first delay, which ends when the thread is interrupted */
    public SingleThreadDelayer(Executor thread) {
        this.thread = thread;
    }

    /** @param atNanos by {@link System#nanoTime()} */
    private record Due(long atNanos, Runnable action) implements Delayed {

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(atNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.signum(atNanos - ((Due) other).atNanos);
        }

        // identity, so that the queue removes this delay and not an equal one
        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    @Override
    public void after(Duration delay, Runnable action) {
        long nanos = Math.min(TimeUnit.MILLISECONDS.toNanos(delay.toMillis()), LONGEST_NANOS);
        Due due = new Due(System.nanoTime() + nanos, action);
        if (running.compareAndSet(false, true)) {
            start();
        }
        queue.add(due);
        if (stopped && queue.remove(due)) {
            throw new RejectedExecutionException("the component has stopped");
        }
    }

    private void start() {
        try {
            thread.execute(this::run);
        } catch (RejectedExecutionException gone) {
            stopped = true;
            throw gone;
        }
    }

    private void run() {
        try {
            while (!stopped) {
                run(queue.take());
            }
        } catch (InterruptedException stops) {
            Thread.currentThread().interrupt();
        }
    }

    private static void run(Due due) {
        try {
            due.action.run();
        } catch (RuntimeException | Error e) {
            // a failure does not affect other actions
            LOG.error("A delayed action failed", e);
        }
    }

    /** Runs the pending actions and rejects further ones. */
    public void end() {
        stopped = true;
        for (Due due = queue.peek(); due != null; due = queue.peek()) {
            if (queue.remove(due)) {
                run(due);
            }
        }
    }
}
