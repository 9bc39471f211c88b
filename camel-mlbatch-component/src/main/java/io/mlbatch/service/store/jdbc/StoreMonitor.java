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
import java.sql.SQLException;

import io.mlbatch.service.store.jdbc.commit.GroupCommit;
import io.mlbatch.service.store.jdbc.database.Database;
import io.mlbatch.service.store.jdbc.database.StoreHealth;
import io.mlbatch.service.store.jdbc.execution.ArtifactWriter;
import io.mlbatch.service.store.jdbc.execution.ExecutionSweeper;
import io.mlbatch.service.store.jdbc.execution.StoreQueries;

/** Checks whether a store works. Thread-safe. */
final class StoreMonitor {

    private final Database database;
    private final GroupCommit writer;
    private final StoreQueries rows;
    private final ArtifactWriter artifactWriter;
    private final ExecutionSweeper garbage;
    private final StoreHealth health;

    StoreMonitor(
            Database database,
            GroupCommit writer,
            StoreQueries rows,
            ArtifactWriter artifactWriter,
            ExecutionSweeper garbage,
            StoreHealth health) {
        this.database = database;
        this.writer = writer;
        this.rows = rows;
        this.artifactWriter = artifactWriter;
        this.garbage = garbage;
        this.health = health;
    }

    boolean isFailing() {
        checkFolder();
        return writer.isFailing() || health.isFailing();
    }

    /** Checks each part of the store and retries failed deletions. */
    void check() {
        checkFolder();
        rows.check();
        artifactWriter.check();
        garbage.retry();
        if (!writer.isFailing() && !health.isFailing(StoreHealth.Part.FOLDER)) {
            restoreReserve();
        }
    }

    private void checkFolder() {
        try {
            database.requireFolder();
            health.onSuccess(StoreHealth.Part.FOLDER);
        } catch (SQLException e) {
            health.onFailure(StoreHealth.Part.FOLDER, e);
        }
    }

    private void restoreReserve() {
        try {
            database.restoreReserve();
            health.onSuccess(StoreHealth.Part.SPACE);
        } catch (IOException e) {
            health.onFailure(StoreHealth.Part.SPACE, e);
        }
    }
}
