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

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.service.store.NewExecution;

/**
 * The row of an accepted execution.
 *
 * @param no the number that its records and results have
 * @param fingerprint tells its batch apart from others; {@code null} when it was started without a key
 * @param bytes how much disk it takes, about; of one that is not finished: its records
 * @param finished when it came to its end; {@code null} when it has not
 */
record ExecutionRow(
        long no,
        ExecutionId id,
        String owner,
        int parallelCount,
        int total,
        String fingerprint,
        long bytes,
        Instant finished) {

    /** The columns that {@link #read} reads. */
    static final String COLUMNS = "no, id, service, owner, parallel_count, total, fingerprint, bytes, finished";

    static ExecutionRow read(ResultSet row) throws SQLException {
        long finished = row.getLong("finished");
        return new ExecutionRow(
                row.getLong("no"),
                new ExecutionId(ServiceId.parse(row.getString("service")), row.getString("id")),
                row.getString("owner"),
                row.getInt("parallel_count"),
                row.getInt("total"),
                row.getString("fingerprint"),
                row.getLong("bytes"),
                finished == 0 ? null : Instant.ofEpochMilli(finished));
    }

    /** The accepted execution that was started with that key, by the owner of this batch and for its service. */
    static Optional<ExecutionRow> startedWith(WriteSession session, NewExecution batch, String key) throws SQLException {
        return session.first(
                "SELECT " + COLUMNS + " FROM mlbatch_execution WHERE service = ? AND owner = ? AND start_key = ?",
                ExecutionRow::read,
                batch.service().toString(),
                batch.owner(),
                key);
    }

    boolean isFinished() {
        return finished != null;
    }
}
