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

import java.util.Comparator;

import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.ExecutionId;

/**
 * An execution that has ended, or a change of its progress, that a consumer is to emit. Ordered as the executions were
 * found.
 *
 * @param response at the end of the execution, with the results to emit; before, the progress
 */
public record PendingDelivery(WatchedExecution execution, BatchResponse response)
        implements Comparable<PendingDelivery> {

    private static final Comparator<PendingDelivery> AS_FOUND = Comparator.<PendingDelivery>comparingLong(
                    each -> each.execution.number())
            .thenComparing(PendingDelivery::isEnd);

    public ExecutionId executionId() {
        return execution.id();
    }

    boolean isEnd() {
        return response.state().isTerminal();
    }

    /** Begins the emission. Returns true when an emission has begun before: the exchanges may be duplicates. */
    public boolean begin() {
        return isEnd() ? execution.claim().begin() : execution.isProgressRefused();
    }

    /** The exchanges that have committed before; always none for a change of progress. */
    public CommittedExchanges committed() {
        return isEnd() ? execution.committed() : new CommittedExchanges();
    }

    @Override
    public int compareTo(PendingDelivery other) {
        return AS_FOUND.compare(this, other);
    }
}
