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
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

import io.mlbatch.service.store.StoreException;

/**
 * A folder with an embedded SQLite database, the artifacts and a lock: one process at a time. What is committed is on
 * disk (write-ahead log, synchronous). The folder is its owner's alone where the system knows such rights.
 */
public final class SqliteDatabase implements Database {

    private static final Logger LOG = LoggerFactory.getLogger(SqliteDatabase.class);
    private static final int BUSY_MILLIS = 30_000;
    private static final int LARGEST_LOG_BYTES = 64 << 20;

    private final Path folder;
    private final FileChannel lock;
    private final SQLiteDataSource dataSource;

    private SqliteDatabase(Path folder, FileChannel lock, SQLiteDataSource dataSource) {
        this.folder = folder;
        this.lock = lock;
        this.dataSource = dataSource;
    }

    /**
     * Opens the folder, and makes it where there is none.
     *
     * @throws IllegalStateException when another process has it open
     * @throws StoreException when it cannot be used
     */
    public static SqliteDatabase open(Path folder) {
        FileChannel lock = null;
        boolean opened = false;
        try {
            create(folder);
            lock = lock(folder);
            String url = "jdbc:sqlite:" + folder.resolve("executions.db");
            SqliteDatabase database = new SqliteDatabase(folder, lock, dataSource(url));
            opened = true;
            return database;
        } catch (IOException | SQLException e) {
            throw new StoreException("Executions cannot be stored in " + folder + ": " + e, e);
        } finally {
            if (!opened) {
                close(lock);
            }
        }
    }

    private static void create(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path parent = folder.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectory(folder);
        }
    }

    private static FileChannel lock(Path folder) throws IOException {
        FileChannel channel =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException sameProcess) {
            LOG.debug("{} is open in this process", folder);
        }
        if (lock == null) {
            channel.close();
            throw new IllegalStateException("The executions in " + folder + " are used by another host");
        }
        return channel;
    }

    private static SQLiteDataSource dataSource(String url) throws SQLException {
        SQLiteDataSource plain = new SQLiteDataSource();
        plain.setUrl(url);
        try (Connection connection = plain.getConnection();
                Statement statement = connection.createStatement()) {
            // has to be said before anything is in the file; later it changes nothing
            statement.execute("PRAGMA auto_vacuum = INCREMENTAL");
            statement.execute("PRAGMA journal_mode = WAL");
        }
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setBusyTimeout(BUSY_MILLIS);
        config.setJournalSizeLimit(LARGEST_LOG_BYTES);
        // what reads first and writes then could not wait for others: it would hold what they wait for
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        SQLiteDataSource dataSource = new SQLiteDataSource(config);
        dataSource.setUrl(url);
        return dataSource;
    }

    @Override
    public DataSource dataSource() {
        return dataSource;
    }

    @Override
    public Path artifacts() {
        return folder.resolve("artifacts");
    }

    @Override
    public void close() {
        close(lock);
    }

    private static void close(FileChannel lock) {
        try {
            if (lock != null) {
                lock.close();
            }
        } catch (IOException e) {
            LOG.debug("The lock goes with the process", e);
        }
    }
}
