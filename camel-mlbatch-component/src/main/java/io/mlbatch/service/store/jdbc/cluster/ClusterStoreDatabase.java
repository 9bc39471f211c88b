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

import io.mlbatch.service.store.jdbc.database.Database;

/**
 * The database that the nodes of a cluster share. A connection whose network is cut fails after 20 seconds, so that it
 * does not hold its thread. The application closes the data source.
 */
public record ClusterStoreDatabase(DataSource dataSource) implements Database {

    private static final int SILENCE_MILLIS = 20_000;

    @Override
    public Connection connect() throws SQLException {
        Connection connection = dataSource.getConnection();
        boolean limited = false;
        try {
            // pools reset this
            connection.setNetworkTimeout(Runnable::run, SILENCE_MILLIS);
            limited = true;
            return connection;
        } finally {
            if (!limited) {
                connection.close();
            }
        }
    }

    @Override
    public void close() {
        // the application closes the data source
    }
}
