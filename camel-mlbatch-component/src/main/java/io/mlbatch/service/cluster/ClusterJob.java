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

import java.sql.SQLException;
import java.time.Duration;

import io.mlbatch.service.store.StoreException;

/**
 * A job that each node schedules, and that one of them runs in each period.
 *
 * @param job the name of the work in the database
 * @param period the time between two runs, by the clock of the database
 */
public record ClusterJob(ClusterDatabase database, String job, Duration period, Runnable work) implements Runnable {

    private static final String CLAIM =
            "INSERT INTO mlbatch_job (name, next) VALUES (?, {now} + ?)".replace("{now}", ClusterDatabase.NOW)
                    + " ON CONFLICT (name) DO UPDATE SET next = EXCLUDED.next WHERE mlbatch_job.next <= "
                    + ClusterDatabase.NOW;

    /** @throws StoreException if the database cannot be reached */
    @Override
    public void run() {
        if (isDue()) {
            work.run();
        }
    }

    private boolean isDue() {
        try {
            return database.update(CLAIM, job, period.toMillis()) == 1;
        } catch (SQLException e) {
            throw new StoreException("The database of the cluster cannot be reached at the moment", e);
        }
    }
}
