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
import java.util.concurrent.CompletableFuture;

import io.mlbatch.service.store.StoreException;
import io.mlbatch.service.store.jdbc.commit.GroupCommit;
import io.mlbatch.service.store.jdbc.execution.ExecutionReader;
import io.mlbatch.service.store.jdbc.execution.ExecutionRow;
import io.mlbatch.service.store.jdbc.execution.ExecutionSweeper;
import io.mlbatch.service.store.jdbc.execution.ExecutionTracker;

/** Deletes executions: their row at once, their records and results later. Thread-safe. */
record Deletions(
        GroupCommit writer,
        ExecutionTracker tracker,
        ReadMarks readMarks,
        ExecutionReader reader,
        ExecutionSweeper sweeper) {

    /**
     * Returns true if the row existed.
     *
     * @throws StoreException if the write failed
     */
    boolean delete(ExecutionRow row) {
        CompletableFuture<Boolean> outcome = new CompletableFuture<>();
        if (!writer.add(new DeletionWrite(row, tracker, this::onDelete, outcome))) {
            outcome.completeExceptionally(new SQLException("The execution store is closed"));
        }
        return ExecutionStarts.await(outcome);
    }

    private void onDelete(ExecutionRow row) {
        tracker.onDelete(row);
        readMarks.remove(row.id());
        reader.evict(row.no());
        sweeper.add(row.no());
    }
}
