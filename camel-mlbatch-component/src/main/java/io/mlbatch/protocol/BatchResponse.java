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
package io.mlbatch.protocol;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;

/**
 * The server's answer about one execution ({@code BatchWebServiceResult}): how far it has come, and the results that
 * were asked for. Iterating gives the results that are there, in the order of their records. Immutable.
 */
public final class BatchResponse implements Iterable<ServiceResponse> {

    private final ExecutionId executionId;
    private final BatchStatus status;
    private final List<ServiceResponse> results;

    /** @param results the results by the index of their records; {@code null} where there is none yet */
    public BatchResponse(ExecutionId executionId, BatchStatus status, List<ServiceResponse> results) {
        this.executionId = Objects.requireNonNull(executionId, "executionId");
        this.status = Objects.requireNonNull(status, "status");
        this.results = Collections.unmodifiableList(new ArrayList<>(results));
    }

    /** The service that was executed. */
    public ServiceId api() {
        return executionId.service();
    }

    public ExecutionId executionId() {
        return executionId;
    }

    public BatchStatus status() {
        return status;
    }

    public BatchState state() {
        return status.state();
    }

    /** Records with a result on the server, whether or not this answer holds it. */
    public int completedItemCount() {
        return status.completedItemCount();
    }

    /** Records that were sent. */
    public int totalItemCount() {
        return status.totalItemCount();
    }

    /** Threads that the server gives to the batch; 0 when it does not say (before 9.2). */
    public int parallelCount() {
        return status.parallelCount();
    }

    /** True when this answer holds a result for that record. */
    public boolean hasExecution(int index) {
        return index >= 0 && index < results.size() && results.get(index) != null;
    }

    /**
     * The result of one record.
     *
     * @param index 0-based, in the order in which the records were sent
     * @throws NoSuchElementException when this answer holds none for it
     */
    public ServiceResponse execution(int index) {
        if (!hasExecution(index)) {
            throw new NoSuchElementException(
                    "Execution " + executionId + " of " + api() + " has no result for record " + index + " (" + state()
                            + ", " + completedItemCount() + " of " + totalItemCount() + " records completed)");
        }
        return results.get(index);
    }

    @Override
    public Iterator<ServiceResponse> iterator() {
        return results.stream().filter(Objects::nonNull).iterator();
    }

    /** The same status without results. */
    public BatchResponse withoutResults() {
        return new BatchResponse(executionId, status, List.of());
    }

    @Override
    public String toString() {
        return "BatchResponse[" + api() + ", " + executionId + ", " + state() + ", " + completedItemCount() + " of "
                + totalItemCount() + "]";
    }
}
