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

import java.io.InputStream;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

import io.mlbatch.protocol.BatchState;
import io.mlbatch.protocol.BatchStatus;
import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.service.store.EndListeners;
import io.mlbatch.service.store.Execution;
import io.mlbatch.service.store.IndexedResult;
import io.mlbatch.service.store.RecordRun;
import io.mlbatch.service.store.ResultRun;

/**
 * An execution in the database. While the execution is computed, it has exactly one object, which counts its progress:
 * results that are on disk.
 */
final class JdbcExecution implements Execution {

    private final ExecutionReader reader;
    private final ResultWriter writer;
    private final ExecutionRow row;
    // the indexes whose result is stored or queued
    private final BitSet accepted;
    private final Object reading = new Object();
    private int stored;
    private long bytes;
    private boolean begun;
    private final EndListeners listeners = new EndListeners();
    private volatile boolean deleted;

    /** @param completed the indexes that have a result; is modified */
    JdbcExecution(ExecutionReader reader, ResultWriter writer, ExecutionRow row, BitSet completed) {
        this.reader = reader;
        this.writer = writer;
        this.row = row;
        this.accepted = completed;
        this.stored = completed.cardinality();
        this.bytes = row.bytes();
        if (row.isFinished()) {
            listeners.end();
        }
    }

    ExecutionRow row() {
        return row;
    }

    @Override
    public ExecutionId id() {
        return row.id();
    }

    @Override
    public String owner() {
        return row.owner();
    }

    @Override
    public synchronized BatchStatus status() {
        BatchState state = row.isFinished() || stored == row.total()
                ? BatchState.COMPLETE
                : begun || stored > 0 ? BatchState.IN_PROGRESS : BatchState.PENDING;
        return new BatchStatus(state, row.isFinished() ? row.total() : stored, row.total(), row.parallelCount());
    }

    @Override
    public RecordRun records(int from, int max) {
        // all lanes reach the end of a chunk at the same time: one of them reads the next chunk
        synchronized (reading) {
            return reader.records(this, from, max);
        }
    }

    @Override
    public RecordRun inputs(int from, int max) {
        return reader.inputs(row.no(), from, max);
    }

    @Override
    public Runnable onEnd(Runnable action) {
        return listeners.add(action);
    }

    @Override
    public synchronized void begin() {
        begun = true;
    }

    /** Returns before the results are on disk. Blocks while the disk is behind. */
    @Override
    public void complete(ResultRun results) {
        List<ResultRun> missing;
        synchronized (this) {
            if (deleted) {
                return;
            }
            missing = results.without(accepted);
            missing.forEach(run -> accepted.set(run.first(), run.end()));
        }
        int queued = 0;
        try {
            while (queued < missing.size() && writer.write(this, missing.get(queued))) {
                queued++;
            }
        } finally {
            missing.subList(queued, missing.size()).forEach(this::discard);
        }
    }

    /** Discards results that are not stored, so that their records may be computed again. */
    synchronized void discard(ResultRun run) {
        accepted.clear(run.first(), run.end());
    }

    /** Counts results that are on disk. Returns true for the last ones. */
    synchronized boolean countStored(int count, long size) {
        bytes += size;
        stored += count;
        return stored == row.total();
    }

    /** Returns the approximate disk space of the execution. */
    synchronized long bytes() {
        return bytes;
    }

    @Override
    public synchronized BitSet completed() {
        return (BitSet) accepted.clone();
    }

    @Override
    public List<IndexedResult> results(int from) {
        return reader.results(row.no(), from);
    }

    @Override
    public List<String> artifactNames(int index) {
        return reader.artifactNames(row.no(), index);
    }

    @Override
    public Optional<InputStream> artifact(int index, String name) {
        return reader.artifact(row.no(), index, name);
    }

    /** Marks the execution as deleted. Results that arrive later are dropped. */
    void markDeleted() {
        deleted = true;
        listeners.end();
    }

    /** Notifies the listeners once the end of the execution is on disk. */
    void onFinish() {
        listeners.end();
    }

    boolean isDeleted() {
        return deleted;
    }
}
