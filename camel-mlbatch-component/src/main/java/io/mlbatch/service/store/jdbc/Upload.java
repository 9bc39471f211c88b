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
import java.util.function.Consumer;

import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.service.store.NewExecution;
import io.mlbatch.service.store.IdempotencyKey;

/**
 * Takes the records of one batch to the disk, chunk by chunk, as they come. Nobody sees the execution before the last
 * one is there and it has been accepted. A small batch is one transaction.
 */
final class Upload {

    private static final String INSERT =
            "INSERT INTO mlbatch_execution (id, service, owner, created, parallel_count, bytes)"
                    + " VALUES (?, ?, ?, ?, ?, 0) RETURNING no";
    private static final String INSERT_CHUNK =
            "INSERT INTO mlbatch_record (execution_no, first_item, records) VALUES (?, ?, ?)";
    private static final String ACCEPT =
            "UPDATE mlbatch_execution SET total = ?, bytes = ?, start_key = ?, fingerprint = ? WHERE no = ?";

    /**
     * What has become of it.
     *
     * @param row the execution: this one, or that of an earlier start with the key
     * @param fingerprint of this batch; {@code null} without a key
     */
    record Outcome(ExecutionRow row, String fingerprint, boolean isNew) {}

    private final GroupCommit writer;
    private final ExecutionSweeper garbage;
    private final Clock clock;
    private final NewExecution batch;
    private final Consumer<ExecutionRow> accepted;
    private final ExecutionId id;
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    // read by the thread that reads the records
    private int count;
    private int first;
    private long bytes;
    // only the thread that writes touches these
    private long no;
    private boolean failed;
    private Outcome decided;

    /** @param accepted hears of the execution once it is on disk, before anybody else; must be short */
    Upload(GroupCommit writer, ExecutionSweeper garbage, Clock clock, NewExecution batch, Consumer<ExecutionRow> accepted) {
        this.writer = writer;
        this.garbage = garbage;
        this.clock = clock;
        this.batch = batch;
        this.accepted = accepted;
        this.id = new ExecutionId(batch.service(), UUID.randomUUID().toString());
    }

    /** Reads all records; what their iterator throws leaves nothing behind. The outcome comes once all is on disk. */
    CompletableFuture<Outcome> take() {
        List<Write> steps = new ArrayList<>(List.of(this::insert));
        Chunk.Builder chunk = new Chunk.Builder();
        boolean whole = false;
        try {
            while (batch.records().hasNext()) {
                byte[] record = batch.records().next();
                chunk.add(record);
                bytes += record.length;
                count++;
                if (chunk.isFull()) {
                    steps.add(next(chunk));
                    send(new Part(steps, bytes));
                    steps = new ArrayList<>();
                }
            }
            if (!chunk.isEmpty()) {
                steps.add(next(chunk));
            }
            String fingerprint = batch.key().map(key -> key.fingerprint().get()).orElse(null);
            steps.add(session -> accept(session, fingerprint));
            whole = true;
        } finally {
            if (!whole && first > 0) {
                send(new Part(List.of(this::abandon), 0));
            }
        }
        send(new Part(steps, bytes));
        return outcome;
    }

    private Write next(Chunk.Builder chunk) {
        int firstOfChunk = first;
        byte[] records = chunk.take();
        first = count;
        return session -> session.update(INSERT_CHUNK, no, firstOfChunk, records);
    }

    private void send(Part part) {
        if (!writer.add(part)) {
            outcome.completeExceptionally(new SQLException("All stops"));
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
                        batch.parallelCount())
                .orElseThrow();
    }

    private void accept(WriteSession session, String fingerprint) throws SQLException {
        String key = batch.key().map(IdempotencyKey::value).orElse(null);
        // another start with the key may have been faster
        Optional<ExecutionRow> before = key == null ? Optional.empty() : ExecutionRow.startedWith(session, batch, key);
        if (before.isPresent()) {
            abandon(session);
            decided = new Outcome(before.get(), fingerprint, false);
            return;
        }
        session.update(ACCEPT, count, bytes, key, fingerprint, no);
        decided = new Outcome(
                new ExecutionRow(no, id, batch.owner(), batch.parallelCount(), count, fingerprint, bytes, null),
                fingerprint,
                true);
    }

    private void abandon(WriteSession session) throws SQLException {
        garbage.abandon(session, id);
    }

    /** Some steps that are made together. Once one part has failed none is made. */
    private final class Part implements Write {

        private final List<Write> steps;
        private final int weight;

        Part(List<Write> steps, long weight) {
            this.steps = steps;
            this.weight = (int) Math.min(weight, 2 * Chunk.FULL);
        }

        @Override
        public void apply(WriteSession session) throws SQLException {
            if (!failed) {
                for (Write step : steps) {
                    step.apply(session);
                }
            }
        }

        @Override
        public void committed() {
            if (decided != null && !outcome.isDone()) {
                if (decided.isNew()) {
                    accepted.accept(decided.row());
                }
                outcome.complete(decided);
            }
        }

        @Override
        public boolean isGivenUp(SQLException reason) {
            if (!failed) {
                failed = true;
                decided = null;
                garbage.addAbandoned(id);
                outcome.completeExceptionally(reason);
            }
            return true;
        }

        @Override
        public int weight() {
            return weight;
        }
    }
}
