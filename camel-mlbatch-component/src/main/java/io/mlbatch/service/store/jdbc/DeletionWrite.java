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
import java.util.function.Consumer;

import io.mlbatch.service.store.jdbc.commit.ResultBuffer;
import io.mlbatch.service.store.jdbc.commit.Write;
import io.mlbatch.service.store.jdbc.database.WriteSession;
import io.mlbatch.service.store.jdbc.execution.ExecutionRow;
import io.mlbatch.service.store.jdbc.execution.ExecutionTracker;

/** Deletes the row of an execution, which hides the execution at once. Its records and results are swept later. */
final class DeletionWrite implements Write {

    private final ExecutionRow row;
    private final ExecutionTracker tracker;
    private final Consumer<ExecutionRow> onDelete;
    private final CompletableFuture<Boolean> outcome;
    private boolean found;

    /**
     * @param onDelete called before the outcome is completed; must return quickly
     * @param outcome completed with true if the row existed
     */
    DeletionWrite(
            ExecutionRow row,
            ExecutionTracker tracker,
            Consumer<ExecutionRow> onDelete,
            CompletableFuture<Boolean> outcome) {
        this.row = row;
        this.tracker = tracker;
        this.onDelete = onDelete;
        this.outcome = outcome;
    }

    @Override
    public void apply(WriteSession session, ResultBuffer results) {
        tracker.delete(session, row, exists -> found = exists);
    }

    @Override
    public void onCommit() {
        onDelete.accept(row);
        outcome.complete(found);
    }

    @Override
    public boolean isFreeing() {
        return true;
    }

    @Override
    public FailureAction onFailure(SQLException reason) {
        outcome.completeExceptionally(reason);
        return FailureAction.ABANDON;
    }
}
