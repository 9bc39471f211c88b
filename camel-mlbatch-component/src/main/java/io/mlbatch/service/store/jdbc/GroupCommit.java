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

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.mlbatch.service.store.StoreException;

/**
 * The one thread that writes. What has come while a transaction was committed goes into the next one together, so that
 * many writes share the time that a disk needs. Whoever writes more than the disk takes waits. Thread-safe.
 *
 * <p>What a database refuses ({@link SQLException}), and what there is no memory for, is tried again. Any other fault
 * ends the thread: what is in memory may no longer be what is on disk.
 */
final class GroupCommit implements AutoCloseable {

    /** Opens a connection of its own, without automatic commits. */
    interface Connector {
        Session connect() throws SQLException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);
    /** As many as come while a disk syncs: with fewer, routes wait for the sync. */
    private static final int MOST_WAITING_WRITES = 20_000;

    private static final long MOST_WAITING_BYTES = 16L << 20;
    private static final long LONGEST_PAUSE_MILLIS = 10_000;

    private final Connector connector;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition notEmpty = lock.newCondition();
    private final Condition notFull = lock.newCondition();
    // guarded by the lock
    private List<Write> waiting = new ArrayList<>();
    private final Deque<Write> background = new ArrayDeque<>();
    private long waitingBytes;
    private boolean backgroundsTurn;
    private Session session;
    private Throwable fault;
    private volatile boolean failing;

    /** @param thread runs the writer until it is closed */
    GroupCommit(Connector connector, Executor thread) {
        this.connector = connector;
        thread.execute(this::run);
    }

    /** True while writes fail and are tried again and again, and for good once the thread has ended by a fault. */
    boolean isFailing() {
        return failing;
    }

    /**
     * Takes a write; waits while there are too many.
     *
     * @return false when all is closed: the write is not made
     * @throws StoreException when the thread that writes has ended by a fault: the write is not made
     */
    boolean add(Write write) {
        lock.lock();
        try {
            while (!isClosed() && (waitingBytes > MOST_WAITING_BYTES || waiting.size() > MOST_WAITING_WRITES)) {
                notFull.awaitUninterruptibly();
            }
            if (fault != null) {
                throw new StoreException("Executions are not stored any more, until the host is started again", fault);
            }
            if (isClosed()) {
                return false;
            }
            if (waiting.isEmpty()) {
                notEmpty.signal();
            }
            waiting.add(write);
            waitingBytes += write.weight();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Takes a write of this very thread's, which must not wait for itself. */
    void addFirst(Write write) {
        lock.lock();
        try {
            waiting.add(0, write);
            waitingBytes += write.weight();
            notEmpty.signal();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes a write that has time: such writes take turns with the groups of others, and none is made once all is
     * closed.
     */
    void addBackground(Write write) {
        lock.lock();
        try {
            background.add(write);
            notEmpty.signal();
        } finally {
            lock.unlock();
        }
    }

    private boolean isClosed() {
        return stopping.getCount() == 0;
    }

    private void run() {
        List<Write> group = List.of();
        try {
            for (group = next(); !group.isEmpty(); group = next()) {
                write(group);
            }
        } catch (RuntimeException | Error e) {
            LOG.error("Executions are not stored any more, until the host is started again", e);
            end(e);
            giveUp(group, e);
        } finally {
            try {
                disconnect();
            } finally {
                ended.countDown();
            }
        }
    }

    /** Lets nothing in any more, and those go who wait for room. */
    private void end(Throwable cause) {
        lock.lock();
        try {
            fault = cause;
            failing = true;
            stopping.countDown();
            notFull.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Lets those go who wait for the outcome of what has been taken. Whether the last group is on disk is not known:
     * the next start finds out, as after a kill.
     */
    private void giveUp(List<Write> group, Throwable cause) {
        SQLException reason = new SQLException("The thread that stores executions has ended", cause);
        List<Write> lost = new ArrayList<>(group);
        lost.addAll(waiting);
        for (Write write : lost) {
            try {
                write.isGivenUp(reason);
            } catch (RuntimeException | Error e) {
                LOG.error("Whoever waits for a write may wait for ever", e);
            }
        }
    }

    /** The next writes; none when all is closed and written. */
    private List<Write> next() {
        lock.lock();
        try {
            while (waiting.isEmpty() && background.isEmpty() && !isClosed()) {
                notEmpty.awaitUninterruptibly();
            }
            // by itself, because what is given up of it must not take others along; in turns with them
            backgroundsTurn = !background.isEmpty() && !isClosed() && (waiting.isEmpty() || !backgroundsTurn);
            if (backgroundsTurn) {
                return new ArrayList<>(List.of(background.remove()));
            }
            // all at once: whoever adds must not wait while they are counted over
            List<Write> group = waiting;
            waiting = new ArrayList<>();
            waitingBytes = 0;
            notFull.signalAll();
            return group;
        } finally {
            lock.unlock();
        }
    }

    private void write(List<Write> group) {
        long pause = 100;
        while (!group.isEmpty()) {
            try {
                commit(group);
                failing = false;
                group.forEach(Write::committed);
                return;
            } catch (SQLException e) {
                LOG.warn("Executions cannot be stored, which is tried again: {}", e.getMessage());
                LOG.debug("Executions cannot be stored", e);
                failing = true;
                disconnect();
                group.removeIf(write -> write.isGivenUp(e));
                giveUpWaiting(e);
            }
            if (!group.isEmpty() && isOver(pause)) {
                LOG.error("{} results were not stored: they are computed again after the next start", group.size());
                return;
            }
            pause = Math.min(LONGEST_PAUSE_MILLIS, pause * 2);
        }
    }

    /** Lets those go who would wait behind what is tried again and again. */
    private void giveUpWaiting(SQLException reason) {
        lock.lock();
        try {
            waiting.removeIf(write -> write.isGivenUp(reason));
            waitingBytes = waiting.stream().mapToLong(Write::weight).sum();
            notFull.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void commit(List<Write> group) throws SQLException {
        try {
            make(group);
        } catch (OutOfMemoryError e) {
            // most often another thread has taken it all: that is over soon, and this is the only one that writes
            throw new SQLException("There is no memory to write", e);
        }
    }

    private void make(List<Write> group) throws SQLException {
        if (session == null) {
            session = connector.connect();
        }
        for (Write write : group) {
            write.apply(session);
        }
        session.commit();
    }

    /** Waits; true when meanwhile, or before, all was closed. */
    private boolean isOver(long pauseMillis) {
        try {
            return stopping.await(pauseMillis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Rolls back what is open, and has the next transaction begin with a new connection. */
    private void disconnect() {
        if (session != null) {
            try (Session closed = session) {
                session = null;
                closed.rollback();
            } catch (SQLException e) {
                LOG.debug("The connection is broken", e);
            }
        }
    }

    /** Writes what has been added, and ends. */
    @Override
    public void close() {
        lock.lock();
        try {
            stopping.countDown();
            notEmpty.signalAll();
            notFull.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            ended.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
