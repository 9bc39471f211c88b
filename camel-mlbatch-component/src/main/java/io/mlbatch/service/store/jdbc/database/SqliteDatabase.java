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
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

import io.mlbatch.service.store.StoreException;

/**
 * A folder with an embedded SQLite database, the artifacts and a lock that admits one process at a time. Committed
 * changes are on disk (write-ahead log, synchronous).
 */
public final class SqliteDatabase extends DirectoryDatabase {

    private static final int BUSY_MILLIS = 30_000;
    private static final int MAX_LOG_BYTES = 64 << 20;

    private final SpaceReserve reserve;

    private SqliteDatabase(DataDirectory directory, SQLiteDataSource dataSource, SpaceReserve reserve) {
        super(dataSource, directory);
        this.reserve = reserve;
    }

    /**
     * Opens the folder, and creates it if it does not exist.
     *
     * @throws IllegalStateException if another process uses the folder, or SQLite's driver is missing
     * @throws StoreException if the folder cannot be used
     */
    public static SqliteDatabase open(Path folder) {
        requireDriver();
        DataDirectory directory = DataDirectory.open(folder);
        boolean opened = false;
        try {
            Path file = folder.resolve("executions.db");
            SpaceReserve reserve = new SpaceReserve(folder.resolve("reserve"));
            SqliteDatabase database =
                    new SqliteDatabase(directory, dataSource("jdbc:sqlite:" + file, reserve), reserve);
            directory.watch(file);
            opened = true;
            return database;
        } catch (SQLException | IOException e) {
            throw new StoreException("Executions cannot be stored in " + folder + ": " + e, e);
        } finally {
            if (!opened) {
                directory.close();
            }
        }
    }

    private static void requireDriver() {
        try {
            new SQLiteConfig();
        } catch (NoClassDefFoundError e) {
            throw new IllegalStateException(
                    "The option dataDirectory of the component mlbatch-service needs the library"
                            + " org.xerial:sqlite-jdbc, which is not on the class path",
                    e);
        }
    }

    private static SQLiteDataSource dataSource(String url, SpaceReserve reserve) throws SQLException {
        try {
            return dataSource(url);
        } catch (SQLException e) {
            // the disk may be full
            reserve.release();
            return dataSource(url);
        }
    }

    private static SQLiteDataSource dataSource(String url) throws SQLException {
        SQLiteDataSource plain = new SQLiteDataSource();
        plain.setUrl(url);
        try (Connection connection = plain.getConnection();
                Statement statement = connection.createStatement()) {
            // takes effect only in an empty file
            statement.execute("PRAGMA auto_vacuum = INCREMENTAL");
            statement.execute("PRAGMA journal_mode = WAL");
        }
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setBusyTimeout(BUSY_MILLIS);
        config.setJournalSizeLimit(MAX_LOG_BYTES);
        // BEGIN IMMEDIATE: a transaction that upgrades from read to write cannot wait for other writers (SQLITE_BUSY)
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        SQLiteDataSource dataSource = new SQLiteDataSource(config);
        dataSource.setUrl(url);
        return dataSource;
    }

    @Override
    public void releaseReserve() {
        reserve.release();
    }

    @Override
    public void restoreReserve() throws IOException {
        reserve.restore();
    }
}
