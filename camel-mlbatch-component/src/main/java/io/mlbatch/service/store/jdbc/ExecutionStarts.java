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

import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.mlbatch.service.store.CreateResult;
import io.mlbatch.service.store.IdempotencyKey;
import io.mlbatch.service.store.KeyReusedException;
import io.mlbatch.service.store.NewExecution;
import io.mlbatch.service.store.StoreException;
import io.mlbatch.service.store.jdbc.commit.GroupCommit;
import io.mlbatch.service.store.jdbc.execution.ExecutionRow;
import io.mlbatch.service.store.jdbc.execution.ExecutionSweeper;
import io.mlbatch.service.store.jdbc.execution.ExecutionTracker;
import io.mlbatch.service.store.jdbc.execution.StoreQueries;

/** Stores new batches, and finds those that were started with the same key before. Thread-safe. */
record ExecutionStarts(
        GroupCommit writer, ExecutionSweeper sweeper, StoreQueries queries, Clock clock, ExecutionTracker tracker) {

    /** As {@link io.mlbatch.service.store.ExecutionStore#existing}. */
    Optional<CreateResult> existing(NewExecution batch) {
        return batch.key()
                .flatMap(key -> queries.startedWith(batch, key.value()).map(before -> {
                    // the fingerprint is complete once all records are read
                    batch.records().forEachRemaining(record -> {});
                    return existing(key, before, key.fingerprint().get());
                }));
    }

    /** As {@link io.mlbatch.service.store.ExecutionStore#create}. */
    CreateResult create(NewExecution batch) {
        Upload.Outcome outcome = await(new Upload(writer, sweeper, clock, batch, tracker).store());
        return outcome.isNew()
                ? new CreateResult(tracker.of(outcome.row()), true)
                : existing(batch.key().orElseThrow(), outcome.row(), outcome.fingerprint());
    }

    private CreateResult existing(IdempotencyKey key, ExecutionRow before, String fingerprint) {
        if (!fingerprint.equals(before.fingerprint())) {
            throw new KeyReusedException(key.value(), before.id().value());
        }
        return new CreateResult(tracker.of(before), false);
    }

    /** @throws StoreException if the write failed */
    static <T> T await(CompletableFuture<T> outcome) {
        try {
            return outcome.join();
        } catch (CompletionException e) {
            throw new StoreException("Executions cannot be stored at the moment", e.getCause());
        }
    }
}
