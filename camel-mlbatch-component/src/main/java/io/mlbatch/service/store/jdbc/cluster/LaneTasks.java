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

import java.sql.SQLException;

import io.mlbatch.service.store.jdbc.database.Dialect;
import io.mlbatch.service.store.jdbc.database.WriteSession;
import io.mlbatch.service.store.jdbc.execution.ExecutionRow;

/** The tasks of lanes in the queue of a cluster. */
final class LaneTasks {

    private static final String INSERT = """
            INSERT INTO mlbatch_task (task_name, task_instance, execution_time, picked, version, service)
            SELECT 'mlbatch-lane', ? || ':' || lane, to_timestamp((? + lane) / 1000.0), false, 1, ?
                FROM generate_series(0, ? - 1) lane
            ON CONFLICT (task_name, task_instance) DO NOTHING""";

    /** Claimed lanes are not deleted under their node: they end with their next claim, which finds no records. */
    private static final String DELETE = """
            DELETE FROM mlbatch_task WHERE task_name = 'mlbatch-lane' AND NOT picked AND task_instance IN
                (SELECT ? || ':' || lane FROM generate_series(0, ? - 1) lane)""";

    private LaneTasks() {}

    /** Queues the lanes of an execution. Does nothing for lanes that are queued already. */
    static void insert(WriteSession session, ExecutionRow row, int lanes) throws SQLException {
        String service = row.id().service().toString();
        long turn = session.first(
                        LaneTurns.TAKE, first -> first.getLong(1), LaneTurns.parameters(service, row.owner(), lanes))
                .orElseThrow();
        session.update(INSERT, row.no(), turn, service, lanes);
    }

    /** Removes the lanes of a deleted execution from the queue, and ends their claims. */
    static void delete(WriteSession session, ExecutionRow row) throws SQLException {
        Dialect.POSTGRESQL.deleteLanes(session, row.no());
        session.update(DELETE, row.no(), row.parallelCount());
    }

    /** Returns the number of lanes of an execution. */
    static int count(int parallelCount, int records, int chunkSize) {
        return Math.min(parallelCount, (records + chunkSize - 1) / chunkSize);
    }
}
