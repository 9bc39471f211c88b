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

import io.mlbatch.service.store.jdbc.commit.GroupCommit;
import io.mlbatch.service.store.jdbc.execution.ExecutionRow;
import io.mlbatch.service.store.jdbc.execution.ExecutionSweeper;
import io.mlbatch.service.store.jdbc.execution.ExecutionTracker;
import io.mlbatch.service.store.jdbc.execution.StoreQueries;

/**
 * Completes the work that nodes of a cluster left: removes their uploads and the remaining rows of deleted executions,
 * and queues unfinished executions that a host without a cluster left.
 */
public record ClusterSweep(
        GroupCommit writer,
        ExecutionSweeper sweeper,
        StoreQueries queries,
        ClusterQueries clusterQueries,
        ExecutionTracker tracker) {

    public void run() {
        sweeper.addUploadsOfDeadNodes();
        queries.withoutExecution().forEach(sweeper::add);
        for (ExecutionRow row : clusterQueries.withoutLanes()) {
            writer.add((session, results) -> tracker.accept(session, row, 1));
        }
    }
}
