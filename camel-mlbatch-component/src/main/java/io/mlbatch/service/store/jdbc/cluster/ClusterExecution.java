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

import java.util.BitSet;

import io.mlbatch.protocol.BatchState;
import io.mlbatch.protocol.BatchStatus;
import io.mlbatch.service.store.RecordRun;
import io.mlbatch.service.store.ResultRun;
import io.mlbatch.service.store.jdbc.execution.ExecutionReader;
import io.mlbatch.service.store.jdbc.execution.ExecutionRow;
import io.mlbatch.service.store.jdbc.execution.StoreQueries;
import io.mlbatch.service.store.jdbc.execution.StoredExecution;

/**
 * An execution of a cluster as its row was when it was read. It is computed in the windows of its lanes, and not by
 * this object.
 */
final class ClusterExecution extends StoredExecution {

    private final StoreQueries queries;
    private final ClusterWatch watch;

    ClusterExecution(ExecutionReader reader, ExecutionRow row, StoreQueries queries, ClusterWatch watch) {
        super(reader, row);
        this.queries = queries;
        this.watch = watch;
    }

    @Override
    public BatchStatus status() {
        return new BatchStatus(state(), row().done(), row().total(), row().parallelCount());
    }

    private BatchState state() {
        if (row().isFinished()) {
            return BatchState.COMPLETE;
        }
        return row().isBegun() || row().done() > 0 ? BatchState.IN_PROGRESS : BatchState.PENDING;
    }

    @Override
    public Runnable onEnd(Runnable action) {
        if (row().isFinished()) {
            action.run();
            return () -> {};
        }
        return watch.add(row().no(), action);
    }

    @Override
    public RecordRun records(int from, int max) {
        return inputs(from, max);
    }

    @Override
    public BitSet completed() {
        return queries.completed(row());
    }

    /** @throws UnsupportedOperationException because the lanes compute the execution */
    @Override
    public void begin() {
        throw computedByLanes();
    }

    /** @throws UnsupportedOperationException because the lanes compute the execution */
    @Override
    public void complete(ResultRun results) {
        throw computedByLanes();
    }

    private UnsupportedOperationException computedByLanes() {
        return new UnsupportedOperationException("Execution " + id() + " is computed by the lanes of the cluster");
    }
}
