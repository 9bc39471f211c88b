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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

import io.mlbatch.protocol.ExecutionSummary;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.service.store.Announcements;
import io.mlbatch.service.store.StoreException;
import io.mlbatch.service.store.jdbc.commit.GroupCommit;
import io.mlbatch.service.store.jdbc.commit.ResultBuffer;
import io.mlbatch.service.store.jdbc.commit.Write;
import io.mlbatch.service.store.jdbc.database.LockKey;
import io.mlbatch.service.store.jdbc.database.WriteSession;
import io.mlbatch.service.store.jdbc.execution.StoreQueries;
import io.mlbatch.service.store.jdbc.execution.SummaryStatement;

/** The ends to announce, in the column {@code notified}. A conditional update decides which host announces an end. */
final class JdbcAnnouncements implements Announcements {

    /** Releases the claims of a host that has the store for itself: they are those of its last process. */
    static final String RELEASE_CLAIMS = "UPDATE mlbatch_execution SET notified = 0 WHERE notified > 1";

    private static final String CLAIM = "UPDATE mlbatch_execution SET notified = ?"
            + " WHERE no = ? AND finished IS NOT NULL AND notified <> 1 AND notified <= ?";
    private static final String POSTPONE = "UPDATE mlbatch_execution SET notified = ? WHERE no = ? AND notified <> 1";
    private static final String COMPLETE = "UPDATE mlbatch_execution SET notified = 1 WHERE no = ?";

    private final StoreQueries queries;
    private final GroupCommit writer;
    private final Clock clock;

    JdbcAnnouncements(StoreQueries queries, GroupCommit writer, Clock clock) {
        this.queries = queries;
        this.writer = writer;
        this.clock = clock;
    }

    @Override
    public List<ExecutionSummary> claim(ServiceId service, int max, Duration lease) {
        long now = clock.millis();
        List<ExecutionSummary> due = queries.summaries(SummaryStatement.due(service, now, max));
        if (due.isEmpty()) {
            return due;
        }
        List<ExecutionSummary> claimed = new ArrayList<>();
        update(session -> {
            // applied again if the commit fails
            claimed.clear();
            for (ExecutionSummary execution : due) {
                session.changeInOrder(LockKey.execution(execution.sequence()), last -> {
                    if (last.update(CLAIM, now + lease.toMillis(), execution.sequence(), now) > 0) {
                        claimed.add(execution);
                    }
                });
            }
        });
        return claimed;
    }

    @Override
    public void postpone(ExecutionSummary execution, Duration delay) {
        update(session -> session.changeInOrder(
                LockKey.execution(execution.sequence()),
                last -> last.update(POSTPONE, clock.millis() + delay.toMillis(), execution.sequence())));
    }

    @Override
    public void complete(ExecutionSummary execution) {
        update(session -> session.changeInOrder(
                LockKey.execution(execution.sequence()), last -> last.update(COMPLETE, execution.sequence())));
    }

    /** Waits until the change is on disk. */
    private void update(Consumer<WriteSession> change) {
        CompletableFuture<Void> outcome = new CompletableFuture<>();
        Write write = new Write() {
            @Override
            public void apply(WriteSession session, ResultBuffer results) {
                change.accept(session);
            }

            @Override
            public void onCommit() {
                outcome.complete(null);
            }

            @Override
            public FailureAction onFailure(SQLException reason) {
                outcome.completeExceptionally(reason);
                return FailureAction.ABANDON;
            }

            @Override
            public void onDrop() {
                outcome.completeExceptionally(new SQLException("The write was dropped"));
            }
        };
        if (!writer.add(write)) {
            throw new StoreException("The execution store is closed", null);
        }
        try {
            outcome.join();
        } catch (CompletionException e) {
            throw new StoreException("The store of executions cannot be written at the moment", e.getCause());
        }
    }
}
