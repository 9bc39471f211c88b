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
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** The database of a store. */
public interface Database extends AutoCloseable {

    DataSource dataSource();

    /** Opens a connection. */
    default Connection connect() throws SQLException {
        requireFolder();
        return dataSource().getConnection();
    }

    /**
     * Checks that the data folder is the one that was opened.
     *
     * @throws SQLException if the folder was deleted or replaced, so that writes would be lost
     */
    default void requireFolder() throws SQLException {}

    /** Frees the disk space that is reserved for deletions. */
    default void releaseReserve() {}

    /** Reserves disk space for deletions if the database is on the same disk. */
    default void restoreReserve() throws IOException {}

    @Override
    void close();
}
