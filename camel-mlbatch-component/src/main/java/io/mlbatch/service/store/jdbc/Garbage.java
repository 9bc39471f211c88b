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
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import javax.sql.DataSource;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes the records, results and files of executions whose row is gone, some at a time, so that a large one holds up
 * nothing. What is left when all stops goes with the next start.
 */
final class Garbage {

    private static final Logger LOG = LoggerFactory.getLogger(Garbage.class);
    private static final int ITEMS_AT_ONCE = 5_000;

    private final GroupCommit writer;
    private final ArtifactFiles files;
    private final Dialect dialect;
    private final DataSource dataSource;
    private final Executor housekeeping;

    Garbage(GroupCommit writer, ArtifactFiles files, Dialect dialect, DataSource dataSource, Executor housekeeping) {
        this.writer = writer;
        this.files = files;
        this.dialect = dialect;
        this.dataSource = dataSource;
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
                LOG.warn("Files of a deleted execution are left until the next start: {}", e.getMessage());
            }
        });
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
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA wal_checkpoint(PASSIVE)");
        } catch (SQLException e) {
            LOG.debug("The file shrinks with the next checkpoint", e);
        }
    }

    /** Deletes some records with their results. The records go last: as long as there are some, there is garbage. */
    private final class Sweep implements Write {

        private final long executionNo;
        private boolean over;

        Sweep(long executionNo) {
            this.executionNo = executionNo;
        }

        @Override
        public void apply(Session session) throws SQLException {
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

        @Override
        public boolean isGivenUp(SQLException reason) {
            return true;
        }
    }

    /** Gives room back to the system, some pages at a time. */
    private final class GiveBack implements Write {

        private boolean more;

        @Override
        public void apply(Session session) throws SQLException {
            session.run(dialect.giveBack());
            more = session.first("PRAGMA freelist_count", row -> row.getLong(1)).orElse(0L) > 0;
        }

        @Override
        public void committed() {
            if (more) {
                writer.addBackground(this);
            } else {
                later(Garbage.this::checkpoint);
            }
        }

        @Override
        public boolean isGivenUp(SQLException reason) {
            return true;
        }
    }
}
