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

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.mlbatch.protocol.ExecutionId;

/**
 * Deletes the records, results and files of executions whose row is gone, some at a time, so that a large one holds up
 * nothing. What is left when all stops goes with the next start.
 */
final class ExecutionSweeper {

    private static final Logger LOG = LoggerFactory.getLogger(ExecutionSweeper.class);
    private static final int ITEMS_AT_ONCE = 5_000;

    private final GroupCommit writer;
    private final ArtifactFiles files;
    private final Dialect dialect;
    private final Database database;
    private final Executor housekeeping;
    // what failed and is tried again
    private final Queue<Write> failedWrites = new ConcurrentLinkedQueue<>();
    private final Queue<Long> failedFiles = new ConcurrentLinkedQueue<>();

    ExecutionSweeper(GroupCommit writer, ArtifactFiles files, Dialect dialect, Database database, Executor housekeeping) {
        this.writer = writer;
        this.files = files;
        this.dialect = dialect;
        this.database = database;
        this.housekeeping = housekeeping;
    }

    /** Has an execution swept. Never blocks. */
    void add(long executionNo) {
        writer.addBackground(new Sweep(executionNo));
    }

    /** Deletes the files of an execution, later. */
    void addFiles(long executionNo) {
        later(() -> {
            try {
                files.delete(executionNo);
            } catch (IOException e) {
                LOG.warn("Files of a deleted execution cannot be deleted; retrying: {}", e.toString());
                failedFiles.add(executionNo);
            }
        });
    }

    /** Deletes the row of an execution that was not accepted, and has it swept. */
    void addAbandoned(ExecutionId id) {
        writer.addBackground(new Abandon(id));
    }

    /** By its id: after a rollback, another execution may have its number. */
    void abandon(WriteSession session, ExecutionId id) throws SQLException {
        session.first("DELETE FROM mlbatch_execution WHERE id = ? RETURNING no", row -> row.getLong(1), id.value())
                .ifPresent(this::add);
    }

    /** Tries again what has failed. */
    void retry() {
        for (Write write = failedWrites.poll(); write != null; write = failedWrites.poll()) {
            writer.addBackground(write);
        }
        for (Long no = failedFiles.poll(); no != null; no = failedFiles.poll()) {
            addFiles(no);
        }
    }

    private void later(Runnable work) {
        try {
            housekeeping.execute(work);
        } catch (RejectedExecutionException stopped) {
            LOG.debug("All stops: what is left of deleted executions goes with the next start");
        }
    }

    /** SQLite's file shrinks only when its log is taken over. */
    private void checkpoint() {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA wal_checkpoint(PASSIVE)");
        } catch (SQLException e) {
            LOG.debug("The file shrinks with the next checkpoint", e);
        }
    }

    /** A write that frees space. When it fails, it is tried again later. */
    private abstract class Freeing implements Write {

        @Override
        public boolean isFreeing() {
            return true;
        }

        @Override
        public boolean isGivenUp(SQLException reason) {
            failedWrites.add(this);
            return true;
        }
    }

    private final class Abandon extends Freeing {

        private final ExecutionId id;

        Abandon(ExecutionId id) {
            this.id = id;
        }

        @Override
        public void apply(WriteSession session) throws SQLException {
            abandon(session, id);
        }
    }

    /** Deletes some records with their results. The records go last: as long as there are some, there is garbage. */
    private final class Sweep extends Freeing {

        private final long executionNo;
        private boolean over;

        Sweep(long executionNo) {
            this.executionNo = executionNo;
        }

        @Override
        public void apply(WriteSession session) throws SQLException {
            int results = session.update(
                    "DELETE FROM mlbatch_result WHERE execution_no = ? AND item <"
                            + " (SELECT MIN(item) FROM mlbatch_result WHERE execution_no = ?) + ?",
                    executionNo,
                    executionNo,
                    ITEMS_AT_ONCE);
            int chunks = results > 0
                    ? 1
                    : session.update(
                            "DELETE FROM mlbatch_record WHERE execution_no = ? AND first_item IN (SELECT first_item"
                                    + " FROM mlbatch_record WHERE execution_no = ? ORDER BY first_item LIMIT ?)",
                            executionNo,
                            executionNo,
                            ITEMS_AT_ONCE / 100);
            over = results == 0 && chunks == 0;
        }

        @Override
        public void committed() {
            if (!over) {
                writer.addBackground(this);
                return;
            }
            addFiles(executionNo);
            if (dialect.giveBack() != null) {
                writer.addBackground(new GiveBack());
            }
        }
    }

    /** Gives room back to the system, some pages at a time. */
    private final class GiveBack extends Freeing {

        private boolean more;

        @Override
        public void apply(WriteSession session) throws SQLException {
            session.run(dialect.giveBack());
            more = session.first("PRAGMA freelist_count", row -> row.getLong(1)).orElse(0L) > 0;
        }

        @Override
        public void committed() {
            if (more) {
                writer.addBackground(this);
            } else {
                later(ExecutionSweeper.this::checkpoint);
            }
        }
    }
}
