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

/** A change of the database, committed together with others. */
interface Write {

    /** Makes the change; again when the commit fails. Runs on the thread that writes. */
    void apply(WriteSession session) throws SQLException;

    /**
     * The change is on disk. Runs on the thread that writes: must be short. Runs again when it throws, as for lack of
     * memory.
     */
    default void committed() {}

    /**
     * The change could not be made. What is not given up here is tried again until it can be made.
     *
     * @return true when it is given up
     */
    default boolean isGivenUp(SQLException reason) {
        return false;
    }

    /** The change failed again and again by a fault that is not the database's, and is not made. */
    default void dropped() {}

    /** True for a write that frees space: it is tried also while others fail, because a disk may be full. */
    default boolean isFreeing() {
        return false;
    }

    /** How much memory it holds, about, in bytes. */
    default int weight() {
        return 0;
    }
}
