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

import io.mlbatch.service.store.jdbc.database.WriteSession;

/** A change of the database, committed together with others. */
public interface Write {

    /** The action after the failure of a write. */
    enum FailureAction {
        /** The write is applied again until it succeeds. */
        RETRY,
        /** The write is not applied again. */
        ABANDON
    }

    /**
     * Applies the change; again when the commit fails. Runs on the writer thread.
     *
     * @param results collects the results that are inserted when the transaction is committed
     */
    void apply(WriteSession session, ResultBuffer results) throws SQLException;

    /**
     * Called once the change is on disk. Runs on the writer thread and must return quickly. Called again if it throws,
     * for example for lack of memory.
     */
    default void onCommit() {}

    /** Called when the change could not be applied or committed. */
    default FailureAction onFailure(SQLException reason) {
        return FailureAction.RETRY;
    }

    /** Called when the write is dropped because it failed repeatedly by a fault that is not the database's. */
    default void onDrop() {}

    /** Returns true for a write that frees space: it is tried even while others fail, because a disk may be full. */
    default boolean isFreeing() {
        return false;
    }

    /** Returns the approximate memory that the write holds, in bytes. */
    default int weight() {
        return 0;
    }
}
