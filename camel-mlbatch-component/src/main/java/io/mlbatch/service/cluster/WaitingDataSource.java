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

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import javax.sql.DataSource;

import org.slf4j.LoggerFactory;

/**
 * Data source for db-scheduler that waits while the database cannot be reached, until {@link #stopWaiting}:
 * db-scheduler would log an error with a stack trace for each poll and heartbeat, and forget the lanes that it cannot
 * return. Logs each outage once. Thread-safe.
 */
final class WaitingDataSource implements DataSource {

    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(WaitingDataSource.class);
    private static final long PAUSE_MILLIS = 1_000;
    private static final int SILENCE_MILLIS = 20_000;

    private final DataSource dataSource;
    private final long pauseMillis;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile boolean failing;

    WaitingDataSource(DataSource dataSource) {
        this(dataSource, PAUSE_MILLIS);
    }

    WaitingDataSource(DataSource dataSource, long pauseMillis) {
        this.dataSource = dataSource;
        this.pauseMillis = pauseMillis;
    }

    /** From now on, failures are thrown at once. */
    void stopWaiting() {
        stopped.countDown();
    }

    @Override
    public Connection getConnection() throws SQLException {
        for (; ; ) {
            try {
                Connection connection = dataSource.getConnection();
                if (connection.getNetworkTimeout() == 0) {
                    // a connection whose network is cut must not hold its thread forever; pools reset this
                    connection.setNetworkTimeout(Runnable::run, SILENCE_MILLIS);
                }
                if (failing) {
                    failing = false;
                    LOG.info("The lanes of the cluster can be claimed again");
                }
                return connection;
            } catch (SQLException e) {
                if (!failing) {
                    failing = true;
                    LOG.warn("The lanes of the cluster cannot be claimed; retrying: {}", e.getMessage());
                }
                pause(e);
            }
        }
    }

    private void pause(SQLException cause) throws SQLException {
        try {
            if (stopped.await(pauseMillis, TimeUnit.MILLISECONDS)) {
                throw cause;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cause.addSuppressed(e);
            throw cause;
        }
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("The data source has its own user");
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return dataSource.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        dataSource.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        dataSource.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return dataSource.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        return dataSource.getParentLogger();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return dataSource.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return dataSource.isWrapperFor(type);
    }
}
