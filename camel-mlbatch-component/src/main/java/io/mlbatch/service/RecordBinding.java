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
package io.mlbatch.service;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Message;

import io.mlbatch.protocol.ExecutionSummary;
import io.mlbatch.protocol.json.ExecutionSummaryJson;
import io.mlbatch.service.engine.ChunkOutcome;
import io.mlbatch.service.engine.RecordChunk;
import io.mlbatch.service.engine.RecordOutcome;
import io.mlbatch.service.store.ItemResult;
import io.mlbatch.service.types.RouteBodies;

/**
 * Writes chunks to exchanges and reads their results. The body that the route receives is the record: a map by input
 * name with the values in the Java form of their declared types, or an object, see {@link RouteBodies}. In chunks the
 * body is a list of records. The headers are those of {@link MlbatchServiceConstants}. The body that the route leaves
 * contains the outputs, see {@link OutputRule} and {@link ChunkOutputRule}. Variables are the artifacts, see
 * {@link ArtifactVariables}.
 */
final class RecordBinding {

    private final RouteBodies bodies;
    private final OutputRule outputs;
    private final ChunkOutputRule chunkOutputs;
    private final ArtifactVariables artifacts;
    private final boolean isChunked;

    /**
     * @param maxArtifactSize the maximum size of an artifact, in bytes
     * @param isChunked whether the body is a list, also for a single record
     */
    RecordBinding(RouteBodies bodies, int maxArtifactSize, boolean isChunked) {
        this.bodies = bodies;
        this.outputs = new OutputRule(bodies);
        this.chunkOutputs = new ChunkOutputRule(bodies.outputs());
        this.artifacts = new ArtifactVariables(maxArtifactSize);
        this.isChunked = isChunked;
    }

    void write(Exchange exchange, RecordChunk chunk) {
        exchange.setPattern(ExchangePattern.InOut);
        Message message = exchange.getMessage();
        message.setHeader(MlbatchServiceConstants.EXECUTION_ID, chunk.id().value());
        if (!chunk.owner().isEmpty()) {
            message.setHeader(MlbatchServiceConstants.USER, chunk.owner());
        }
        // a tracing component of Camel reads the parent of the exchange's span from here
        chunk.traceparent().ifPresent(parent -> message.setHeader(MlbatchServiceConstants.TRACEPARENT, parent));
        message.setHeader(MlbatchServiceConstants.INDEX, chunk.first());
        message.setHeader(MlbatchServiceConstants.CHUNK_SIZE, chunk.size());
        message.setHeader(MlbatchServiceConstants.TOTAL_ITEM_COUNT, chunk.total());
        message.setBody(
                isChunked
                        ? bodies(chunk)
                        : bodies.toRoute(chunk.first(), chunk.records().get(0)));
    }

    /** Writes the announcement of an execution that has ended. */
    static void write(Exchange exchange, ExecutionSummary execution, Optional<String> traceparent) {
        Message message = exchange.getMessage();
        message.setHeader(MlbatchServiceConstants.EXECUTION_ID, execution.id().value());
        if (!execution.owner().isEmpty()) {
            message.setHeader(MlbatchServiceConstants.USER, execution.owner());
        }
        traceparent.ifPresent(parent -> message.setHeader(MlbatchServiceConstants.TRACEPARENT, parent));
        message.setBody(ExecutionSummaryJson.fields(execution));
    }

    private List<Object> bodies(RecordChunk chunk) {
        List<Object> elements = new ArrayList<>(chunk.size());
        for (Map<String, Object> record : chunk.records()) {
            elements.add(bodies.toRoute(chunk.first() + elements.size(), record));
        }
        return elements;
    }

    /** Reads the results of a chunk. Never throws: if the results cannot be read, the records and the exchange fail. */
    ChunkOutcome read(Exchange exchange, RecordChunk chunk) {
        if (exchange.getException() != null) {
            return ChunkOutcome.failed(unwrap(exchange.getException()));
        }
        if (exchange.isRollbackOnly()) {
            return ChunkOutcome.failed(new IllegalStateException("The route marked the record for rollback"));
        }
        try {
            return ChunkOutcome.of(isChunked ? readAll(exchange, chunk.size()) : List.of(readRecord(exchange)));
        } catch (Throwable e) {
            // catches errors too, so that every record gets a result
            exchange.setException(e);
            // not halved: such a route does not honor its contract, and results of parts may belong to other records
            return ChunkOutcome.allFailed(chunk.size(), ItemResult.message(unwrap(e)));
        }
    }

    private RecordOutcome readRecord(Exchange exchange) throws Exception {
        return RecordOutcome.success(
                outputs.apply(exchange, exchange.getMessage().getBody()), artifacts.ofRecord(exchange));
    }

    private List<RecordOutcome> readAll(Exchange exchange, int size) {
        List<?> elements = chunkOutputs.elements(exchange.getMessage().getBody(), size);
        ArtifactVariables.ByPosition files = artifacts.ofChunk(exchange, size);
        List<RecordOutcome> outcomes = new ArrayList<>(size);
        for (int position = 0; position < size; position++) {
            outcomes.add(readElement(exchange, elements.get(position), files, position));
        }
        return outcomes;
    }

    private RecordOutcome readElement(
            Exchange exchange, Object element, ArtifactVariables.ByPosition files, int position) {
        if (element instanceof Throwable failure) {
            return RecordOutcome.failure(unwrap(failure));
        }
        try {
            return RecordOutcome.success(outputs.apply(exchange, element), files.at(position));
        } catch (Exception e) {
            return RecordOutcome.failure(unwrap(e));
        }
    }

    /**
     * Returns the exception that the route threw. Camel wraps errors, and exceptions of its own classes, in exceptions
     * that add only the exchange id or nothing.
     */
    private static Throwable unwrap(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null && isWrapper(cause)) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static boolean isWrapper(Throwable thrown) {
        String message = thrown.getMessage();
        return thrown instanceof CamelExecutionException
                || message == null
                // the message of an exception that was created with only its cause
                || message.equals(thrown.getCause().toString());
    }
}
