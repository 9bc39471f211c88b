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

/** Opens the connections of the writer thread. */
interface Connector {

    /** Opens a connection for the writer alone, without automatic commits. */
    WriteSession connect() throws SQLException;

    /** Frees space that is reserved for deletions. */
    default void releaseReserve() {}

    /** Reserves the space again, before anything but deletions may use it. */
    default void restoreReserve() throws SQLException {}
}
