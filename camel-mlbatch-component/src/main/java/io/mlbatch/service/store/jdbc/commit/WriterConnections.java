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

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicReference;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.mlbatch.service.store.jdbc.database.Database;
import io.mlbatch.service.store.jdbc.database.WriteSession;

/** Opens the connections of the writer thread, each with the schema's lock. The first connection is already open. */
public final class WriterConnections implements Connector, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WriterConnections.class);

    /** Opens a session with the schema's lock. */
    public interface Opener {

        WriteSession open(Connection connection) throws SQLException;
    }

    private final Database database;
    private final Opener opener;
    private final AtomicReference<WriteSession> first;

    /** @param first the session that opened the store */
    public WriterConnections(Database database, Opener opener, WriteSession first) {
        this.database = database;
        this.opener = opener;
        this.first = new AtomicReference<>(first);
    }

    @Override
    public WriteSession connect() throws SQLException {
        WriteSession open = first.getAndSet(null);
        WriteSession session = open == null ? opener.open(database.connect()) : open;
        session.connection().setAutoCommit(false);
        return session;
    }

    @Override
    public void releaseReserve() {
        database.releaseReserve();
    }

    @Override
    public void restoreReserve() throws SQLException {
        try {
            database.restoreReserve();
        } catch (IOException e) {
            throw new SQLException("The disk has no space for deletions: " + e, e);
        }
    }

    /** Closes the first connection if the writer has not used it. */
    @Override
    public void close() {
        WriteSession unused = first.getAndSet(null);
        if (unused != null) {
            try {
                unused.close();
            } catch (SQLException e) {
                LOG.debug("Closing the connection failed", e);
            }
        }
    }
}
