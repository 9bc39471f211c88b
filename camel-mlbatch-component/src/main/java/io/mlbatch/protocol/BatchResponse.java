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

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.Function;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;

import io.mlbatch.protocol.objects.BatchResponseDeserializer;
import io.mlbatch.protocol.objects.BatchResponseSerializer;
import io.mlbatch.protocol.objects.ObjectMapping;

/**
 * The server's response about one execution ({@code BatchWebServiceResult}): its progress and the requested results. An
 * iteration returns the results that the response holds, in the order of their records, any number of times. Results
 * beyond a threshold are on disk until the response is closed. In a route, the response is closed when the exchange is
 * done. Thread-safe. Not a {@link java.io.Closeable}: Camel's splitter closes each {@code Closeable} that it has split,
 * and later steps may need the results as well. Jackson writes and reads the wire's JSON, one result after the other.
 */
@JsonSerialize(using = BatchResponseSerializer.class)
@JsonDeserialize(using = BatchResponseDeserializer.class)
public final class BatchResponse implements Iterable<ServiceResponse>, AutoCloseable {

    // The names of the wire, for libraries that map objects. They are fields: getters beside the methods of those
    // names would make expressions such as ${body.state} ambiguous for Camel.

    /** The state in the wire's spelling. */
    public final String state;

    /** The same as {@link #completedItemCount()}. */
    public final int completedItemCount;

    /** The same as {@link #totalItemCount()}. */
    public final int totalItemCount;

    /** The same as {@link #parallelCount()}. */
    public final int parallelCount;

    private final ExecutionId executionId;
    private final BatchStatus status;
    private final Results results;
    private final ObjectMapping objects;

    /** @param results closed with the response */
    public BatchResponse(ExecutionId executionId, BatchStatus status, Results results) {
        this(executionId, status, results, null);
    }

    private BatchResponse(ExecutionId executionId, BatchStatus status, Results results, ObjectMapping objects) {
        this.executionId = Objects.requireNonNull(executionId, "executionId");
        this.status = Objects.requireNonNull(status, "status");
        this.results = Objects.requireNonNull(results, "results");
        this.state = status.state().wireName();
        this.completedItemCount = status.completedItemCount();
        this.totalItemCount = status.totalItemCount();
        this.parallelCount = status.parallelCount();
        this.objects = objects;
    }

    /** Returns the service that was executed. */
    public ServiceId api() {
        return executionId.service();
    }

    /** Returns the id of the execution, with its service. */
    public ExecutionId executionId() {
        return executionId;
    }

    /** Returns state and counts at the time of the response. */
    public BatchStatus status() {
        return status;
    }

    /** Returns the state of the execution, of which complete, failed and canceled are terminal. */
    public BatchState state() {
        return status.state();
    }

    /** Returns the number of records with a result on the server, whether or not this response holds the result. */
    public int completedItemCount() {
        return status.completedItemCount();
    }

    /** Returns the number of records that were sent. */
    public int totalItemCount() {
        return status.totalItemCount();
    }

    /**
     * Returns the number of threads that the server assigns to the batch; 0 when the server does not report it (before
     * 9.2).
     */
    public int parallelCount() {
        return status.parallelCount();
    }

    /** Returns true when this response holds a result for that record. */
    public boolean hasExecution(int index) {
        return results.has(index);
    }

    /**
     * Returns the result of one record.
     *
     * @param index 0-based, in the order in which the records were sent
     * @throws NoSuchElementException when this response does not hold a result for the record
     * @throws java.io.UncheckedIOException when the result was on disk and the response has been closed
     */
    public ServiceResponse execution(int index) {
        if (!hasExecution(index)) {
            throw new NoSuchElementException(
                    "Execution " + executionId + " of " + api() + " has no result for record " + index + " (" + state()
                            + ", " + completedItemCount() + " of " + totalItemCount() + " records completed)");
        }
        return withObjects(results.get(index));
    }

    @Override
    public Iterator<ServiceResponse> iterator() {
        return objects == null ? results.iterator() : mapped(results.iterator(), this::withObjects);
    }

    private ServiceResponse withObjects(ServiceResponse result) {
        return objects == null ? result : result.withObjects(objects);
    }

    /**
     * Returns the outputs of all records as objects of a class, in the order of the records, see
     * {@link ServiceResponse#as}. Each object is created when it is reached. {@code null} stands for a record that
     * failed, and for one without a result, so that the position of an object is the index of its record.
     */
    public <T> Iterable<T> as(Class<T> type) {
        return () -> mapped(
                getBatchExecutionResults().iterator(),
                result -> result == null || !result.success() ? null : result.as(type));
    }

    private static <T> Iterator<T> mapped(Iterator<ServiceResponse> results, Function<ServiceResponse, T> conversion) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return results.hasNext();
            }

            @Override
            public T next() {
                return conversion.apply(results.next());
            }
        };
    }

    /** Returns the same response, whose objects are mapped in this way. Both share the results. */
    public BatchResponse withObjects(ObjectMapping mapping) {
        return new BatchResponse(executionId, status, results, mapping);
    }

    /** Returns the results by index; empty if the caller did not request them or the execution has no result yet. */
    public Results results() {
        return results;
    }

    /**
     * The results in the order of the records, for libraries that map objects. Each result is read when it is reached;
     * {@code null} stands for a record without a result.
     */
    public Iterable<ServiceResponse> getBatchExecutionResults() {
        return () -> new GaplessIterator(iterator());
    }

    /** Fills the gaps between results, so that the position of each is the index of its record. */
    private static final class GaplessIterator implements Iterator<ServiceResponse> {

        private final Iterator<ServiceResponse> results;
        private ServiceResponse next;
        private int index;

        GaplessIterator(Iterator<ServiceResponse> results) {
            this.results = results;
        }

        @Override
        public boolean hasNext() {
            return next != null || results.hasNext();
        }

        @Override
        public ServiceResponse next() {
            if (next == null) {
                next = results.next();
            }
            if (index++ < next.index()) {
                return null;
            }
            ServiceResponse result = next;
            next = null;
            return result;
        }
    }

    /** Returns the same status without results, which does not need to be closed. */
    public BatchResponse withoutResults() {
        return new BatchResponse(executionId, status, Results.NONE);
    }

    /** Releases the disk space. Results in memory, the status and the counts stay readable. */
    @Override
    public void close() {
        results.close();
    }

    @Override
    public String toString() {
        return "BatchResponse[" + api() + ", " + executionId + ", " + state() + ", " + completedItemCount() + " of "
                + totalItemCount() + "]";
    }
}
