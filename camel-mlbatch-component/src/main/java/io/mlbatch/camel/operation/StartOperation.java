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
package io.mlbatch.camel.operation;

import io.mlbatch.client.BatchClient;
import io.mlbatch.protocol.ExecutionId;

/** Starts a batch of the records of an exchange. */
public final class StartOperation {

    private final BatchClient client;

    public StartOperation(BatchClient client) {
        this.client = client;
    }

    /** Starts a batch; the next start at the same step is another one. */
    public ExecutionId run(OperationRequest request) {
        PendingStart pending = request.start().get();
        ExecutionId id = start(request, pending);
        pending.complete();
        return id;
    }

    /** Starts a batch, unless the pending start has one: a redelivered exchange keeps the batch that it has started. */
    ExecutionId start(OperationRequest request, PendingStart pending) {
        if (pending.executionId().isPresent()) {
            ExecutionId started =
                    new ExecutionId(request.service(), pending.executionId().get());
            request.onStart().accept(started);
            return started;
        }
        CountedRecords records = new CountedRecords(request.records());
        ExecutionId id = client.start(request.service(), records, request.parallelCount(), pending.key());
        pending.started(id.value(), records.count());
        request.onStart().accept(id);
        return id;
    }
}
