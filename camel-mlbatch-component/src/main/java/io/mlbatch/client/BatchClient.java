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
import java.util.UUID;
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

/**
 * The calls of the batch API against one server. Thread-safe. Every method blocks until the server has responded, and
 * throws {@link MlbatchException} or one of its subclasses, nothing else.
 */
public interface BatchClient {

    /**
     * Starts a batch. When the response is lost, {@link UnknownOutcomeException} says so. It is repeated only on a
     * server that has shown that it knows the key again: there a second start gives the execution of the first.
     *
     * @param records what to score; read record by record
     * @param parallelCount threads that the server shall give to the batch, at least 1
     * @param idempotencyKey the same for all attempts to start the same batch
     * @throws InvalidInputException when a record does not fit the service's declared inputs. What the server started
     *     of an input that turned out invalid while it was sent has been canceled, unless the message says otherwise
     */
    ExecutionId start(ServiceId service, RecordSource records, int parallelCount, String idempotencyKey);

    /** Starts a batch of its own: with a key that nobody else has. */
    default ExecutionId start(ServiceId service, RecordSource records, int parallelCount) {
        return start(service, records, parallelCount, UUID.randomUUID().toString());
    }

    /**
     * Asks for status and results; the caller closes the response, which may be on disk.
     *
     * @param showPartialResults true: the results so far; false: results only once the execution has come to its end
     * @throws ResultsMismatchException when the execution is complete and does not have one result for each record
     * @throws NotFoundException when the server holds no such execution (any more)
     */
    BatchResponse results(ExecutionId id, boolean showPartialResults);

    /**
     * Asks for the status, and for results only once the execution has come to its end. The caller closes the response.
     *
     * @param wanted asked at most once, when there are results of an execution at its end, or results of a complete one
     *     are missing; false: they are not read, and the response has none
     * @param limit the longest that the call may take as a whole; {@code null}: as long as the server transfers the
     *     response at a sensible rate
     * @throws ResultsMismatchException when the execution is complete, its results are wanted, and there is not one for
     *     each record
     * @throws NotFoundException when the server holds no such execution (any more)
     * @throws ServerUnavailableException also when the limit is reached
     */
    BatchResponse poll(ExecutionId id, Predicate<BatchStatus> wanted, Duration limit);

    /** As {@link #poll(ExecutionId, Predicate, Duration)}, without a limit of its own. */
    default BatchResponse poll(ExecutionId id, Predicate<BatchStatus> wanted) {
        return poll(id, wanted, null);
    }

    /** Cancels an execution, if it runs, and deletes it. False when the server holds no such execution (any more). */
    boolean cancel(ExecutionId id);

    /**
     * Returns the executions of a service that the server holds: running, ended, not deleted.
     *
     * @throws MlbatchException when there are more than 500,000
     */
    List<ExecutionId> executions(ServiceId service);

    /**
     * Passes on the executions of a service that the server holds, one by one, while the list is read. Its length does
     * not matter.
     *
     * @param each may get an execution more than once; gets only some when the call fails
     */
    void executions(ServiceId service, Consumer<ExecutionId> each);

    /** Names of the files that one record left; empty when there are none. */
    List<String> artifacts(ExecutionId id, int index);

    /** One file of one record, as a stream; the caller closes it. */
    Artifact artifact(ExecutionId id, int index, String fileName);

    /**
     * Reads one file of one record. A client that repeats reads repeats this one as well, when the file cannot be
     * requested or the reader throws a {@link ServerUnavailableException}: the reader then begins anew.
     *
     * @param reader may run more than once; the artifact is closed after it
     */
    default <T> T artifact(ExecutionId id, int index, String fileName, Function<Artifact, T> reader) {
        try (Artifact artifact = artifact(id, index, fileName)) {
            return reader.apply(artifact);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The service's declared inputs, outputs and files, as the server says now. */
    ServiceDescription capabilities(ServiceId service);

    /**
     * Scores one record and waits for its result (request-response).
     *
     * @param record a source of exactly one record
     * @throws InvalidInputException when there is another number of records, or one that does not fit
     * @throws UnknownOutcomeException when the response is lost: the service may have run
     */
    ServiceResponse consume(ServiceId service, RecordSource record);

    /** The service's description in Swagger 2.0: JSON text. */
    String swagger(ServiceId service);

    /**
     * What the server says of its health.
     *
     * @throws NotFoundException when the server says nothing of it
     */
    ServerStatus status();
}
