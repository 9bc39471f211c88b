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
package io.mlbatch.survival;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;

import org.apache.camel.processor.idempotent.jdbc.JdbcMessageIdRepository;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** Camel's JDBC repository in an SQLite file, which several JVMs may share. */
final class Repository {

    private static final int BUSY_MILLIS = 30_000;

    private final SQLiteDataSource database;

    Repository(Path file) {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        // a transaction that reads first and writes later could not wait: it would hold the lock for which the others
        // wait
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        database = new SQLiteDataSource(config);
        database.setUrl("jdbc:sqlite:" + file);
    }

    JdbcMessageIdRepository forCamel() {
        JdbcMessageIdRepository repository = new JdbcMessageIdRepository(database, "mlbatch");
        // the table that Camel makes takes keys of 100 characters: with group, server and service ours are longer
        repository.setCreateString("CREATE TABLE IF NOT EXISTS CAMEL_MESSAGEPROCESSED (processorName VARCHAR(255),"
                + " messageId VARCHAR(1000), createdAt TIMESTAMP, PRIMARY KEY (processorName, messageId))");
        return repository;
    }

    /** The keys that it holds, of whatever kind. */
    Set<String> keys() throws SQLException {
        Set<String> keys = new HashSet<>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT messageId FROM CAMEL_MESSAGEPROCESSED")) {
            while (rows.next()) {
                keys.add(rows.getString(1));
            }
        }
        return keys;
    }
}
