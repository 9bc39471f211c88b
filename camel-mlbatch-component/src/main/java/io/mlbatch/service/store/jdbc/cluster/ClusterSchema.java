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
package io.mlbatch.service.store.jdbc.cluster;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

import io.mlbatch.service.store.StoreException;
import io.mlbatch.service.store.jdbc.database.Dialect;
import io.mlbatch.service.store.jdbc.database.Schema;
import io.mlbatch.service.store.jdbc.database.WriteSession;

/** The tables of a cluster in the schema of a PostgreSQL database. */
public final class ClusterSchema {

    /** The id of a store without a folder, in place of the one that {@code StoreIdentity} assigns. */
    private static final String STORE_ID = "cluster";

    private ClusterSchema() {}

    /**
     * Creates the tables if they do not exist, and upgrades those of an earlier version. The nodes of a cluster may
     * call this at the same time.
     *
     * @throws IllegalStateException if a host that is not clustered uses the tables, they have the executions of such a
     *     host with artifacts, or they have a version that this code cannot use
     * @throws IllegalArgumentException if the database is not PostgreSQL
     * @throws StoreException if the database cannot be used
     */
    public static void prepare(DataSource dataSource) {
        try (WriteSession session = lock(new ClusterStoreDatabase(dataSource).connect())) {
            Schema.prepare(session.connection(), Dialect.POSTGRESQL);
            adopt(session);
        } catch (SQLException e) {
            throw new StoreException("The tables of the cluster cannot be prepared: " + e, e);
        }
    }

    private static WriteSession lock(Connection connection) throws SQLException {
        if (Dialect.of(connection) != Dialect.POSTGRESQL) {
            connection.close();
            throw new IllegalArgumentException("A cluster (clustered=true) needs a dataSource of PostgreSQL");
        }
        return WriteSession.ofNode(connection);
    }

    private static void adopt(WriteSession session) throws SQLException {
        boolean adopted = session.update(
                        "UPDATE mlbatch_schema SET store_id = ? WHERE store_id IS NULL OR store_id = ? OR NOT EXISTS"
                                + " (SELECT 1 FROM mlbatch_result WHERE artifacts IS NOT NULL)",
                        STORE_ID,
                        STORE_ID)
                > 0;
        if (!adopted) {
            throw new IllegalStateException("The schema " + session.connection().getSchema()
                    + " has executions of a host that is not clustered, and their artifacts are in its dataDirectory."
                    + " A cluster has no such folder: delete these executions, or use another schema");
        }
    }
}
