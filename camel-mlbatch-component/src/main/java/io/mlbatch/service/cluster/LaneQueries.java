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

import com.github.kagkarlsson.scheduler.task.Execution;

import io.mlbatch.protocol.ServiceId;
import io.mlbatch.service.store.StoreException;
import io.mlbatch.service.store.jdbc.cluster.LaneTurns;
import io.mlbatch.service.store.jdbc.database.Jdbc;

/** Queries about the queue of the lanes of a service. Thread-safe. */
final class LaneQueries {

    // running lanes have a heartbeat
    private static final String COUNTS =
            "SELECT (SELECT count(*) FROM (SELECT 1 FROM mlbatch_task WHERE service = ? AND NOT picked LIMIT ?) w),"
                    + " (SELECT count(*) FROM mlbatch_task WHERE service = ? AND last_heartbeat IS NOT NULL)";
    private static final String OFFER =
            "UPDATE mlbatch_task SET picked = false, picked_by = ?, last_heartbeat = NULL, version = version + 1,"
                    + " last_success = clock_timestamp() WHERE task_name = ? AND task_instance = ? AND version = ?";

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
        return Instant.ofEpochMilli(
                first(LaneTurns.TAKE, row -> row.getLong(1), LaneTurns.parameters(service, owner, 1)));
    }

    /**
     * Counts the lanes of the service.
     *
     * @param limit of the count of waiting ones
     * @throws StoreException if the database cannot be used now
     */
    LaneYield.Counts counts(int limit) {
        return first(COUNTS, row -> new LaneYield.Counts(row.getInt(1), row.getInt(2)), service, limit, service);
    }

    /**
     * Returns a lane to its place in the queue, for another node: {@link LanePolling} of this node leaves it for a
     * while.
     *
     * @throws StoreException if the database cannot be used now
     */
    void offer(Execution task) {
        try {
            database.update(
                    OFFER, task.pickedBy, task.taskInstance.getTaskName(), task.taskInstance.getId(), task.version);
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private <T> T first(String sql, Jdbc.RowMapper<T> mapper, Object... parameters) {
        try {
            return database.query(sql, mapper, parameters).get(0);
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private StoreException failure(SQLException cause) {
        return new StoreException("The lanes of " + service + " cannot be used now", cause);
    }
}
