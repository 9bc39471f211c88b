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
package io.mlbatch.service.store.jdbc.commit;

import java.sql.SQLException;

import io.mlbatch.service.store.ResultRun;
import io.mlbatch.service.store.jdbc.database.WriteSession;

/**
 * The producer of results: an execution that a single host computes, or a window of it that a node of a cluster has
 * claimed. Counts its results in the transaction that stores them. Thread-safe.
 */
public interface ResultProducer {

    /**
     * The results of one transaction.
     *
     * @param count the number of results
     * @param failed the number of failed ones
     * @param bytes their size with their files
     */
    record Totals(int count, int failed, long bytes) {

        static final Totals NONE = new Totals(0, 0, 0);

        Totals plus(ResultRun run) {
            return new Totals(count + run.count(), failed + run.failedCount(), bytes + run.bytes());
        }
    }

    long executionNo();

    /** Returns the lane of the execution; 0 on a single host. */
    default int lane() {
        return 0;
    }

    /** Returns true once results are dropped, for example because the execution was deleted. */
    boolean isDropped();

    /** Returns false if results must not be stored any more. Otherwise they may be until the transaction ends. */
    default boolean isHeld(WriteSession session) throws SQLException {
        return !isDropped();
    }

    /**
     * Called by the writer thread before results are stored; again if the transaction is repeated. Returns false if
     * they must not be stored, or are stored already.
     */
    boolean admit(WriteSession session) throws SQLException;

    /**
     * Counts admitted results in the database, and marks the execution as finished if they are the last ones. Called
     * again if the transaction is repeated.
     */
    void count(WriteSession session, Totals totals) throws SQLException;

    /** Called by the writer thread once for each run of results, after its transaction was committed. */
    void onCommit(ResultRun run);

    /**
     * Called after {@link #onCommit} to notify those who wait for the results. Called again if it throws, for example
     * for lack of memory.
     */
    void afterCommit();

    /** Discards results that will not be stored. */
    void discard(ResultRun run);
}
