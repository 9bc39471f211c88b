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
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.service.store.IdempotencyKey;
import io.mlbatch.service.store.NewExecution;
import io.mlbatch.service.store.jdbc.commit.GroupCommit;
import io.mlbatch.service.store.jdbc.commit.ResultBuffer;
import io.mlbatch.service.store.jdbc.commit.Write;
import io.mlbatch.service.store.jdbc.database.LockKey;
import io.mlbatch.service.store.jdbc.database.WriteSession;
import io.mlbatch.service.store.jdbc.execution.Chunk;
import io.mlbatch.service.store.jdbc.execution.ExecutionRow;
import io.mlbatch.service.store.jdbc.execution.ExecutionSweeper;
import io.mlbatch.service.store.jdbc.execution.ExecutionTracker;

/**
 * Stores the records of one batch chunk by chunk while they arrive. The execution is invisible until its last record is
 * on disk and it is accepted. A small batch is one transaction.
 */
final class Upload {

    private static final String INSERT =
            "INSERT INTO mlbatch_execution (id, service, owner, created, parallel_count, traceparent, notified, node,"
                    + " bytes, failed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 0) RETURNING no";
    private static final String INSERT_CHUNK =
            "INSERT INTO mlbatch_record (execution_no, first_item, records) VALUES (?, ?, ?)";
    private static final String ACCEPT =
            "UPDATE mlbatch_execution SET total = ?, bytes = ?, start_key = ?, fingerprint = ?, node = NULL"
                    + " WHERE no = ? AND id = ?"
                    + " RETURNING " + ExecutionRow.COLUMNS;

    /** The bytes of an upload that the other nodes of a cluster need not know. */
    private static final long COUNTED_BYTES = 1 << 20;

    /**
     * The outcome of an upload.
     *
     * @param row this execution, or that of an earlier start with the same key
     * @param fingerprint the fingerprint of this batch; {@code null} without a key
     */
    record Outcome(ExecutionRow row, String fingerprint, boolean isNew) {}

    /** A change that is part of a write. */
    private interface Step {

        void apply(WriteSession session) throws SQLException;
    }

    private final GroupCommit writer;
    private final ExecutionSweeper sweeper;
    private final Clock clock;
    private final NewExecution batch;
    private final ExecutionTracker tracker;
    private final ExecutionId id;
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    // used by the thread that reads the records
    private int count;
    private int firstOfNextChunk;
    private long bytes;
    private long counted;
    // used by the writer thread
    private long no;
    private boolean failed;
    private Outcome decided;
    private boolean lost;

    /** @param tracker notified once the execution is on disk and before the outcome is completed */
    Upload(GroupCommit writer, ExecutionSweeper sweeper, Clock clock, NewExecution batch, ExecutionTracker tracker) {
        this.writer = writer;
        this.sweeper = sweeper;
        this.clock = clock;
        this.batch = batch;
        this.tracker = tracker;
        this.id = new ExecutionId(batch.service(), UUID.randomUUID().toString());
    }

    /**
     * Reads all records and queues their writes. If the iterator throws, the stored records are removed. The outcome is
     * completed once all records are on disk.
     */
    CompletableFuture<Outcome> store() {
        List<Step> steps = new ArrayList<>(List.of(this::insert));
        Chunk.Builder chunk = new Chunk.Builder();
        boolean whole = false;
        try {
            while (batch.records().hasNext()) {
                byte[] record = batch.records().next();
                chunk.add(record);
                bytes += record.length;
                count++;
                if (chunk.isFull()) {
                    steps.add(insertion(chunk));
                    countForOthers(steps);
                    queue(new Part(steps, bytes));
                    steps = new ArrayList<>();
                }
            }
            if (!chunk.isEmpty()) {
                steps.add(insertion(chunk));
            }
            String fingerprint = batch.key().map(key -> key.fingerprint().get()).orElse(null);
            steps.add(session -> acceptInOrder(session, fingerprint));
            whole = true;
        } finally {
            if (!whole && firstOfNextChunk > 0) {
                queue(new Part(List.of(this::abandon), 0));
            }
        }
        queue(new Part(steps, bytes));
        return outcome;
    }

