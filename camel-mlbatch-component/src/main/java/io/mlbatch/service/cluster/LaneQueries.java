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
import java.time.Instant;

import io.mlbatch.protocol.ServiceId;
import io.mlbatch.service.store.StoreException;
import io.mlbatch.service.store.jdbc.LaneTurns;

/** Queries about the queue of the lanes of a service. Thread-safe. */
final class LaneQueries {

    private final ClusterDatabase database;
    private final String service;

    LaneQueries(ClusterDatabase database, ServiceId service) {
        this.database = database;
        this.service = service.toString();
    }

    /**
     * Takes a place at the end of the queue, and returns it in the form of db-scheduler.
     *
     * @throws StoreException if the database cannot be used now
     */
    Instant nextTurn(String owner) {
        return Instant.ofEpochMilli(number(LaneTurns.TAKE, LaneTurns.parameters(service, owner, 1)));
    }

    /**
     * Returns the number of lanes that wait for a node, up to a limit.
     *
     * @throws StoreException if the database cannot be used now
     */
    int waiting(int limit) {
        return (int) number(
                "SELECT count(*) FROM (SELECT 1 FROM mlbatch_task WHERE service = ? AND NOT picked LIMIT ?) w",
                service,
                limit);
    }

    private long number(String sql, Object... parameters) {
        try {
            return database.query(sql, row -> row.getLong(1), parameters).get(0);
        } catch (SQLException e) {
            throw new StoreException("The lanes of " + service + " cannot be queried now", e);
        }
    }
}
