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
package io.mlbatch.service.store.jdbc;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * The writes that wait for the thread that writes, in bounded memory. Thread-safe. A method that throws an
 * {@link OutOfMemoryError} has changed nothing.
 */
final class WriteQueue {

    /** As many as come while a disk syncs: with fewer, routes wait for the sync. */
    private static final int MOST_WAITING_WRITES = 20_000;

    private static final long MOST_WAITING_BYTES = 16L << 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Condition notFull = lock.newCondition();
    // guarded by the lock
    private List<Write> waiting = new ArrayList<>();
    private final Deque<Write> background = new ArrayDeque<>();
    private long waitingBytes;
    private boolean backgroundsTurn;
    private boolean closed;

    /**
     * Adds a write; waits while there are too many.
     *
     * @return false when the queue is closed: the write is not made
     */
    boolean add(Write write) {
        lock.lock();
        try {
            while (!closed && (waitingBytes > MOST_WAITING_BYTES || waiting.size() > MOST_WAITING_WRITES)) {
                notFull.awaitUninterruptibly();
            }
            if (closed) {
                return false;
            }
            waiting.add(write);
            waitingBytes += write.weight();
            changed.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Adds a write of the thread that writes, which must not wait for itself. */
    void addFirst(Write write) {
        lock.lock();
        try {
            waiting.add(0, write);
            waitingBytes += write.weight();
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Adds a write that takes turns with the groups of others. It is not made once the queue is closed. */
    void addBackground(Write write) {
        lock.lock();
        try {
            background.add(write);
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Removes the next writes; empty when the queue is closed and nothing is left to write.
     *
     * @param probing returns a {@link ProbeWrite} instead of waiting when there are none
     */
    List<Write> next(boolean probing) {
        lock.lock();
        try {
            if (probing && waiting.isEmpty() && background.isEmpty() && !closed) {
                return new ArrayList<>(List.of(new ProbeWrite()));
            }
            while (waiting.isEmpty() && background.isEmpty() && !closed) {
                changed.awaitUninterruptibly();
            }
            List<Write> next = new ArrayList<>();
            // by itself, because what is given up of it must not take others along; in turns with them
            boolean backgroundNow = !background.isEmpty() && !closed && (waiting.isEmpty() || !backgroundsTurn);
            if (backgroundNow) {
                next.add(background.element());
                background.remove();
            } else {
                // all at once: whoever adds must not wait while they are counted over
                List<Write> taken = waiting;
                waiting = next;
                next = taken;
                waitingBytes = 0;
                notFull.signalAll();
            }
            backgroundsTurn = backgroundNow;
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** Removes writes that free space: all that wait, or one of the background. Empty where there are none. */
    List<Write> takeFreeing() {
        lock.lock();
        try {
            List<Write> freeing = new ArrayList<>();
            for (Write write : waiting) {
                if (write.isFreeing()) {
                    freeing.add(write);
                }
            }
            if (!freeing.isEmpty()) {
                removeWaiting(Write::isFreeing);
            } else if (!background.isEmpty() && !closed) {
                freeing.add(background.element());
                background.remove();
            }
            return freeing;
        } finally {
            lock.unlock();
        }
    }

    /** Removes those waiting writes for which that returns true. */
    void removeIf(Predicate<Write> removal) {
        lock.lock();
        try {
            removeWaiting(removal);
        } finally {
            lock.unlock();
        }
    }

    private void removeWaiting(Predicate<Write> removal) {
        waiting.removeIf(removal);
        waitingBytes = 0;
        for (Write write : waiting) {
            waitingBytes += write.weight();
        }
        notFull.signalAll();
    }

    /** Waits for that time, less when there is a write that frees space or the queue is closed. */
    void awaitFreeing(long millis) throws InterruptedException {
        lock.lock();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(millis);
            while (!closed
                    && left > 0
                    && background.isEmpty()
                    && waiting.stream().noneMatch(Write::isFreeing)) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Accepts no further writes. Those that wait are still returned by {@link #next}. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
            notFull.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
