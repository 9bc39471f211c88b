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

import java.util.function.IntSupplier;

import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;

import io.mlbatch.protocol.ServiceId;

/**
 * The query by which db-scheduler claims lanes: those of one service, in the order of their turns. All lanes have the
 * same task name, so that each node can revive the lanes of a dead one, also of services that it does not host. A node
 * takes its share of the waiting lanes at once; further ones follow with the next polls, if the other nodes leave them.
 * It leaves a lane that it has offered to the others for some time.
 */
final class LanePolling extends PostgreSqlJdbcCustomization {

    private final String service;
    private final String node;
    private final IntSupplier nodes;

    /**
     * @param node the id of this node
     * @param nodes returns the number of live nodes
     */
    LanePolling(ServiceId service, String node, IntSupplier nodes) {
        super(true, false);
        this.service = "'" + service.toString().replace("'", "''") + "'";
        this.node = node;
        this.nodes = nodes;
    }

    @Override
    public String createGenericSelectForUpdateQuery(
            String table, int limit, String requiredAndCondition, boolean orderByPriority) {
        String waiting = " FROM " + table + " WHERE service = " + service + " AND NOT picked AND (picked_by IS NULL"
                + " OR picked_by <> '" + node + "' OR last_success < clock_timestamp() - interval '"
                + LaneYield.OFFER_MILLIS + " milliseconds')";
        int sharers = Math.max(1, nodes.getAsInt());
        String share = "SELECT (count(*) + " + (sharers - 1) + ") / " + sharers + " FROM (SELECT 1" + waiting
                + " LIMIT " + (long) limit * sharers + ") w";
        return "SELECT *" + waiting + " AND picked = ? AND execution_time <= ? " + requiredAndCondition
                + " ORDER BY execution_time, task_instance LIMIT (" + share + ") FOR UPDATE SKIP LOCKED";
    }
}
