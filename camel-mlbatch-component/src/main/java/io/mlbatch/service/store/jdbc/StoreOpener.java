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

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.concurrent.Executor;

import io.mlbatch.service.store.StoreException;
import io.mlbatch.service.store.jdbc.commit.WriterConnections;
import io.mlbatch.service.store.jdbc.database.Dialect;
import io.mlbatch.service.store.jdbc.database.FolderDatabase;
import io.mlbatch.service.store.jdbc.database.StoreHealth;
import io.mlbatch.service.store.jdbc.database.WriteSession;
import io.mlbatch.service.store.jdbc.execution.ArtifactFiles;
import io.mlbatch.service.store.jdbc.execution.StoreQueries;

/** Opens a {@link JdbcExecutionStore}. On a full disk, the opener releases the reserved space and tries again. */
record StoreOpener(FolderDatabase database, Clock clock, Executor writing, Executor housekeeping) {

    JdbcExecutionStore open() {
        boolean opened = false;
        try {
            JdbcExecutionStore store = openWithReserve();
            opened = true;
            return store;
        } catch (SQLException | IOException e) {
            throw new StoreException("The execution store cannot be opened: " + e, e);
        } finally {
            if (!opened) {
                database.close();
            }
        }
    }

    private JdbcExecutionStore openWithReserve() throws SQLException, IOException {
        try {
            return tryOpen();
        } catch (SQLException | IOException | StoreException e) {
            database.releaseReserve();
            return tryOpen();
        }
    }

    private JdbcExecutionStore tryOpen() throws SQLException, IOException {
        ArtifactFiles files = new ArtifactFiles(database.artifacts());
        files.requireFolder();
        Connection connection = database.connect();
        boolean opened = false;
        try {
            Dialect dialect = Dialect.of(connection);
            WriteSession session = WriteSession.locked(connection, dialect);
            JdbcExecutionStore store = openWith(session, dialect, files);
            opened = true;
            return store;
        } finally {
            if (!opened) {
                connection.close();
            }
        }
    }

    private JdbcExecutionStore openWith(WriteSession session, Dialect dialect, ArtifactFiles files)
            throws SQLException, IOException {
        JdbcExecutionStore store = null;
        boolean opened = false;
        try {
            new StoreIdentity(database.artifacts().getParent(), files).prepare(session, dialect);
            WriterConnections connections =
                    new WriterConnections(database, next -> WriteSession.locked(next, dialect), session);
            StoreHealth health = new StoreHealth();
            StoreQueries queries = new StoreQueries(database, dialect, health);
            store = new JdbcExecutionStore(new StoreParts(
                    database, dialect, health, queries, files, connections, clock, writing, housekeeping, null));
            store.recover(session, files);
            opened = true;
            return store;
        } finally {
            if (!opened) {
                if (store != null) {
                    store.closeWriter();
                } else {
                    session.close();
                }
            }
        }
    }
}
