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

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.ServiceId;

/**
 * The row of an accepted execution.
 *
 * @param no the primary key, which its records and results refer to
 * @param fingerprint distinguishes its batch from others; {@code null} if it was started without a key
 * @param bytes its approximate disk space
 * @param created when it was started, in milliseconds since 1970
 * @param finished when it ended; {@code null} while it is unfinished
 * @param done the number of records that have a result
 * @param failed the number of those that failed; {@code null} if it is unknown, because an earlier version stored some
 * @param isBegun true once its computation has begun
 * @param isRead true once its results were read to their end
 * @param traceparent the trace of its start; {@code null} if the start had no trace
 */
public record ExecutionRow(
        long no,
        ExecutionId id,
        String owner,
        int parallelCount,
        int total,
        String fingerprint,
        long bytes,
        long created,
        Instant finished,
        int done,
        Integer failed,
        boolean isBegun,
        boolean isRead,
        String traceparent) {

    /** The columns that {@link #read} reads. */
    public static final String COLUMNS = "no, id, service, owner, parallel_count, total, fingerprint, bytes, created,"
            + " finished, done, failed, begun, results_read, traceparent";

    /** Finds the accepted execution that was started with a key. Parameters: service, owner, key. */
    public static final String STARTED_WITH_KEY =
            "SELECT " + COLUMNS + " FROM mlbatch_execution WHERE service = ? AND owner = ? AND start_key = ?";

    public static ExecutionRow read(ResultSet row) throws SQLException {
        long finished = row.getLong("finished");
        int failed = row.getInt("failed");
        boolean unknown = row.wasNull();
        return new ExecutionRow(
                row.getLong("no"),
                new ExecutionId(ServiceId.parse(row.getString("service")), row.getString("id")),
                row.getString("owner"),
                row.getInt("parallel_count"),
                row.getInt("total"),
                row.getString("fingerprint"),
                row.getLong("bytes"),
                row.getLong("created"),
                finished == 0 ? null : Instant.ofEpochMilli(finished),
                row.getInt("done"),
                unknown ? null : failed,
                row.getInt("begun") > 0,
                row.getInt("results_read") > 0,
                row.getString("traceparent"));
    }

    public boolean isFinished() {
        return finished != null;
    }
}
