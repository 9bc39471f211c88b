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
package io.mlbatch.service.store.jdbc.database;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import io.mlbatch.service.store.StoreException;

/**
 * Retries the disk operations of a record until they succeed, for example on a full disk or without a free file
 * descriptor: such a failure must not fail the record. The calling thread blocks between attempts. Thread-safe.
 */
public final class StoreRetry {

    /** An operation that fails while the disk or the database fails. */
    public interface Attempt<T> {
        T run() throws IOException, SQLException;
    }

    private static final long MIN_PAUSE_MILLIS = 100;
    private static final long MAX_PAUSE_MILLIS = 5_000;

    private final StoreHealth health;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicInteger retrying = new AtomicInteger();

    public StoreRetry(StoreHealth health) {
        this.health = health;
    }

    /**
     * Runs an attempt until it succeeds.
     *
     * @param canceled ends the attempts once it returns true
     * @return empty if the attempts were canceled, the store was closed or the thread was interrupted
     */
    public <T> Optional<T> run(Attempt<T> attempt, BooleanSupplier canceled) {
        boolean isRetry = false;
        ConflictCounter conflicts = new ConflictCounter();
        try {
            for (long pause = MIN_PAUSE_MILLIS; !canceled.getAsBoolean(); ) {
                try {
                    return Optional.of(attempt.run());
                } catch (IOException | SQLException | StoreException e) {
                    if (canceled.getAsBoolean()) {
                        // a deletion during the attempt, and not a failure of the store
                        break;
                    }
                    if (!(e instanceof SQLException conflict && conflicts.mayRepeat(conflict))) {
                        health.onFailure(
                                e instanceof StoreException ? StoreHealth.Part.READS : StoreHealth.Part.FILES, e);
                    }
                }
                if (!isRetry) {
                    isRetry = true;
                    retrying.incrementAndGet();
                }
                if (awaitEnd(pause)) {
                    break;
                }
                pause = Math.min(MAX_PAUSE_MILLIS, 2 * pause);
            }
            return Optional.empty();
        } finally {
            if (isRetry) {
                retrying.decrementAndGet();
            }
        }
    }

    /** Returns true while an attempt is retried. Its success then shows that the disk works again. */
    public boolean isRetrying() {
        return retrying.get() > 0;
    }

    /** Waits. Returns true if the store was closed or the thread interrupted. */
    private boolean awaitEnd(long pauseMillis) {
        try {
            return closed.await(pauseMillis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Ends all attempts. */
    public void close() {
        closed.countDown();
    }
}