    private Step insertion(Chunk.Builder chunk) {
        int first = firstOfNextChunk;
        byte[] records = chunk.take();
        firstOfNextChunk = count;
        return session -> session.update(INSERT_CHUNK, no, first, records);
    }

    /** The other nodes count a large upload that is in progress. */
    private void countForOthers(List<Step> steps) {
        if (tracker.node() != null && bytes - counted >= COUNTED_BYTES) {
            counted = bytes;
            long size = bytes;
            steps.add(session -> session.update("UPDATE mlbatch_execution SET bytes = ? WHERE no = ?", size, no));
        }
    }

    private void queue(Part part) {
        if (!writer.add(part)) {
            outcome.completeExceptionally(new SQLException("The execution store is closed"));
        }
    }

    private void insert(WriteSession session) throws SQLException {
        no = session.first(
                        INSERT,
                        row -> row.getLong(1),
                        id.value(),
                        id.service().toString(),
                        batch.owner(),
                        clock.millis(),
                        batch.parallelCount(),
                        batch.traceparent(),
                        batch.isAnnounced() ? 0 : 1,
                        tracker.node())
                .orElseThrow();
    }

    /** The nodes lock the keys of a transaction in one order. */
    private void acceptInOrder(WriteSession session, String fingerprint) throws SQLException {
        String key = batch.key().map(IdempotencyKey::value).orElse(null);
        if (key == null) {
            accept(session, null, fingerprint);
        } else {
            session.changeInOrder(
                    LockKey.start(batch.service().toString(), batch.owner(), key),
                    last -> accept(last, key, fingerprint));
        }
    }

    private void accept(WriteSession session, String key, String fingerprint) throws SQLException {
        // a concurrent start with the same key may have been accepted first
        Optional<ExecutionRow> before = key == null ? Optional.empty() : startedWith(session, key);
        if (before.isPresent()) {
            abandon(session);
            decided = new Outcome(before.get(), fingerprint, false);
            return;
        }
        Optional<ExecutionRow> accepted =
                session.first(ACCEPT, ExecutionRow::read, count, bytes, key, fingerprint, no, id.value());
        if (accepted.isPresent()) {
            tracker.accept(session, accepted.get(), batch.chunkSize());
            decided = new Outcome(accepted.get(), fingerprint, true);
        } else {
            // this node counted as dead, and another one has removed the upload
            decided = null;
            lost = true;
        }
    }

    private Optional<ExecutionRow> startedWith(WriteSession session, String key) throws SQLException {
        tracker.lockKey(session, batch, key);
        return session.first(
                ExecutionRow.STARTED_WITH_KEY,
                ExecutionRow::read,
                batch.service().toString(),
                batch.owner(),
                key);
    }

    private void abandon(WriteSession session) throws SQLException {
        sweeper.deleteUnaccepted(session, id, tracker);
    }

    /** Steps that are applied together. After one part has failed, no further part is applied. */
    private final class Part implements Write {

        private final List<Step> steps;
        private final int weight;

        Part(List<Step> steps, long weight) {
            this.steps = steps;
            this.weight = (int) Math.min(weight, 2 * Chunk.FULL);
        }

        @Override
        public void apply(WriteSession session, ResultBuffer results) throws SQLException {
            if (!failed) {
                for (Step step : steps) {
                    step.apply(session);
                }
            }
        }

        @Override
        public void onCommit() {
            if (decided != null && !outcome.isDone()) {
                if (decided.isNew()) {
                    tracker.onAccept(decided.row());
                }
                outcome.complete(decided);
            }
            if (lost) {
                sweeper.add(no);
                outcome.completeExceptionally(
                        new SQLException("This node did not reach the database, and its upload was removed"));
            }
        }

        @Override
        public FailureAction onFailure(SQLException reason) {
            if (!failed) {
                failed = true;
                decided = null;
                sweeper.addUnaccepted(id, tracker);
                outcome.completeExceptionally(reason);
            }
            return FailureAction.ABANDON;
        }

        @Override
        public int weight() {
            return weight;
        }
    }
}
