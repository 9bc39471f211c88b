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
package io.mlbatch.camel;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Arrays;
import java.util.List;

import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Message;
import org.apache.camel.TypeConversionException;
import org.apache.camel.support.ExchangeHelper;
import org.apache.camel.support.SynchronizationAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.mlbatch.camel.input.RecordSources;
import io.mlbatch.client.Artifact;
import io.mlbatch.client.CallContext;
import io.mlbatch.client.InvalidInputException;
import io.mlbatch.client.MlbatchException;
import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.ServiceId;

/**
 * The one class that reads and writes exchanges of the scheme {@code mlbatch:}. Headers are set one by one, so that
 * those of the route stay, and the body last. What was given as an override is not written back.
 */
final class MlbatchBinding {

    private static final Logger LOG = LoggerFactory.getLogger(MlbatchBinding.class);

    private final MlbatchConfiguration configuration;
    private final ServiceId service;

    MlbatchBinding(MlbatchConfiguration configuration, ServiceId service) {
        this.configuration = configuration;
        this.service = service;
    }

    // ---- reading

    OperationRequest read(Exchange exchange) {
        MlbatchOperation operation = operation(exchange.getMessage().getHeader(MlbatchConstants.OPERATION));
        Headers headers = new Headers(exchange.getMessage(), CallContext.of(operation.name(), service));
        return new OperationRequest(
                operation,
                service,
                headers.get(MlbatchConstants.EXECUTION_ID, String.class, null),
                headers.atLeast(0, MlbatchConstants.INDEX, null),
                headers.get(MlbatchConstants.FILE_NAME, String.class, null),
                headers.atLeast(1, MlbatchConstants.PARALLEL_COUNT, configuration.getParallelCount()),
                headers.get(MlbatchConstants.SHOW_PARTIAL_RESULTS, Boolean.class, configuration.isShowPartialResults()),
                () -> RecordSources.of(
                        exchange.getMessage().getBody(),
                        configuration.getRecordFormat(),
                        headers.get(Exchange.CONTENT_TYPE, String.class, null),
                        headers.get(Exchange.FILE_NAME, String.class, null),
                        charset(exchange, headers.context())));
    }

    private static Charset charset(Exchange exchange, CallContext context) {
        try {
            return ExchangeHelper.getCharset(exchange);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw new InvalidInputException(
                    context, "the charset '" + ExchangeHelper.getCharsetName(exchange) + "' is unknown", e);
        }
    }

    private MlbatchOperation operation(Object header) {
        if (header == null) {
            return configuration.getOperation();
        }
        return Arrays.stream(MlbatchOperation.values())
                .filter(operation -> operation.name().equalsIgnoreCase(header.toString()))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException(
                        CallContext.of(header.toString(), service),
                        "unknown operation: the operations are " + Arrays.toString(MlbatchOperation.values()),
                        null));
    }

    private record Headers(Message message, CallContext context) {

        <T> T get(String name, Class<T> type, T otherwise) {
            try {
                T value = message.getHeader(name, type);
                return value == null ? otherwise : value;
            } catch (TypeConversionException e) {
                throw new InvalidInputException(
                        context, "the header " + name + " is no " + type.getSimpleName() + ": " + e.getMessage(), e);
            }
        }

        Integer atLeast(int least, String name, Integer otherwise) {
            Integer value = get(name, Integer.class, otherwise);
            if (value != null && value < least) {
                throw new InvalidInputException(
                        context, "the header " + name + " must be " + least + " or more, not " + value, null);
            }
            return value;
        }
    }

    // ---- writing

    void writeStarted(Exchange exchange, ExecutionId id) {
        exchange.getMessage().setHeader(MlbatchConstants.EXECUTION_ID, id.value());
        exchange.getMessage().setBody(id.value());
    }

    void writeResponse(Exchange exchange, BatchResponse response) {
        Message message = exchange.getMessage();
        message.setHeader(MlbatchConstants.EXECUTION_ID, response.executionId().value());
        message.setHeader(MlbatchConstants.STATE, response.state().toString());
        message.setHeader(MlbatchConstants.COMPLETED_ITEM_COUNT, response.completedItemCount());
        message.setHeader(MlbatchConstants.TOTAL_ITEM_COUNT, response.totalItemCount());
        message.setBody(response);
    }

    void writeCancelled(Exchange exchange, boolean cancelled) {
        exchange.getMessage().setHeader(MlbatchConstants.CANCELLED, cancelled);
    }

    void writeNames(Exchange exchange, List<String> names) {
        exchange.getMessage().setBody(names);
    }

    /** One file that was asked for: the headers of the file component name it as the server does. */
    void writeArtifact(Exchange exchange, Artifact artifact) {
        writeFile(exchange, artifact, artifact.fileName());
    }

    /**
     * One file of many: they lie in one folder per record, so that files of the same name do not replace each other.
     */
    void writeEmittedArtifact(Exchange exchange, BatchResponse response, int index, Artifact artifact) {
        writeResponse(exchange, response);
        exchange.getMessage().setHeader(MlbatchConstants.INDEX, index);
        exchange.getMessage().setHeader(MlbatchConstants.FILE_NAME, artifact.fileName());
        writeFile(exchange, artifact, index + "/" + artifact.fileName());
    }

    private static void writeFile(Exchange exchange, Artifact artifact, String fileName) {
        // open until the exchange is done, whether or not the route has read it
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                close(artifact);
            }
        });
        Message message = exchange.getMessage();
        message.setHeader(Exchange.FILE_NAME, fileName);
        artifact.length().ifPresent(length -> message.setHeader(Exchange.FILE_LENGTH, length));
        if (artifact.contentType() != null) {
            message.setHeader(Exchange.CONTENT_TYPE, artifact.contentType());
        }
        message.setBody(artifact);
    }

    private static void close(Artifact artifact) {
        try {
            artifact.close();
        } catch (IOException e) {
            LOG.debug("Closing the transfer of {} failed", artifact.fileName(), e);
        }
    }

    /** A failure keeps the id of the execution that it is about, so that the route can go on with it. */
    void writeFailure(Exchange exchange, Throwable failure) {
        if (failure instanceof MlbatchException known) {
            known.executionId()
                    .ifPresent(id -> exchange.getMessage().setHeader(MlbatchConstants.EXECUTION_ID, id.value()));
        }
        exchange.setException(failure);
    }

    /** An execution that is emitted again because its exchange did not commit. */
    void writeRedelivered(Exchange exchange) {
        exchange.getMessage().setHeader(Exchange.REDELIVERED, true);
    }

    // ---- batches of exchanges

    static void writeBatchPosition(Exchange exchange, int index, int size) {
        exchange.setProperty(ExchangePropertyKey.BATCH_INDEX, index);
        exchange.setProperty(ExchangePropertyKey.BATCH_SIZE, size);
        exchange.setProperty(ExchangePropertyKey.BATCH_COMPLETE, index == size - 1);
    }
}
