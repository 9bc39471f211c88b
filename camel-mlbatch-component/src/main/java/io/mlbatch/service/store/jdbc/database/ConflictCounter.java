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

import java.sql.SQLException;

/**
 * Counts the consecutive transactions that the database rolled back because of another one, for example after a
 * deadlock. Such a transaction is repeated at once, but a limited number of times. Not thread-safe.
 */
public final class ConflictCounter {

    private static final int MAX_CONFLICTS = 10;
    /** The class of the SQL states of such a rollback. */
    private static final String ROLLBACK = "40";

    private int conflicts;

    /** Returns true if the failed transaction is to be repeated at once. */
    public boolean mayRepeat(SQLException failure) {
        String state = failure.getSQLState();
        return state != null && state.startsWith(ROLLBACK) && conflicts++ < MAX_CONFLICTS;
    }

    /** Called after a transaction that was committed. */
    public void clear() {
        conflicts = 0;
    }
}
