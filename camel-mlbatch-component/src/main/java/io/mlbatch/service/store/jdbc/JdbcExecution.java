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
import java.time.Clock;
import java.util.BitSet;
import java.util.function.Consumer;

import io.mlbatch.protocol.BatchState;
import io.mlbatch.protocol.BatchStatus;
import io.mlbatch.service.store.EndListeners;
import io.mlbatch.service.store.RecordRun;
import io.mlbatch.service.store.ResultRun;
import io.mlbatch.service.store.jdbc.commit.ResultProducer;
import io.mlbatch.service.store.jdbc.database.WriteSession;
import io.mlbatch.service.store.jdbc.execution.AcceptedResults;
import io.mlbatch.service.store.jdbc.execution.ExecutionReader;
import io.mlbatch.service.store.jdbc.execution.ExecutionRow;
import io.mlbatch.service.store.jdbc.execution.ResultWriter;
import io.mlbatch.service.store.jdbc.execution.StoredExecution;

/**
 * An execution that this host computes, or has computed. While the execution is computed, it has exactly one object,
 * which counts its progress: results that are on disk.
 */
final class JdbcExecution extends StoredExecution implements ResultProducer {

    private static final String COUNT =
            "UPDATE mlbatch_execution SET begun = 1, done = ?, failed = ?, bytes = ?, finished = ? WHERE no = ?";

    private final ResultWriter writer;
    private final Clock clock;
    private final Consumer<JdbcExecution> onFinish;
    private final AcceptedResults accepted;
    private final Object reading = new Object();
    private int stored;
    private Integer failed;
    private long bytes;
    private boolean begun;
    // used by the writer thread
    private boolean notified;
    private final EndListeners listeners = new EndListeners();
    private volatile boolean deleted;

    /**
     * @param completed the indexes that have a result; is modified
     * @param onFinish called once the end of the execution is on disk; must return quickly
     */
    JdbcExecution(
            ExecutionReader reader,
            ResultWriter writer,
            ExecutionRow row,
            BitSet completed,
            Clock clock,
            Consumer<JdbcExecution> onFinish) {
        super(reader, row);
        this.writer = writer;
        this.clock = clock;
        this.onFinish = onFinish;
        this.accepted = new AcceptedResults(completed);
        this.stored = completed.cardinality();
        this.failed = row.failed();
        this.bytes = row.bytes();
        this.begun = row.isBegun();
        if (row.isFinished()) {
            listeners.end();
        }
    }

    @Override
    public long executionNo() {
        return row().no();
    }

    @Override
    public synchronized BatchStatus status() {
        int total = row().total();
        BatchState state = row().isFinished() || stored == total
                ? BatchState.COMPLETE
                : begun || stored > 0 ? BatchState.IN_PROGRESS : BatchState.PENDING;
        return new BatchStatus(state, row().isFinished() ? total : stored, total, row().parallelCount());
    }

    @Override
    public RecordRun records(int from, int max) {
        // all lanes reach the end of a chunk at the same time: one of them reads the next chunk
        synchronized (reading) {
            return reader().records(row().no(), 0, from, max, this::isDropped);
        }
    }

    @Override
    public Runnable onEnd(Runnable action) {
        return listeners.add(action);
    }

    @Override
    public void begin() {
        synchronized (this) {
            if (begun) {
                return;
            }
            begun = true;
        }
        writer.begin(executionNo(), this::hasResults);
    }

    /** Returns before the results are on disk. Blocks while the disk is behind. */
    @Override
    public void complete(ResultRun results) {
        if (!deleted) {
            accepted.add(results, run -> writer.write(this, run));
        }
    }

    @Override
    public void discard(ResultRun run) {
        accepted.discard(run);
    }

    @Override
    public boolean admit(WriteSession session) {
        return !deleted;
    }

    /** Writes absolute numbers, so that the repetition of a transaction whose outcome is unknown changes nothing. */
    @Override
    public synchronized void count(WriteSession session, Totals totals) throws SQLException {
        int done = stored + totals.count();
        session.update(
                COUNT,
                done,
                failed == null ? null : failed + totals.failed(),
                bytes + totals.bytes(),
                done == row().total() ? clock.millis() : null,
                row().no());
    }

    @Override
    public synchronized void onCommit(ResultRun run) {
        stored += run.count();
        bytes += run.bytes();
        if (failed != null) {
            failed += run.failedCount();
        }
    }

    @Override
    public void afterCommit() {
        if (!deleted && !notified && isComplete()) {
            onFinish.accept(this);
            listeners.end();
            notified = true;
        }
    }

    private synchronized boolean isComplete() {
        return stored == row().total();
    }

    private synchronized boolean hasResults() {
        return stored > 0;
    }

    @Override
    public BitSet completed() {
        return accepted.indexes();
    }

    /** Marks the execution as deleted. Results that arrive later are dropped. */
    void markDeleted() {
        deleted = true;
        listeners.end();
    }

    @Override
    public boolean isDropped() {
        return deleted;
    }
}
