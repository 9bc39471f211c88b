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
package io.mlbatch.service.store.jdbc.execution;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.NoSuchFileException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.service.store.jdbc.commit.GroupCommit;
import io.mlbatch.service.store.jdbc.commit.ResultBuffer;
import io.mlbatch.service.store.jdbc.commit.Write;
import io.mlbatch.service.store.jdbc.database.Database;
import io.mlbatch.service.store.jdbc.database.Dialect;
import io.mlbatch.service.store.jdbc.database.WriteSession;

/**
 * Deletes the records, results and files of executions whose row was deleted. Works in small steps, so that a large
 * execution does not delay other writes. The next start continues a sweep that the end of the process interrupted.
 */
public final class ExecutionSweeper {

    private static final Logger LOG = LoggerFactory.getLogger(ExecutionSweeper.class);
    private static final int ITEMS_AT_ONCE = 5_000;

    /** An accepted execution with a key remains: a repeated start finds it, perhaps on another node already. */
    private static final String UNACCEPTED = "SELECT " + ExecutionRow.COLUMNS
            + " FROM mlbatch_execution WHERE id = ? AND (total IS NULL OR start_key IS NULL)";

    private static final String UPLOADS_OF_DEAD_NODES =
            "DELETE FROM mlbatch_execution WHERE no IN (SELECT no FROM mlbatch_execution"
                    + " WHERE total IS NULL AND finished IS NULL"
                    + " AND (node IS NULL OR node NOT IN (SELECT id FROM mlbatch_node WHERE seen > " + Dialect.NOW
                    + " - 10000)) FOR UPDATE SKIP LOCKED) RETURNING no";

    private final GroupCommit writer;
    private final ArtifactStorage artifacts;
    private final Dialect dialect;
    private final Database database;
    private final Executor housekeeping;
    // failed deletions, which are retried
    private final Queue<Write> failedWrites = new ConcurrentLinkedQueue<>();
    private final Queue<Long> failedFiles = new ConcurrentLinkedQueue<>();

    public ExecutionSweeper(
            GroupCommit writer, ArtifactStorage artifacts, Dialect dialect, Database database, Executor housekeeping) {
        this.writer = writer;
        this.artifacts = artifacts;
        this.dialect = dialect;
        this.database = database;
        this.housekeeping = housekeeping;
    }

    /** Queues the sweep of an execution. Never blocks. */
    public void add(long executionNo) {
        writer.addBackground(new SweepWrite(executionNo));
    }

    /** Queues the deletion of an execution's files. */
    void addFiles(long executionNo) {
        execute(() -> {
            try {
                artifacts.delete(executionNo);
            } catch (NoSuchFileException | DirectoryNotEmptyException e) {
                LOG.debug("Artifacts were stored during their deletion; retrying", e);
                failedFiles.add(executionNo);
            } catch (IOException e) {
                LOG.warn("Deleting the artifacts of a deleted execution failed; retrying: {}", e.toString());
                failedFiles.add(executionNo);
            }
        });
    }

    /** Queues the deletion of an execution that was not accepted. */
    public void addUnaccepted(ExecutionId id, ExecutionTracker tracker) {
        writer.addBackground(new UnacceptedDeletion(id, tracker));
    }

    /** Queues the deletion of the uploads of nodes that are dead. */
    public void addUploadsOfDeadNodes() {
        writer.addBackground(new DeadUploadDeletion());
    }

    /** Deletes an execution by its id: after a rollback, another execution may have its number. */
    public void deleteUnaccepted(WriteSession session, ExecutionId id, ExecutionTracker tracker) throws SQLException {
        Optional<ExecutionRow> found = session.first(UNACCEPTED, ExecutionRow::read, id.value());
        if (found.isPresent()) {
            tracker.delete(session, found.get(), deleted -> {});
            add(found.get().no());
        }
    }

