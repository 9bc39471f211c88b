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
package io.mlbatch.service.store.jdbc.execution;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

import io.mlbatch.service.store.ProducedArtifact;
import io.mlbatch.service.store.jdbc.commit.ResultProducer;
import io.mlbatch.service.store.jdbc.database.Database;
import io.mlbatch.service.store.jdbc.database.StoreHealth;
import io.mlbatch.service.store.jdbc.database.StoreRetry;

/** Stores the artifacts of records. Failures are retried, as for the write of a result. Thread-safe. */
public final class ArtifactWriter {

    private final Database database;
    private final ArtifactStorage storage;
    private final StoreHealth health;
    private final StoreRetry retry;

    public ArtifactWriter(Database database, ArtifactStorage storage, StoreHealth health, StoreRetry retry) {
        this.retry = retry;
        this.database = database;
        this.storage = storage;
        this.health = health;
    }

    /**
     * Stores the artifacts of one record.
     *
     * @return false if they are not stored: the results of the producer are dropped, the store is closed or the thread
     *     was interrupted
     */
    boolean write(ResultProducer producer, int index, List<ProducedArtifact> artifacts) {
        return retry.run(
                        () -> {
                            database.requireFolder();
                            return storage.write(producer, index, artifacts);
                        },
                        producer::isDropped)
                .orElse(false);
    }

    /** Checks after a failure whether files can be stored again. */
    public void check() {
        if (health.isFailing(StoreHealth.Part.FILES) && !retry.isRetrying()) {
            try {
                database.requireFolder();
                storage.probe();
                health.onSuccess(StoreHealth.Part.FILES);
            } catch (IOException | SQLException e) {
                health.onFailure(StoreHealth.Part.FILES, e);
            }
        }
    }
}
