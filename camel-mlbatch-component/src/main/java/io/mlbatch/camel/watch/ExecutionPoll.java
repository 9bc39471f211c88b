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
package io.mlbatch.camel.watch;

import java.time.Duration;
import java.util.function.Function;

import io.mlbatch.camel.claim.ClaimRegistry;
import io.mlbatch.camel.watch.WatchedExecution.Phase;
import io.mlbatch.client.BatchClient;
import io.mlbatch.client.waiting.LongPoll;
import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.BatchStatus;
import io.mlbatch.protocol.Results;

/**
 * Polls a watched execution. Claims it at its end, before its results are read, so that the results of executions that
 * another consumer emits are not downloaded. Queues changes of progress.
 */
final class ExecutionPoll {

    private final WatchSettings settings;
    private final Function<LongPoll, BatchClient> clients;
    private final ClaimRegistry claims;
    private final DeliveryQueue queue;

    /** @param clients returns the client that reads the response of a long poll; for {@code null}, of a new request */
    ExecutionPoll(
            WatchSettings settings,
            Function<LongPoll, BatchClient> clients,
            ClaimRegistry claims,
            DeliveryQueue queue) {
        this.settings = settings;
        this.clients = clients;
        this.claims = claims;
        this.queue = queue;
    }

    /**
     * Returns the response.
     *
     * @param limit the maximum duration of the call
     * @param arrived a long poll whose response is read, or {@code null}
     */
    BatchResponse poll(WatchedExecution execution, Duration limit, LongPoll arrived) {
        boolean[] askedForResults = new boolean[1];
        try {
            BatchResponse response = clients.apply(arrived)
                    .poll(
                            execution.id(),
                            status -> {
                                askedForResults[0] = true;
                                return tryClaim(execution, status) && settings.withResults();
                            },
                            limit);
            if (!response.state().isTerminal()) {
                queueProgress(execution, response.status());
            } else if (!askedForResults[0]) {
                tryClaim(execution, response.status());
            }
            return settings.withInput() ? clients.apply(null).joinInput(response, limit) : response;
        } finally {
            if (execution.phase() != Phase.WAITING) {
                // the wait has ended during the poll
                execution.release();
            }
        }
    }

    private boolean tryClaim(WatchedExecution execution, BatchStatus status) {
        execution.markEnded();
        if (execution.claim() == null && settings.states().contains(status.state())) {
            claims.claim(execution.id()).ifPresent(execution::setClaim);
        }
        return execution.claim() != null;
    }

    private void queueProgress(WatchedExecution execution, BatchStatus status) {
        if (settings.withProgress() && execution.beginProgress(status)) {
            queue.put(new PendingDelivery(execution, new BatchResponse(execution.id(), status, Results.NONE)));
        }
    }
}
