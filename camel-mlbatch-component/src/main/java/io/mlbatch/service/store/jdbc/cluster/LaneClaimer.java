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
import java.util.BitSet;
import java.util.Optional;
import java.util.function.Consumer;

import io.mlbatch.protocol.ServiceId;
import io.mlbatch.service.store.LaneClaims;
import io.mlbatch.service.store.StoreException;
import io.mlbatch.service.store.Window;
import io.mlbatch.service.store.jdbc.database.Database;
import io.mlbatch.service.store.jdbc.database.NodeConnection;
import io.mlbatch.service.store.jdbc.database.WriteSession;
import io.mlbatch.service.store.jdbc.execution.ExecutionReader;
import io.mlbatch.service.store.jdbc.execution.ExecutionRow;
import io.mlbatch.service.store.jdbc.execution.ResultWriter;
import io.mlbatch.service.store.jdbc.execution.StoreQueries;

/** Claims windows of records in the database. A claim is one transaction. Thread-safe. */
public final class LaneClaimer implements LaneClaims {

    /** Ends the earlier claim of the lane: from now on, that claim writes nothing. */
    private static final String CLAIM = """
            INSERT INTO mlbatch_lane AS claimed (execution_no, lane, first_item, end_item, version, seq)
            SELECT no, ?, 0, 0, 1, 0 FROM mlbatch_execution WHERE no = ? AND total IS NOT NULL AND finished IS NULL
            ON CONFLICT (execution_no, lane) DO UPDATE SET version = claimed.version + 1, seq = 0
            RETURNING first_item, end_item, version""";

    /** Claims the next records of the execution. Its parallel count is its number of lanes. */
    private static final String TAKE = """
            UPDATE mlbatch_execution SET begun = 1, next_item = LEAST(total, e.first
                    + GREATEST(1, LEAST(?, (total - e.first) / (2 * parallel_count)) / ?) * ?)
            FROM (SELECT no AS number, next_item AS first FROM mlbatch_execution WHERE no = ? FOR NO KEY UPDATE) e
            WHERE no = e.number AND e.first < total
            RETURNING e.first, next_item, {columns}""".replace("{columns}", ExecutionRow.COLUMNS);

    private static final String HOLD =
            "SELECT " + ExecutionRow.COLUMNS + " FROM mlbatch_execution WHERE no = ? FOR KEY SHARE";
    private static final String KEEP =
            "UPDATE mlbatch_lane SET first_item = ?, end_item = ? WHERE execution_no = ? AND lane = ?";

    private final Database database;
    private final ClusterQueries queries;
    private final ExecutionReader reader;
    private final ResultWriter writer;
    private final ClusterWatch watch;
    private final Consumer<ExecutionRow> onFinish;

    public LaneClaimer(
            Database database,
            ClusterQueries queries,
            ExecutionReader reader,
            ResultWriter writer,
            ClusterWatch watch,
            Consumer<ExecutionRow> onFinish) {
        this.database = database;
        this.queries = queries;
        this.reader = reader;
        this.writer = writer;
        this.watch = watch;
        this.onFinish = onFinish;
    }

    private record Range(int from, int to, long version) {}

    private record NextRange(int from, int to, ExecutionRow row) {}

    private record ClaimedWindow(LaneWindow.Claim claim, BitSet stored) {}

    @Override
    public Optional<Window> claim(long executionNo, int lane, int maxRecords, int chunkSize) {
        Optional<LaneWindow> window;
        try {
            window = NodeConnection.transaction(database, session -> {
                        Optional<ClaimedWindow> claimed = claim(session, executionNo, lane, maxRecords, chunkSize);
                        if (claimed.isEmpty()) {
                            // a lane without records leaves no row, also of an execution that is deleted meanwhile
                            session.rollback();
                        }
                        return claimed;
                    })
                    .map(claimed -> new LaneWindow(claimed.claim(), claimed.stored(), reader, writer, watch, onFinish));
        } catch (SQLException e) {
            throw new StoreException("Records cannot be claimed at the moment", e);
        }
        window.ifPresent(watch::add);
        return window.map(Window.class::cast);
    }

    private static Optional<ClaimedWindow> claim(
            WriteSession session, long executionNo, int lane, int maxRecords, int chunkSize) throws SQLException {
        Optional<Range> claimed =
                session.first(CLAIM, row -> new Range(row.getInt(1), row.getInt(2), row.getLong(3)), lane, executionNo);
        if (claimed.isEmpty()) {
            return Optional.empty();
        }
        Range before = claimed.get();
        BitSet stored = StoreQueries.completed(session, executionNo, before.from(), before.to());
        if (stored.nextClearBit(before.from()) < before.to()) {
            // the node that claimed these records died, or returned them
            return session.first(HOLD, ExecutionRow::read, executionNo)
                    .map(row -> new ClaimedWindow(
                            new LaneWindow.Claim(row, lane, before.version(), before.from(), before.to()), stored));
        }
        Optional<NextRange> next = session.first(
                TAKE,
                row -> new NextRange(row.getInt(1), row.getInt(2), ExecutionRow.read(row)),
                maxRecords,
                chunkSize,
                chunkSize,
                executionNo);
        if (next.isEmpty()) {
            return Optional.empty();
        }
        NextRange range = next.get();
        session.update(KEEP, range.from(), range.to(), executionNo, lane);
        return Optional.of(new ClaimedWindow(
                new LaneWindow.Claim(range.row(), lane, before.version(), range.from(), range.to()),
                StoreQueries.completed(session, executionNo, range.from(), range.to())));
    }

    @Override
    public Optional<ServiceId> service(long executionNo) {
        return queries.service(executionNo);
    }
}
