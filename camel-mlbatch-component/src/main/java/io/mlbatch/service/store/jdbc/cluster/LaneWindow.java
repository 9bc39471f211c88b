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
package io.mlbatch.service.store.jdbc.cluster;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;

import io.mlbatch.protocol.BatchState;
import io.mlbatch.protocol.BatchStatus;
import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.service.store.EndListeners;
import io.mlbatch.service.store.RecordRun;
import io.mlbatch.service.store.ResultRun;
import io.mlbatch.service.store.Window;
import io.mlbatch.service.store.jdbc.commit.ResultProducer;
import io.mlbatch.service.store.jdbc.database.Dialect;
import io.mlbatch.service.store.jdbc.database.WriteSession;
import io.mlbatch.service.store.jdbc.execution.AcceptedResults;
import io.mlbatch.service.store.jdbc.execution.ExecutionReader;
import io.mlbatch.service.store.jdbc.execution.ExecutionRow;
import io.mlbatch.service.store.jdbc.execution.ResultWriter;

/**
 * A window of records that this node has claimed. Each transaction that stores results also counts up the number of
 * writes (seq) in the row of the lane. The condition is that the row still has the version of the claim and the number
 * that this node expects. So a node whose lane was taken over changes nothing, and a transaction that was committed
 * although its acknowledgement was lost is not repeated. Thread-safe.
 */
public final class LaneWindow implements Window, ResultProducer {

    private static final String COUNT_WRITE =
            "UPDATE mlbatch_lane SET seq = seq + 1 WHERE execution_no = ? AND lane = ? AND version = ? AND seq = ?";
    private static final String SEQ =
            "SELECT seq FROM mlbatch_lane WHERE execution_no = ? AND lane = ? AND version = ?";
    private static final String HOLD = SEQ + " FOR SHARE";
    private static final String COUNT = """
            UPDATE mlbatch_execution SET done = done + ?, failed = failed + ?, bytes = bytes + ?,
                finished = CASE WHEN done + ? >= total THEN {now} ELSE finished END
            WHERE no = ? RETURNING finished""".replace("{now}", Dialect.NOW);

    /** The claim of a lane in the database. */
    record Claim(ExecutionRow row, int lane, long version, int from, int to) {

        /** Identifies the window for the engine. */
        record Key(long executionNo, int lane, long version) {}

        Key key() {
            return new Key(row.no(), lane, version);
        }
    }

    private final Claim claim;
    private final ExecutionReader reader;
    private final ResultWriter writer;
    private final ClusterWatch watch;
    private final Consumer<ExecutionRow> onFinish;
    private final AcceptedResults accepted;
    private final EndListeners lost = new EndListeners();
    // guarded by this
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int pending;
    private volatile boolean isLost;
    // used by the writer thread
    private long seq;
    private long nextSeq;
    private boolean isTakenOver;
    private boolean isFinished;

    /**
     * @param stored the indexes of the window that have a result; is modified
     * @param onFinish called when this node has stored the last result of the execution; must return quickly
     */
    LaneWindow(
            Claim claim,
            BitSet stored,
            ExecutionReader reader,
            ResultWriter writer,
            ClusterWatch watch,
            Consumer<ExecutionRow> onFinish) {
        this.onFinish = onFinish;
        this.claim = claim;
        this.reader = reader;
        this.writer = writer;
        this.watch = watch;
        this.accepted = new AcceptedResults(stored);
    }

    @Override
    public ExecutionId id() {
        return claim.row().id();
    }

    @Override
    public Object key() {
        return claim.key();
    }

    @Override
    public String owner() {
        return claim.row().owner();
    }

    @Override
    public Optional<String> traceparent() {
        return Optional.ofNullable(claim.row().traceparent());
    }

    @Override
    public long executionNo() {
        return claim.row().no();
    }

    @Override
    public int lane() {
        return claim.lane();
    }

    @Override
    public int from() {
        return claim.from();
    }

    @Override
    public int to() {
        return claim.to();
    }

    /** Returns the number of records of the execution, and one lane. */
    @Override
    public BatchStatus status() {
        return new BatchStatus(
                BatchState.IN_PROGRESS, claim.row().done(), claim.row().total(), 1);
    }

    @Override
    public RecordRun records(int from, int max) {
        return reader.records(executionNo(), lane(), from, max, this::isDropped);
    }

    /** Does nothing: the claim has marked the execution. */
    @Override
    public void begin() {}

    @Override
    public void complete(ResultRun results) {
        if (!isLost) {
            accepted.add(results, this::write);
        }
    }

    private boolean write(ResultRun run) {
        synchronized (this) {
            pending++;
        }
        boolean queued = false;
        try {
            queued = writer.write(this, run);
            return queued;
        } finally {
            if (!queued) {
                settle();
                notifyStored();
            }
        }
    }

    private synchronized void settle() {
        pending--;
    }

    private void notifyStored() {
        for (Runnable action = nextWaiting(); action != null; action = nextWaiting()) {
            action.run();
        }
    }

    private synchronized Runnable nextWaiting() {
        return pending == 0 ? waiting.poll() : null;
    }

    @Override
    public void whenStored(Runnable action) {
        synchronized (this) {
            if (pending > 0) {
                waiting.add(action);
                return;
            }
        }
        action.run();
    }

    @Override
    public BitSet completed() {
        return accepted.indexes();
    }

    @Override
    public boolean isLost() {
        return isLost;
    }

    @Override
    public void onLost(Runnable action) {
        lost.add(action);
    }

    /** Marks the window as lost. Results that arrive later are dropped. */
    void lose() {
        isLost = true;
        lost.end();
    }

    @Override
    public boolean isDropped() {
        return isLost;
    }

    @Override
    public boolean isHeld(WriteSession session) throws SQLException {
        return !isLost && seq(session, HOLD).isPresent();
    }

    private Optional<Long> seq(WriteSession session, String sql) throws SQLException {
        return session.first(sql, row -> row.getLong(1), executionNo(), lane(), claim.version());
    }

    @Override
    public boolean admit(WriteSession session) throws SQLException {
        nextSeq = seq + 1;
        isTakenOver = false;
        if (isLost) {
            return false;
        }
        if (session.update(COUNT_WRITE, executionNo(), lane(), claim.version(), seq) == 1) {
            return true;
        }
        // an earlier attempt of this transaction was committed, but its acknowledgement was lost
        boolean isRepeated = seq(session, SEQ).filter(found -> found == nextSeq).isPresent();
        isTakenOver = !isRepeated;
        return false;
    }

    @Override
    public void count(WriteSession session, Totals totals) throws SQLException {
        isFinished = session.first(
                        COUNT,
                        row -> row.getLong(1) > 0,
                        totals.count(),
                        totals.failed(),
                        totals.bytes(),
                        totals.count(),
                        executionNo())
                .orElse(false);
    }

    @Override
    public void onCommit(ResultRun run) {
        seq = nextSeq;
        settle();
    }

    @Override
    public void afterCommit() {
        if (isTakenOver && !isLost) {
            lose();
        }
        if (isFinished) {
            // several writes of a transaction are notified
            isFinished = false;
            watch.end(executionNo());
            if (!isLost) {
                onFinish.accept(claim.row());
            }
        }
        notifyStored();
    }

    /** A result that cannot be stored ends the claim: the next one reads which records have a result. */
    @Override
    public void discard(ResultRun run) {
        lose();
        settle();
        notifyStored();
    }
}
