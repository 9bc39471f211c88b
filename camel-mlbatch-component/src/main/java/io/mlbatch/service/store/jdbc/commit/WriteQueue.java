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
package io.mlbatch.service.store.jdbc.commit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * Bounded queue of writes for the writer thread. Thread-safe. A method that throws an {@link OutOfMemoryError} has
 * changed nothing.
 */
final class WriteQueue {

    /** The writes that arrive during a disk sync: with a lower limit, routes would wait for the sync. */
    private static final int MAX_QUEUED_WRITES = 20_000;

    private static final long MAX_QUEUED_BYTES = 16L << 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Condition notFull = lock.newCondition();
    // guarded by the lock
    private List<Write> queued = new ArrayList<>();
    private final Deque<Write> background = new ArrayDeque<>();
    private long queuedBytes;
    private boolean wasBackground;
    private boolean closed;

    /**
     * Adds a write. Blocks while the queue is full.
     *
     * @return false if the queue is closed and the write was not added
     */
    boolean add(Write write) {
        lock.lock();
        try {
            while (!closed && (queuedBytes > MAX_QUEUED_BYTES || queued.size() > MAX_QUEUED_WRITES)) {
                notFull.awaitUninterruptibly();
            }
            if (closed) {
                return false;
            }
            queued.add(write);
            queuedBytes += write.weight();
            changed.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Adds a small write, also while the queue is full. It is dropped when the queue is closed. */
    void offer(Write write) {
        lock.lock();
        try {
            if (!closed) {
                queued.add(write);
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Adds a write that alternates with the groups of other writes. It is dropped when the queue is closed. */
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
     * Removes the next writes, and waits for them. Returns none if the queue is closed and empty.
     *
     * @param probing whether to return a {@link ProbeWrite} instead of waiting
     */
    List<Write> next(boolean probing) {
        lock.lock();
        try {
            if (probing && queued.isEmpty() && background.isEmpty() && !closed) {
                return new ArrayList<>(List.of(new ProbeWrite()));
            }
            while (queued.isEmpty() && background.isEmpty() && !closed) {
                changed.awaitUninterruptibly();
            }
            List<Write> next = new ArrayList<>();
            // alone, because a failure of a background write must not affect others; alternates with them
            boolean backgroundNow = !background.isEmpty() && !closed && (queued.isEmpty() || !wasBackground);
            if (backgroundNow) {
                next.add(background.element());
                background.remove();
            } else {
                // all at once, so that a caller of add does not wait while the writes are copied
                List<Write> taken = queued;
                queued = next;
                next = taken;
                queuedBytes = 0;
                notFull.signalAll();
            }
            wasBackground = backgroundNow;
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** Removes the writes that free space: all queued ones, or one background write. */
    List<Write> takeFreeing() {
        lock.lock();
        try {
            List<Write> freeing = new ArrayList<>();
            for (Write write : queued) {
                if (write.isFreeing()) {
                    freeing.add(write);
                }
            }
            if (!freeing.isEmpty()) {
                removeQueued(Write::isFreeing);
            } else if (!background.isEmpty() && !closed) {
                freeing.add(background.element());
                background.remove();
            }
            return freeing;
        } finally {
            lock.unlock();
        }
    }

    /** Removes the queued writes for which the predicate returns true. */
    void removeIf(Predicate<Write> removal) {
        lock.lock();
        try {
            removeQueued(removal);
        } finally {
            lock.unlock();
        }
    }

    private void removeQueued(Predicate<Write> removal) {
        queued.removeIf(removal);
        queuedBytes = 0;
        for (Write write : queued) {
            queuedBytes += write.weight();
        }
        notFull.signalAll();
    }

    /** Waits for a time; ends early if a write that frees space is queued or the queue is closed. */
    void awaitFreeing(long millis) throws InterruptedException {
        lock.lock();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(millis);
            while (!closed
                    && left > 0
                    && background.isEmpty()
                    && queued.stream().noneMatch(Write::isFreeing)) {
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

    /** Accepts no further writes. {@link #next} still returns the queued ones. */
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
