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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.service.store.jdbc.commit.GroupCommit;
import io.mlbatch.service.store.jdbc.commit.ResultBuffer;
import io.mlbatch.service.store.jdbc.commit.Write;
import io.mlbatch.service.store.jdbc.database.LockKey;
import io.mlbatch.service.store.jdbc.database.WriteSession;

/**
 * The executions whose results were read to their end. A mark is stored later, because the caller must not wait for the
 * disk. Thread-safe.
 */
final class ReadMarks {

    private final GroupCommit writer;
    // marks that are not stored yet, or could not be stored
    private static final String UNREAD = "SELECT no FROM mlbatch_execution WHERE id = ? AND results_read = 0";
    private static final String MARK = "UPDATE mlbatch_execution SET results_read = 1 WHERE no = ? AND id = ?";

    private final Set<ExecutionId> pending = ConcurrentHashMap.newKeySet();

    ReadMarks(GroupCommit writer) {
        this.writer = writer;
    }

    /** Never blocks. */
    void add(ExecutionId id) {
        if (pending.add(id)) {
            writer.offer(new MarkWrite(id));
        }
    }

    /** Forgets a deleted execution. */
    void remove(ExecutionId id) {
        pending.remove(id);
    }

    /** Stores the pending marks, also those that could not be stored before. Blocks while the disk is behind. */
    void flush() {
        List<CompletableFuture<Void>> outcomes = new ArrayList<>();
        for (ExecutionId id : pending) {
            MarkWrite write = new MarkWrite(id);
            if (writer.add(write)) {
                outcomes.add(write.outcome);
            }
        }
        outcomes.forEach(CompletableFuture::join);
    }

    private final class MarkWrite implements Write {

        private final ExecutionId id;
        private final CompletableFuture<Void> outcome = new CompletableFuture<>();

        MarkWrite(ExecutionId id) {
            this.id = id;
        }

        @Override
        public void apply(WriteSession session, ResultBuffer results) throws SQLException {
            session.first(UNREAD, row -> row.getLong(1), id.value())
                    .ifPresent(no ->
                            session.changeInOrder(LockKey.execution(no), last -> last.update(MARK, no, id.value())));
        }

        @Override
        public void onCommit() {
            pending.remove(id);
            outcome.complete(null);
        }

        /** The mark remains pending for the next {@link #flush}. */
        @Override
        public FailureAction onFailure(SQLException reason) {
            outcome.complete(null);
            return FailureAction.ABANDON;
        }
    }
}
