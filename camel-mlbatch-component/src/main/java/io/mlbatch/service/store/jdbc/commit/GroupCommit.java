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

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.function.LongConsumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.mlbatch.service.store.jdbc.database.ConflictCounter;
import io.mlbatch.service.store.jdbc.database.WriteSession;

/**
 * Executor of writes on a single thread. Writes that arrive during a commit are combined into the next transaction, so
 * that many writes share one disk sync. A caller that produces writes faster than the disk blocks. Thread-safe.
 *
 * <p>A failed write is retried until it succeeds or is {@linkplain Write#onFailure abandoned}, also after an error such
 * as a lack of memory: only {@link #close} ends the thread. While writes fail, those that free space are tried in a
 * transaction of their own, with the space that the connector reserves for them.
 */
public final class GroupCommit implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);
    private static final long MAX_PAUSE_MILLIS = 10_000;
    private static final long MIN_PAUSE_MILLIS = 100;

    private final Connector connector;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final WriteQueue queue = new WriteQueue();
    private volatile boolean failing;
    private volatile LongConsumer onCommit = nanos -> {};
    // all below belong to the writer thread; they are fields so that it continues after any error
    private final FaultCounter faults = new FaultCounter();
    private List<Write> group = List.of();
    private List<Write> freeing = List.of();
    private List<Write> committed = List.of();
    private int notified;
    private WriteSession session;
    private Write current;
    private long pause = MIN_PAUSE_MILLIS;
    private final ConflictCounter conflicts = new ConflictCounter();
    private boolean over;

    /** @param thread runs the writer until it is closed */
    public GroupCommit(Connector connector, Executor thread) {
        this.connector = connector;
        thread.execute(this::run);
    }

    /** @param listener receives the time of each transaction in nanoseconds, on the writer thread */
    public void onCommit(LongConsumer listener) {
        onCommit = listener;
    }

    /** Returns true while writes fail and are retried. */
    public boolean isFailing() {
        return failing;
    }

    /**
     * Queues a write. Blocks while the queue is full.
     *
     * @return false if the writer is closed and the write will not be applied
     */
    public boolean add(Write write) {
        return queue.add(write);
    }

    /** Queues a write without blocking, also while the queue is full. It is not applied after the close. */
    public void offer(Write write) {
        queue.offer(write);
    }

    /** Queues a write that alternates with the groups of other writes. It is not applied after the close. */
    public void addBackground(Write write) {
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

    /** Must not throw. The fields determine where the next step continues. */
    private void onError(Throwable error) {
        failing = true;
        try {
            LOG.error("The writer thread of the execution store failed; it continues", error);
            pause();
        } catch (RuntimeException | Error again) {
            // without memory for logging or waiting, the next step runs at once
            error.addSuppressed(again);
        }
    }

    private void step() {
        notifyCommitted();
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
            // while the database fails and no write is queued, a probe detects the recovery
            group = queue.next(failing);
            over = group.isEmpty();
        }
        if (!over) {
            write();
        }
    }

    /** Notifies the writes that they are on disk. After an error, the next call continues with the same write. */
    private void notifyCommitted() {
        while (notified < committed.size()) {
            Write write = committed.get(notified);
            try {
                write.onCommit();
            } catch (RuntimeException | Error e) {
                if (!dropIfFatal(write, e)) {
                    throw e;
                }
            }
            notified++;
        }
        committed = List.of();
        notified = 0;
    }

    private void write() {
        long began = System.nanoTime();
        try {
            if (failing) {
                connector.restoreReserve();
            }
            commit(group);
            group = List.of();
            failing = false;
            conflicts.clear();
            pause = MIN_PAUSE_MILLIS;
            onCommit.accept(System.nanoTime() - began);
        } catch (SQLException e) {
            if (conflicts.mayRepeat(e)) {
                LOG.debug("Another node changed the same rows; the transaction is repeated", e);
                disconnect();
                return;
            }
            LOG.warn("Storing executions failed; retrying in {} ms: {}", pause, e.getMessage());
            LOG.debug("Storing executions failed", e);
            failing = true;
            disconnect();
            freeing = new ArrayList<>(group.stream().filter(Write::isFreeing).toList());
            group.removeIf(write -> write.isFreeing() || FaultCounter.abandonOnFailure(write, e));
            // queued writes that can be abandoned would wait behind writes that are retried
            queue.removeIf(write -> !write.isFreeing() && FaultCounter.abandonOnFailure(write, e));
            if (freeing.isEmpty()) {
                pause();
            }
            if (queue.isClosed() && !group.isEmpty()) {
                LOG.error(
                        "{} results were not stored; their records are computed again after the next start",
                        group.size());
                group = List.of();
            }
        }
    }

    /** Applies the writes that free space once, without a retry: their callers wait for the outcome. */
    private void free() {
        List<Write> tried = freeing;
        try {
            connector.releaseReserve();
            commit(tried);
        } catch (SQLException e) {
            LOG.warn("Deleting executions failed: {}", e.getMessage());
            disconnect();
            for (Write write : tried) {
                FaultCounter.abandonOnFailure(write, e);
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
            ResultBuffer results = new ResultBuffer();
            for (Write write : writes) {
                current = write;
                write.apply(session, results);
            }
            current = null;
            results.insert(session);
            session.commit();
            committed = writes;
        } catch (RuntimeException | Error e) {
            Write guilty = current;
            current = null;
            if (guilty != null && dropIfFatal(guilty, e)) {
                writes.remove(guilty);
            }
            // usually a lack of memory caused by another thread, which ends soon
            throw new SQLException("The writer thread of the execution store failed: " + e, e);
        }
    }

    /** Counts a fault of a write. Drops the write, and returns true, after too many faults. */
    private boolean dropIfFatal(Write write, Throwable fault) {
        int count = faults.count(write, fault);
        if (count == 0) {
            return false;
        }
        LOG.error("A write failed {} times and is dropped", count, fault);
        FaultCounter.abandonOnFailure(write, new SQLException("The write failed " + count + " times", fault));
        write.onDrop();
        return true;
    }

    /** Waits before the next attempt, with backoff; ends early when a deletion arrives or the writer is closed. */
    private void pause() {
        try {
            queue.awaitFreeing(pause);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            queue.close();
        }
        pause = Math.min(MAX_PAUSE_MILLIS, pause * 2);
    }

    /** Rolls back the open transaction. The next transaction uses a new connection. */
    private void disconnect() {
        if (session != null) {
            try (WriteSession closed = session) {
                session = null;
                closed.rollback();
            } catch (SQLException e) {
                LOG.debug("Closing the connection failed", e);
            }
        }
    }

    /** Applies the queued writes and ends the writer thread. */
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
