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
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

import io.mlbatch.service.store.jdbc.database.Dialect;
import io.mlbatch.service.store.jdbc.database.Schema;
import io.mlbatch.service.store.jdbc.database.WriteSession;
import io.mlbatch.service.store.jdbc.execution.ArtifactFiles;

/**
 * An id that a database shares with its data folder, so that neither is used with another one: the host would delete
 * the artifacts of executions that are not in its database.
 */
final class StoreIdentity {

    private static final String FILE = "store-id";

    private final Path folder;
    private final ArtifactFiles artifacts;

    /** @param folder the data folder */
    StoreIdentity(Path folder, ArtifactFiles artifacts) {
        this.folder = folder;
        this.artifacts = artifacts;
    }

    /**
     * Creates or upgrades the tables, and checks that database and folder belong together. A database or folder without
     * an id gets one.
     *
     * @throws IllegalStateException if they do not belong together
     */
    void prepare(WriteSession session, Dialect dialect) throws SQLException, IOException {
        if (!Schema.exists(session.connection()) && (read().isPresent() || artifacts.exist())) {
            throw unknownFiles();
        }
        Schema.prepare(session.connection(), dialect);
        Optional<String> ofDatabase = session.first(
                        "SELECT COALESCE(store_id, '') FROM mlbatch_schema", row -> row.getString(1))
                .filter(id -> !id.isEmpty());
        Optional<String> ofFolder = read();
        long executions = session.first("SELECT COUNT(*) FROM mlbatch_execution", row -> row.getLong(1))
                .orElseThrow();
        if (executions == 0 && ofFolder.isEmpty() && artifacts.exist()) {
            throw unknownFiles();
        }
        if (ofDatabase.isEmpty()) {
            adopt(session, ofFolder, executions > 0);
        } else if (ofFolder.isEmpty()) {
            // the last process may have ended before it wrote the file; then there are no executions
            requireNone(executions, ofDatabase.get());
            write(ofDatabase.get());
        } else if (!ofFolder.equals(ofDatabase)) {
            throw new IllegalStateException("The folder " + folder + " has the artifacts of another database (store "
                    + ofFolder.get() + ", the database is store " + ofDatabase.get()
                    + "): set dataDirectory and dataSource to a folder and a database that belong together");
        }
    }

    private IllegalStateException unknownFiles() {
        return new IllegalStateException("The folder " + folder
                + " contains files of executions, but the database has none: it is missing, empty or another one."
                + " Restore the database or correct dataDirectory and dataSource. To start without those executions,"
                + " move the folder away");
    }

    /** Assigns an id to a new database, or to one of an earlier version. */
    private void adopt(WriteSession session, Optional<String> ofFolder, boolean used) throws SQLException, IOException {
        String id = ofFolder.orElseGet(() -> UUID.randomUUID().toString());
        if (used) {
            // write the file first: a database with executions and an id is rejected with a folder that has none
            write(id);
        }
        session.update("UPDATE mlbatch_schema SET store_id = ?", id);
        if (!used) {
            write(id);
        }
    }

    private void requireNone(long executions, String id) {
        if (executions > 0) {
            throw new IllegalStateException("The folder " + folder + " has not been used with this database, which has "
                    + executions + " executions: set dataDirectory to the folder with their artifacts. If the folder"
                    + " was restored without the file " + FILE + ", write " + id + " into it");
        }
    }

    private Optional<String> read() throws IOException {
        try {
            return Optional.of(Files.readString(folder.resolve(FILE)).strip()).filter(id -> !id.isEmpty());
        } catch (NoSuchFileException missing) {
            return Optional.empty();
        }
    }

    private void write(String id) throws IOException {
        artifacts.writeBeside(FILE, id);
    }
}