    /** Retries failed deletions. */
    public void retry() {
        for (Write write = failedWrites.poll(); write != null; write = failedWrites.poll()) {
            writer.addBackground(write);
        }
        for (Long no = failedFiles.poll(); no != null; no = failedFiles.poll()) {
            addFiles(no);
        }
    }

    private void execute(Runnable work) {
        try {
            housekeeping.execute(work);
        } catch (RejectedExecutionException stopped) {
            LOG.debug("The store is closed; the next start continues the deletion");
        }
    }

    /** SQLite's file shrinks only when a checkpoint moves the write-ahead log into it. */
    private void checkpoint() {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA wal_checkpoint(PASSIVE)");
        } catch (SQLException e) {
            LOG.debug("The checkpoint failed; the file shrinks with the next one", e);
        }
    }

    /** A write that frees space. Retried later if it fails. */
    private abstract class FreeingWrite implements Write {

        @Override
        public boolean isFreeing() {
            return true;
        }

        @Override
        public FailureAction onFailure(SQLException reason) {
            failedWrites.add(this);
            return FailureAction.ABANDON;
        }
    }

    private final class UnacceptedDeletion extends FreeingWrite {

        private final ExecutionId id;
        private final ExecutionTracker tracker;

        UnacceptedDeletion(ExecutionId id, ExecutionTracker tracker) {
            this.id = id;
            this.tracker = tracker;
        }

        @Override
        public void apply(WriteSession session, ResultBuffer results) throws SQLException {
            deleteUnaccepted(session, id, tracker);
        }
    }

    private final class DeadUploadDeletion extends FreeingWrite {

        private List<Long> deleted;

        @Override
        public void apply(WriteSession session, ResultBuffer results) throws SQLException {
            deleted = session.all(UPLOADS_OF_DEAD_NODES, row -> row.getLong(1));
        }

        @Override
        public void onCommit() {
            deleted.forEach(ExecutionSweeper.this::add);
        }
    }

    /** Deletes some results or records. Records are deleted last: they mark an execution that is still to be swept. */
    private final class SweepWrite extends FreeingWrite {

        private final long executionNo;
        private boolean over;

        SweepWrite(long executionNo) {
            this.executionNo = executionNo;
        }

        @Override
        public void apply(WriteSession session, ResultBuffer results) throws SQLException {
            dialect.deleteLanes(session, executionNo);
            int deletedResults = session.update(
                    "DELETE FROM mlbatch_result WHERE execution_no = ? AND item <"
                            + " (SELECT MIN(item) FROM mlbatch_result WHERE execution_no = ?) + ?",
                    executionNo,
                    executionNo,
                    ITEMS_AT_ONCE);
            int deletedParts = deletedResults > 0 ? 1 : dialect.deleteArtifacts(session, executionNo);
            int deletedChunks = deletedParts > 0
                    ? 1
                    : session.update(
                            "DELETE FROM mlbatch_record WHERE execution_no = ? AND first_item IN (SELECT first_item"
                                    + " FROM mlbatch_record WHERE execution_no = ? ORDER BY first_item LIMIT ?)",
                            executionNo,
                            executionNo,
                            ITEMS_AT_ONCE / 100);
            over = deletedChunks == 0;
        }

        @Override
        public void onCommit() {
            if (!over) {
                writer.addBackground(this);
                return;
            }
            addFiles(executionNo);
            if (dialect.vacuum() != null) {
                writer.addBackground(new VacuumWrite());
            }
        }
    }

    /** Returns freed pages to the file system, some at a time. */
    private final class VacuumWrite extends FreeingWrite {

        private boolean more;

        @Override
        public void apply(WriteSession session, ResultBuffer results) throws SQLException {
            session.run(dialect.vacuum());
            more = session.first("PRAGMA freelist_count", row -> row.getLong(1)).orElse(0L) > 0;
        }

        @Override
        public void onCommit() {
            if (more) {
                writer.addBackground(this);
            } else {
                execute(ExecutionSweeper.this::checkpoint);
            }
        }
    }
}
