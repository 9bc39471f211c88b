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
package io.mlbatch.service.cluster;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

import io.mlbatch.service.store.jdbc.database.Jdbc;

/**
 * The database that the nodes of a cluster share. Each statement is a transaction of its own, so that a node that stops
 * holds no lock. A statement fails after 5 seconds without a response, as when the network is cut. Thread-safe.
 */
public final class ClusterDatabase {

    /** The time of the database in milliseconds since 1970, as an expression. */
    static final String NOW = "(EXTRACT(EPOCH FROM clock_timestamp()) * 1000)::bigint";

    private static final int SILENCE_MILLIS = 5_000;

    private final DataSource dataSource;

    public ClusterDatabase(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Runs a query and returns all rows. */
    <T> List<T> query(String sql, Jdbc.RowMapper<T> mapper, Object... parameters) throws SQLException {
        return run(sql, statement -> Jdbc.query(statement, mapper, parameters));
    }

    /** Changes rows and returns their number. */
    int update(String sql, Object... parameters) throws SQLException {
        return run(sql, statement -> {
            Jdbc.bind(statement, parameters);
            return statement.executeUpdate();
        });
    }

    private interface Step<T> {
        T run(PreparedStatement statement) throws SQLException;
    }

    private <T> T run(String sql, Step<T> step) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            int timeout = connection.getNetworkTimeout();
            // some pools return connections in another mode
            connection.setAutoCommit(true);
            connection.setNetworkTimeout(Runnable::run, SILENCE_MILLIS);
            T result;
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                result = step.run(statement);
            }
            // after a failure, the driver has closed the connection or the pool checks it
            connection.setNetworkTimeout(Runnable::run, timeout);
            return result;
        }
    }
}
