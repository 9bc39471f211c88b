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
import java.time.Clock;
import java.util.concurrent.Executor;
import javax.sql.DataSource;

import io.mlbatch.service.store.StoreException;
import io.mlbatch.service.store.jdbc.cluster.ArtifactTable;
import io.mlbatch.service.store.jdbc.cluster.ClusterQueries;
import io.mlbatch.service.store.jdbc.cluster.ClusterStoreDatabase;
import io.mlbatch.service.store.jdbc.commit.WriterConnections;
import io.mlbatch.service.store.jdbc.database.Database;
import io.mlbatch.service.store.jdbc.database.Dialect;
import io.mlbatch.service.store.jdbc.database.StoreHealth;
import io.mlbatch.service.store.jdbc.database.WriteSession;
import io.mlbatch.service.store.jdbc.execution.StoreQueries;

/** Opens the {@link JdbcExecutionStore} of a node of a cluster. */
record ClusterStoreOpener(DataSource dataSource, String node, Clock clock, Executor writing, Executor housekeeping) {

    JdbcExecutionStore open() {
        Database database = new ClusterStoreDatabase(dataSource);
        try {
            WriteSession session = WriteSession.ofNode(database.connect());
            boolean opened = false;
            try {
                JdbcExecutionStore store = new JdbcExecutionStore(parts(database, session));
                opened = true;
                store.sweep();
                return store;
            } finally {
                if (!opened) {
                    session.close();
                }
            }
        } catch (SQLException e) {
            throw new StoreException("The execution store cannot be opened: " + e, e);
        }
    }

    private StoreParts parts(Database database, WriteSession session) {
        StoreHealth health = new StoreHealth();
        StoreQueries queries = new StoreQueries(database, Dialect.POSTGRESQL, health);
        return new StoreParts(
                database,
                Dialect.POSTGRESQL,
                health,
                queries,
                new ArtifactTable(database, new ClusterQueries(queries)),
                new WriterConnections(database, WriteSession::ofNode, session),
                clock,
                writing,
                housekeeping,
                node);
    }
}
