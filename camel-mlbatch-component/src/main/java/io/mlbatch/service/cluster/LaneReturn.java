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

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of a turn: returns the task of a lane to the queue, or removes it. If this fails, because another node took
 * the lane over or the execution was deleted, nothing is left to do; while the database cannot be reached, the task has
 * no heartbeat any more, and any node returns it after some seconds. Thread-safe.
 */
final class LaneReturn {

    private static final Logger LOG = LoggerFactory.getLogger(LaneReturn.class);

    private final LaneQueries queries;

    LaneReturn(LaneQueries queries) {
        this.queries = queries;
    }

    /** Removes the lane: its execution has no record left for it. */
    CompletionHandler<Void> atTheEnd() {
        return tolerant((complete, operations) -> operations.remove());
    }

    /**
     * Returns the lane to the place in the queue that it had. Does nothing if another node has returned it or has taken
     * it over. If its execution was deleted, the next claim removes it.
     */
    CompletionHandler<Void> toItsPlace() {
        return tolerant((complete, operations) ->
                operations.reschedule(complete, complete.getExecution().getExecutionTime()));
    }

    /** Returns the lane to the end of the queue. */
    CompletionHandler<Void> behindOthers(String owner) {
        return tolerant((complete, operations) -> operations.reschedule(complete, queries.nextTurn(owner)));
    }

    /** Returns the lane to its place in the queue, for another node. */
    CompletionHandler<Void> forOthers() {
        return tolerant((complete, operations) -> queries.offer(complete.getExecution()));
    }

    private static CompletionHandler<Void> tolerant(CompletionHandler<Void> handler) {
        return (complete, operations) -> {
            try {
                handler.complete(complete, operations);
            } catch (RuntimeException e) {
                LOG.debug(
                        "{} was not returned to the queue; a node revives it if it exists", complete.getExecution(), e);
            }
        };
    }
}
