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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.BatchStatus;
import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.ServerStatus;
import io.mlbatch.protocol.ServiceDescription;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.protocol.ServiceResponse;
import io.mlbatch.protocol.TraceContext;

/**
 * Client of the batch API of one server, or of the servers of a cluster. Thread-safe. Every method blocks until the
 * server has responded. Methods throw only {@link MlbatchException} and its subclasses.
 */
public interface BatchClient {

    /** Returns a client whose errors name this operation, for an operation that makes several calls. */
    default BatchClient during(String operation) {
        return this;
    }

    /**
     * Starts a batch. Throws {@link UnknownOutcomeException} when the response is lost. The request is repeated only on
     * a server that has shown that it recognizes the key: there, a second start returns the execution of the first.
     *
     * @param records the records to score; read one by one
     * @throws InvalidInputException when a record does not fit the service's declared inputs and the request does not
     *     skip such records, or when no record fits. If a record turns out to be invalid while the request is streamed,
     *     a batch that the server started from the earlier records has been canceled, unless the message reports
     *     otherwise
     */
    StartedBatch start(ServiceId service, RecordSource records, StartRequest request);

    /** Starts a separate batch, with a new unique key. */
    default ExecutionId start(ServiceId service, RecordSource records, int parallelCount) {
        return start(service, records, new StartRequest(parallelCount)).id();
    }

    /**
     * Requests status and results. The caller closes the response, which may be stored on disk.
     *
     * @param showPartialResults true: the results so far; false: results only after the execution has ended
     * @throws ResultsMismatchException when the execution is complete and does not have one result for each record
     * @throws NotFoundException when the server does not hold the execution, or no longer holds it
     */
    BatchResponse results(ExecutionId id, boolean showPartialResults);

    /**
     * Requests the status, and the results only after the execution has ended. The caller closes the response.
     *
     * @param wanted evaluated at most once, when an ended execution has results, or results of a complete one are
     *     missing; false: the results are not read, and the response does not contain them
     * @param limit the maximum duration of the whole call; {@code null}: as long as the server transfers the response
     *     at an acceptable rate
     * @throws ResultsMismatchException when the execution is complete, its results are wanted, and it does not have one
     *     result for each record
     * @throws NotFoundException when the server does not hold the execution, or no longer holds it
     * @throws ServerUnavailableException also when the limit is reached
     */
    BatchResponse poll(ExecutionId id, Predicate<BatchStatus> wanted, Duration limit);

    /** Same as {@link #poll(ExecutionId, Predicate, Duration)}, without a limit of its own. */
    default BatchResponse poll(ExecutionId id, Predicate<BatchStatus> wanted) {
        return poll(id, wanted, null);
    }

    /**
     * Returns the response with the input record of each result, which the server returns. Closes the response when
     * this method throws. The caller closes the returned response.
     *
     * @param limit the maximum duration, or {@code null}
     * @throws NotFoundException when the server does not hold the execution, or has no call for input records
     */
    BatchResponse joinInput(BatchResponse response, Duration limit);

    /**
     * Checks whether the server returns input records, see {@link #joinInput}. The vendor's servers do not.
     *
     * @throws MlbatchException when it does not, or cannot be asked
     */
    void requireInput(ServiceId service);

    /**
     * Cancels an execution, if it is running, and deletes it. Returns false when the server does not hold the
     * execution, or no longer holds it.
     */
    boolean cancel(ExecutionId id);

    /**
     * Returns the executions of a service that the server holds: running or ended, and not deleted.
     *
     * @throws MlbatchException when there are more than 500,000
     */
    List<ExecutionId> executions(ServiceId service);

    /**
     * Passes the executions of a service that the server holds to a consumer, one by one, while the list is read. The
     * length of the list is not limited.
     *
     * @param each may receive an execution more than once; receives only some executions when the call fails
     */
    void executions(ServiceId service, Consumer<ExecutionId> each);

    /** Returns the names of the files that one record produced; empty if it produced no file. */
    List<String> artifacts(ExecutionId id, int index);

    /** Returns one file of one record as a stream. The caller closes it. */
    Artifact artifact(ExecutionId id, int index, String fileName);

    /**
     * Reads one file of one record. A client that repeats reads also repeats this read, when the file cannot be
     * requested or the reader throws a {@link ServerUnavailableException}. The reader then starts from the beginning.
     *
     * @param reader may run more than once; the artifact is closed after each run
     */
    default <T> T artifact(ExecutionId id, int index, String fileName, Function<Artifact, T> reader) {
        try (Artifact artifact = artifact(id, index, fileName)) {
            return reader.apply(artifact);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the declared inputs, outputs and files of the service, as the server reports them now. */
    ServiceDescription capabilities(ServiceId service);

    /**
     * Scores one record and waits for its result (request-response).
     *
     * @param record a source of exactly one record
     * @throws InvalidInputException when the number of records is not 1, or the record does not fit
     * @throws UnknownOutcomeException when the response is lost: the service may have run
     */
    ServiceResponse consume(ServiceId service, RecordSource record);

    /**
     * Same as {@link #consume(ServiceId, RecordSource)}, for a request that belongs to a trace.
     *
     * @param trace empty without one
     */
    default ServiceResponse consume(ServiceId service, RecordSource record, Optional<TraceContext> trace) {
        return consume(service, record);
    }

    /** Returns the service's description in Swagger 2.0, as JSON text. */
    String swagger(ServiceId service);

    /**
     * Returns the health that the server reports.
     *
     * @throws NotFoundException when the server does not report its health
     */
    ServerStatus status();
}
