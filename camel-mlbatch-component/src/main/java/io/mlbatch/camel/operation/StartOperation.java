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
import io.mlbatch.client.CallContext;
import io.mlbatch.client.InvalidInputException;
import io.mlbatch.client.StartRequest;
import io.mlbatch.protocol.ExecutionId;

/** Starts a batch of the records of an exchange. */
public final class StartOperation {

    private final BatchClient client;
    private final boolean joinsInput;
    private final boolean skipsInvalid;

    /**
     * @param joinsInput whether the results are to carry their input: execute keeps it, start sends all of it
     * @param skipsInvalid whether the operation execute does not send records that do not fit
     */
    public StartOperation(BatchClient client, boolean joinsInput, boolean skipsInvalid) {
        this.client = client;
        this.joinsInput = joinsInput;
        this.skipsInvalid = skipsInvalid;
    }

    /**
     * Starts a batch; the next start at the same step is another one.
     *
     * @throws InvalidInputException when invalid records would be skipped: the results of the execution would have
     *     other indexes than the records
     */
    public ExecutionId run(OperationRequest request) {
        if (skipsInvalid) {
            throw new InvalidInputException(
                    CallContext.of(request.operation(), request.service()),
                    "the option invalidRecords=fail needs the operation execute, which returns the results in the"
                            + " order of the input",
                    null);
        }
        PendingStart pending = request.start().get();
        ExecutionId id = send(
                request, pending, new StartRequest(request.parallelCount(), pending.key(), joinsInput, false, false));
        pending.complete();
        return id;
    }

    /** Starts a batch, unless the pending start has one: a redelivered exchange keeps the batch that it has started. */
    ExecutionId start(OperationRequest request, PendingStart pending) {
        return send(
                request,
                pending,
                new StartRequest(request.parallelCount(), pending.key(), false, joinsInput, skipsInvalid));
    }

    private ExecutionId send(OperationRequest request, PendingStart pending, StartRequest start) {
        if (pending.batch().isEmpty()) {
            pending.started(client.start(request.service(), request.records(), start.withTrace(request.trace())));
        }
        ExecutionId id = pending.batch().orElseThrow().id();
        request.onStart().accept(id);
        return id;
    }
}
