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
import java.sql.SQLException;
import java.time.Clock;
import java.util.BitSet;

import io.mlbatch.service.store.jdbc.database.WriteSession;
import io.mlbatch.service.store.jdbc.execution.ArtifactFiles;
import io.mlbatch.service.store.jdbc.execution.ExecutionRow;
import io.mlbatch.service.store.jdbc.execution.ExecutionSweeper;
import io.mlbatch.service.store.jdbc.execution.StoreQueries;

/** Recovers the state of the last process in a store that one host has for itself. */
record Recovery(StoreQueries queries, ExecutionSweeper sweeper, RunningExecutions running, Clock clock) {

    /** Removes unaccepted executions, and loads the unfinished ones. */
    void run(WriteSession session, ArtifactFiles files) throws SQLException, IOException {
        session.update("DELETE FROM mlbatch_execution WHERE total IS NULL AND finished IS NULL");
        session.update(JdbcAnnouncements.RELEASE_CLAIMS);
        queries.withoutExecution().forEach(sweeper::add);
        files.keepOnly(queries.numbers());
        for (ExecutionRow row : queries.unfinished()) {
            BitSet completed = queries.completed(row);
            if (completed.cardinality() == row.total()) {
                // an earlier version marked the end in a transaction of its own
                session.update("UPDATE mlbatch_execution SET finished = ? WHERE no = ?", clock.millis(), row.no());
            } else {
                running.resume(row, completed);
            }
        }
    }
}
