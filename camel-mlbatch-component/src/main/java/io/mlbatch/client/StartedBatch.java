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
package io.mlbatch.client;

import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.BatchStatus;
import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.Results;
import io.mlbatch.protocol.json.InputRecords;
import io.mlbatch.protocol.json.RejectedRecords;

/**
 * A batch that a client has started, with the records that it keeps for the results. The caller closes it, unless
 * {@link #complete} has passed the records to a response.
 *
 * @param id the execution
 * @param sent the number of records that were sent
 * @param rejected the records that were not sent; {@code null} if all were sent
 * @param input all records; {@code null} when they are not kept
 */
public record StartedBatch(ExecutionId id, int sent, RejectedRecords rejected, InputRecords input)
        implements AutoCloseable {

    /** Creates a batch of which no record is kept. */
    public StartedBatch(ExecutionId id, int sent) {
        this(id, sent, null, null);
    }

    /**
     * Returns the response about all records of the input: with the failed results of those that were not sent, and
     * with the input of each. Closing the response also closes this batch.
     */
    public BatchResponse complete(BatchResponse response) {
        if (rejected == null && input == null) {
            return response;
        }
        Results results = response.results();
        BatchStatus status = response.status();
        if (rejected != null) {
            results = rejected.merge(results);
            status = new BatchStatus(
                    status.state(),
                    status.completedItemCount() + rejected.size(),
                    status.totalItemCount() + rejected.size(),
                    status.parallelCount(),
                    status.unreadable());
        }
        return new BatchResponse(response.executionId(), status, input == null ? results : input.join(results));
    }

    /** Returns whether records are on disk until this batch is closed. */
    public boolean isOnDisk() {
        return rejected != null && rejected.isOnDisk() || input != null && input.isOnDisk();
    }

    @Override
    public void close() {
        if (rejected != null) {
            rejected.close();
        }
        if (input != null) {
            input.close();
        }
    }
}
