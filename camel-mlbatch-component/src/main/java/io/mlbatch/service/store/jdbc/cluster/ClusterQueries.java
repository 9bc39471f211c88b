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
package io.mlbatch.service.store.jdbc.cluster;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.mlbatch.protocol.ServiceId;
import io.mlbatch.service.store.jdbc.execution.ExecutionRow;
import io.mlbatch.service.store.jdbc.execution.StoreQueries;

/** The queries that only a cluster needs. PostgreSQL only. Thread-safe. */
public final class ClusterQueries {

    private final StoreQueries queries;

    public ClusterQueries(StoreQueries queries) {
        this.queries = queries;
    }

    /** Returns whether each execution has finished; deleted ones are missing. */
    Map<Long, Boolean> finished(long[] executionNos) {
        Map<Long, Boolean> finished = new HashMap<>();
        queries.all(
                "SELECT no, finished IS NOT NULL FROM mlbatch_execution WHERE no = ANY(?)",
                row -> finished.put(row.getLong(1), row.getBoolean(2)),
                executionNos);
        return finished;
    }

    /** Returns the service of an unfinished execution. */
    Optional<ServiceId> service(long executionNo) {
        return queries.first(
                "SELECT service FROM mlbatch_execution WHERE no = ? AND finished IS NULL",
                row -> ServiceId.parse(row.getString(1)),
                executionNo);
    }

    /** Returns a part of an artifact. */
    Optional<byte[]> artifactPart(long executionNo, int index, int position, int part) {
        return queries.first(
                "SELECT content FROM mlbatch_artifact WHERE execution_no = ? AND item = ? AND position = ? AND part = ?",
                row -> row.getBytes(1),
                executionNo,
                index,
                position,
                part);
    }

    /** Returns the unfinished executions none of whose lanes is in the queue of the cluster. */
    List<ExecutionRow> withoutLanes() {
        return queries.all(
                StoreQueries.ACCEPTED + " AND finished IS NULL AND NOT EXISTS (SELECT 1 FROM mlbatch_task WHERE"
                        + " task_name = 'mlbatch-lane' AND split_part(task_instance, ':', 1) = no::text)",
                ExecutionRow::read);
    }
}
