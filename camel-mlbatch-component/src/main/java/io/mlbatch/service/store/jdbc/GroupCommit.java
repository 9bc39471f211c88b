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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes. Writes that come while a transaction is committed go into the next one together, so that
 * many writes share the time that a disk needs. A caller that writes more than the disk takes waits. Thread-safe.
 *
 * <p>A write that fails is retried until it succeeds or {@linkplain Write#isGivenUp is given up}, also after an error
 * such as a lack of memory: nothing but {@link #close} ends the thread. While writes fail, those that free space are
 * tried by themselves, with the space that the connector keeps for them.
 */
final class GroupCommit implements AutoCloseable {

    /** Opens the connections of the thread that writes. */
    interface Connector {

        /** Opens a connection of its own, without automatic commits. */
        WriteSession connect() throws SQLException;

        /** Frees space that is kept for deletions. */
        default void releaseReserve() {}
    }

    private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);
    private static final long LONGEST_PAUSE_MILLIS = 10_000;
    private static final long SHORTEST_PAUSE_MILLIS = 100;
    /** After so many faults that are not the database's in a row, a write is dropped: it would block all others. */
    private static final int MOST_FAULTS = 5;

    private final Connector connector;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final WriteQueue queue = new WriteQueue();
    private volatile boolean failing;

    // only the thread that writes touches these. They are fields so that it continues after any error
    private List<Write> group = List.of();
    private List<Write> freeing = List.of();
    private List<Write> committed = List.of();
    private int settled;
    private WriteSession session;
    private Write current;
    private Write faulty;
    private int faults;
    private long pause = SHORTEST_PAUSE_MILLIS;
    private boolean over;

    /** @param thread runs the writer until it is closed */
    GroupCommit(Connector connector, Executor thread) {
        this.connector = connector;
        thread.execute(this::run);
    }

    /** True while writes fail and are retried. */
    boolean isFailing() {
        return failing;
    }

    /**
     * Adds a write; waits while there are too many.
     *
     * @return false when the writer is closed: the write is not made
     */
    boolean add(Write write) {
        return queue.add(write);
    }

    /** Adds a write of the thread that writes, which must not wait for itself. */
    void addFirst(Write write) {
        queue.addFirst(write);
    }

    /** Adds a write that takes turns with the groups of others. It is not made once the writer is closed. */
    void addBackground(Write write) {
        queue.addBackground(write);
    }

    private void run() {
        try {
            while (!over) {
                try {
                    step();
                } catch (RuntimeException | Error e) {
                    onError(e);
                }
            }
        } finally {
            try {
                disconnect();
            } finally {
                ended.countDown();
            }
        }
    }

    /** Must not throw. The fields say where to continue. */
    private void onError(Throwable error) {
        failing = true;
        try {
            LOG.error("The thread that stores executions failed and continues", error);
            pause();
        } catch (RuntimeException | Error again) {
            // there is no memory to log or to wait: the next step is tried at once
            error.addSuppressed(again);
        }
    }

    private void step() {
        settle();
        if (failing) {
            if (freeing.isEmpty()) {
                freeing = queue.takeFreeing();
            }
            if (!freeing.isEmpty()) {
                free();
                return;
            }
        }
        if (group.isEmpty()) {
            // while writes fail and none waits, a probe finds out when the database works again
            group = queue.next(failing);
            over = group.isEmpty();
        }
        if (!over) {
            write();
        }
    }

    /** Tells the writes that they are on disk. Continues with the same write after an error. */
    private void settle() {
        while (settled < committed.size()) {
            Write write = committed.get(settled);
            try {
                write.committed();
            } catch (RuntimeException | Error e) {
                if (!isDropped(write, e)) {
                    throw e;
                }
            }
            settled++;
        }
        committed = List.of();
        settled = 0;
    }

    private void write() {
        try {
            commit(group);
            group = List.of();
            failing = false;
            pause = SHORTEST_PAUSE_MILLIS;
        } catch (SQLException e) {
            LOG.warn("Executions cannot be stored; retrying in {} ms: {}", pause, e.getMessage());
            LOG.debug("Executions cannot be stored", e);
            failing = true;
            disconnect();
            freeing = new ArrayList<>(group.stream().filter(Write::isFreeing).toList());
            group.removeIf(write -> write.isFreeing() || isGivenUp(write, e));
            // those would wait behind writes that are retried again and again
            queue.removeIf(write -> !write.isFreeing() && isGivenUp(write, e));
            if (freeing.isEmpty()) {
                pause();
            }
            if (queue.isClosed() && !group.isEmpty()) {
                LOG.error("{} results were not stored: they are computed again after the next start", group.size());
                group = List.of();
            }
        }
    }

    /** Makes the writes that free space: once, because their callers wait for an outcome. */
    private void free() {
        List<Write> tried = freeing;
        try {
            connector.releaseReserve();
            commit(tried);
        } catch (SQLException e) {
            LOG.warn("Executions cannot be deleted: {}", e.getMessage());
            disconnect();
            for (Write write : tried) {
                isGivenUp(write, e);
            }
            pause();
        }
        freeing = List.of();
    }

    private void commit(List<Write> writes) throws SQLException {
        try {
            if (session == null) {
                session = connector.connect();
            }
            for (Write write : writes) {
                current = write;
                write.apply(session);
            }
            current = null;
            session.commit();
            committed = writes;
        } catch (RuntimeException | Error e) {
            Write guilty = current;
            current = null;
            if (guilty != null && isDropped(guilty, e)) {
                writes.remove(guilty);
            }
            // most often another thread has taken all memory, which is over soon
            throw new SQLException("The thread that stores executions failed: " + e, e);
        }
    }

    /** Counts the faults of a write; true when it has failed too often and has been dropped. */
    private boolean isDropped(Write write, Throwable fault) {
        faults = write == faulty ? faults + 1 : 1;
        faulty = write;
        if (fault instanceof OutOfMemoryError || faults < MOST_FAULTS) {
            return false;
        }
        LOG.error("A write failed {} times and is dropped", faults, fault);
        isGivenUp(write, new SQLException("The write failed " + faults + " times", fault));
        write.dropped();
        return true;
    }

    private static boolean isGivenUp(Write write, SQLException reason) {
        try {
            return write.isGivenUp(reason);
        } catch (RuntimeException | Error e) {
            LOG.error("A write could not be given up", e);
            return false;
        }
    }

    /** Waits before the next attempt, each time longer; ends early when a deletion comes or the writer is closed. */
    private void pause() {
        try {
            queue.awaitFreeing(pause);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            queue.close();
        }
        pause = Math.min(LONGEST_PAUSE_MILLIS, pause * 2);
    }

    /** Rolls back the open transaction, and has the next one begin with a new connection. */
    private void disconnect() {
        if (session != null) {
            try (WriteSession closed = session) {
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
        queue.close();
        try {
            ended.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
