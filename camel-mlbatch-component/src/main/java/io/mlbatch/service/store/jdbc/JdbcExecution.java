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
import io.mlbatch.service.store.Execution;
import io.mlbatch.service.store.IndexedResult;
import io.mlbatch.service.store.ItemResult;

/**
 * An execution in the database. While it is computed there is one object of it, which knows how far it is; what it
 * tells is on disk.
 */
final class JdbcExecution implements Execution {

    private final JdbcExecutionStore store;
    private final ExecutionReader reader;
    private final ExecutionRow row;
    // the indexes that have a result, or have one on its way to the disk
    private final BitSet given;
    private final Object reading = new Object();
    private int completed;
    private long bytes;
    private boolean begun;
    private volatile boolean deleted;

    /** @param completed the indexes that have a result; is changed */
    JdbcExecution(JdbcExecutionStore store, ExecutionReader reader, ExecutionRow row, BitSet completed) {
        this.store = store;
        this.reader = reader;
        this.row = row;
        this.given = completed;
        this.completed = completed.cardinality();
        this.bytes = row.bytes();
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
        BatchState state = row.isFinished() || completed == row.total()
                ? BatchState.COMPLETE
                : begun || completed > 0 ? BatchState.IN_PROGRESS : BatchState.PENDING;
        return new BatchStatus(state, row.isFinished() ? row.total() : completed, row.total(), row.parallelCount());
    }

    @Override
    public byte[] record(int index) {
        // all lanes come to the end of a chunk at once: one of them reads the next one
        synchronized (reading) {
            return reader.record(this, index);
        }
    }

    @Override
    public synchronized void begin() {
        begun = true;
    }

    /** Returns before the result is on disk. Waits while the disk is behind. */
    @Override
    public void complete(int index, ItemResult result) {
        synchronized (this) {
            if (deleted || given.get(index)) {
                return;
            }
            given.set(index);
        }
        boolean kept = false;
        try {
            kept = store.keep(this, index, result);
        } finally {
            if (!kept) {
                forget(index);
            }
        }
    }

    /** A result is not stored: the record may be computed again. */
    synchronized void forget(int index) {
        given.clear(index);
    }

    /** A result is on disk. True when it was the last one. */
    synchronized boolean kept(long size) {
        bytes += size;
        return ++completed == row.total();
    }

    /** How much disk it takes, about. */
    synchronized long bytes() {
        return bytes;
    }

    @Override
    public synchronized BitSet completed() {
        return (BitSet) given.clone();
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

    /** What it is told from now on is dropped. */
    void markDeleted() {
        deleted = true;
    }

    boolean isDeleted() {
        return deleted;
    }
}
