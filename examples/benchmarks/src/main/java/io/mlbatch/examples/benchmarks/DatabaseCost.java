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
package io.mlbatch.examples.benchmarks;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/** The work of a PostgreSQL on this machine. */
final class DatabaseCost {

    private final DataSource dataSource;
    private final int reportSeconds;

    /**
     * The work since the start of the database.
     *
     * @param commits committed transactions
     * @param logBytes bytes of the write-ahead log
     * @param tableBytes bytes of all tables with their indexes
     * @param processorSeconds time on processors, of the processes that exist
     */
    record Figures(long commits, long logBytes, long tableBytes, double processorSeconds) {}

    /** @param reportSeconds the time until the processes of PostgreSQL have reported their commits */
    DatabaseCost(DataSource dataSource, int reportSeconds) {
        this.dataSource = dataSource;
        this.reportSeconds = reportSeconds;
    }

    Figures now() throws Exception {
        double seconds = processorSeconds();
        CompletableFuture.runAsync(() -> {}, CompletableFuture.delayedExecutor(reportSeconds, TimeUnit.SECONDS))
                .get();
        return new Figures(
                number("SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()"),
                number("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')"),
                number("SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relname LIKE 'mlbatch%'"
                        + " AND relkind = 'r'"),
                seconds);
    }

    private long number(String query) throws SQLException {
        return new BigDecimal(text(query)).longValue();
    }

    private String text(String query) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private double processorSeconds() throws Exception {
        Path postmaster = Path.of(text("SHOW data_directory")).resolve("postmaster.pid");
        long pid = Long.parseLong(Files.readAllLines(postmaster).get(0));
        return ProcessHandle.of(pid)
                        .orElseThrow()
                        .descendants()
                        .map(process -> process.info().totalCpuDuration())
                        .flatMap(Optional::stream)
                        .mapToLong(Duration::toNanos)
                        .sum()
                / 1e9;
    }
}
