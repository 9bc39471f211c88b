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

import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Expression;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.util.FileUtil;

import io.mlbatch.camel.input.ConvertibleBodies;
import io.mlbatch.camel.input.RecordSources;
import io.mlbatch.camel.input.TextHints;
import io.mlbatch.camel.operation.ExchangeRoutes;
import io.mlbatch.camel.operation.FetchedFile;
import io.mlbatch.camel.operation.OperationRequest;
import io.mlbatch.camel.operation.OperationRequest.HeaderValue;
import io.mlbatch.camel.operation.PendingStart;
import io.mlbatch.camel.operation.SingleUseRecords;
import io.mlbatch.camel.output.ReplayableStream;
import io.mlbatch.client.CallContext;
import io.mlbatch.client.InvalidInputException;
import io.mlbatch.client.MlbatchException;
import io.mlbatch.client.RecordSource;
import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.ServiceDescription;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.protocol.ServiceResponse;

/**
 * Reads and writes the exchanges of the scheme {@code mlbatch:}. Headers are set one by one, so that other headers of
 * the route are kept, and the body last. Headers that override options are not written back.
 */
final class MlbatchBinding {

    private static final List<String> BODY_HEADERS = List.of(
            Exchange.CONTENT_TYPE, Exchange.CONTENT_ENCODING, Exchange.CONTENT_LENGTH, Exchange.TRANSFER_ENCODING);

    private static final String JSON = "application/json";

    private static final Pattern HTTP_HEADER = Pattern.compile("[!-~]{1,255}");

    private final MlbatchConfiguration configuration;
    private final ServiceId service;
    private final Supplier<OutputBodies> outputs;

    /** @param outputs the bodies of results, which exist once the endpoint has started */
    MlbatchBinding(MlbatchConfiguration configuration, ServiceId service, Supplier<OutputBodies> outputs) {
        this.configuration = configuration;
        this.service = service;
        this.outputs = outputs;
    }

    // ---- reading

    /** The operation that the exchange asks for: the header's, or else the option's. */
    MlbatchOperation operation(Exchange exchange) {
        return operation(exchange.getMessage().getHeader(MlbatchConstants.OPERATION));
    }

    OperationRequest read(Exchange exchange, MlbatchOperation operation) {
        MessageHeaders headers = new MessageHeaders(exchange.getMessage(), CallContext.of(operation.name(), service));
        return new OperationRequest(
                operation.name(),
                service,
                headers.text(MlbatchConstants.EXECUTION_ID, null),
                new HeaderValue<>(MlbatchConstants.INDEX, headers.atLeast(0, MlbatchConstants.INDEX, null)),
                headers.text(MlbatchConstants.FILE_NAME, null),
                headers.text(MlbatchConstants.DESTINATION, configuration.getDestination()),
                headers.atLeast(1, MlbatchConstants.PARALLEL_COUNT, configuration.getParallelCount()),
                headers.get(MlbatchConstants.SHOW_PARTIAL_RESULTS, Boolean.class, configuration.isShowPartialResults()),
                ExchangeRoutes.of(exchange),
                headers.trace(),
                id -> exchange.getMessage().setHeader(MlbatchConstants.EXECUTION_ID, id.value()),
                () -> pendingStart(exchange, headers),
                () -> records(exchange, headers));
    }

    private RecordSource records(Exchange exchange, MessageHeaders headers) {
        Object body = exchange.getMessage().getBody();
        RecordSource records = RecordSources.of(
                body,
                new TextHints(
                        configuration.inputOptions(),
                        headers.get(Exchange.CONTENT_TYPE, String.class, null),
                        headers.get(Exchange.CONTENT_ENCODING, String.class, null),
                        headers.get(Exchange.FILE_NAME, String.class, null),
                        headers.charset(exchange)),
                outputs.get().objects(),
                convertible -> ConvertibleBodies.toStream(exchange, convertible));
        return SingleUseRecords.of(exchange, body, records, headers.context());
    }

    private PendingStart pendingStart(Exchange exchange, MessageHeaders headers) {
        String given = headers.get(MlbatchConstants.IDEMPOTENCY_KEY, String.class, null);
        if (given != null && !HTTP_HEADER.matcher(given).matches()) {
            throw new InvalidInputException(
                    headers.context(),
                    "the header " + MlbatchConstants.IDEMPOTENCY_KEY + " must be 1 to 255 visible ASCII characters",
                    null);
        }
        boolean redelivered = headers.get(Exchange.REDELIVERY_COUNTER, Integer.class, 0) > 0;
        return PendingStart.of(exchange, redelivered, given);
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

    /** The option {@code moveExisting} as a function of a file's name; {@code null} without the option. */
    UnaryOperator<String> moveExisting(CamelContext context) {
        if (configuration.getMoveExisting() == null) {
            return null;
        }
        Expression expression = context.resolveLanguage("file").createExpression(configuration.getMoveExisting());
        expression.init(context);
        return name -> {
            Exchange file = new DefaultExchange(context);
            file.getMessage().setHeader(Exchange.FILE_NAME, name);
            file.getMessage().setHeader(Exchange.FILE_NAME_ONLY, FileUtil.stripPath(name));
            file.getMessage().setHeader(Exchange.FILE_PARENT, FileUtil.onlyPath(name));
            return expression.evaluate(file, String.class);
        };
    }

    // ---- writing

    void writeStarted(Exchange exchange, ExecutionId id) {
        Message message = exchange.getMessage();
        // a key is for one start: the next start of this route gets another one
        message.removeHeader(MlbatchConstants.IDEMPOTENCY_KEY);
        message.setHeader(MlbatchConstants.EXECUTION_ID, id.value());
        setBody(message, id.value());
    }

    void writeExecuted(Exchange exchange, BatchResponse response) {
        exchange.getMessage().removeHeader(MlbatchConstants.IDEMPOTENCY_KEY);
        writeResponse(exchange, response);
    }

    void writeResponse(Exchange exchange, BatchResponse received) {
        BatchResponse response = received.withObjects(outputs.get().objects());
        ResultsLifetime.of(exchange, response);
        Message message = exchange.getMessage();
        message.setHeader(MlbatchConstants.EXECUTION_ID, response.executionId().value());
        message.setHeader(MlbatchConstants.STATE, response.state().toString());
        message.setHeader(MlbatchConstants.COMPLETED_ITEM_COUNT, response.completedItemCount());
        message.setHeader(MlbatchConstants.TOTAL_ITEM_COUNT, response.totalItemCount());
        setResult(message, response, outputs.get().body(CallContext.of("results", response.executionId()), response));
    }

    private static void setResult(Message message, Object result, Object body) {
        setBody(message, body);
        if (body == result) {
            message.setHeader(Exchange.CONTENT_TYPE, JSON);
        }
    }

    void writeCancelled(Exchange exchange, boolean cancelled) {
        exchange.getMessage().setHeader(MlbatchConstants.CANCELLED, cancelled);
    }

    void writeNames(Exchange exchange, List<String> names) {
        setBody(exchange.getMessage(), names);
    }

    private static void setJson(Message message, Object body) {
        setBody(message, body);
        message.setHeader(Exchange.CONTENT_TYPE, JSON);
    }

    /** Removes headers that describe the previous body, for example of the request that an HTTP consumer received. */
    private static void setBody(Message message, Object body) {
        BODY_HEADERS.forEach(message::removeHeader);
        message.setBody(body);
    }

    /** Writes a requested file. The headers of the file component have the name that the server uses. */
    void writeArtifact(Exchange exchange, FetchedFile file) {
        writeFile(exchange, file, file.artifact().fileName());
    }

    /** Writes one of many files. Its name begins with a folder per record, so that equal names do not collide. */
    void writeEmittedArtifact(Exchange exchange, BatchResponse response, int index, FetchedFile file) {
        writeResponse(exchange, response);
        exchange.getMessage().setHeader(MlbatchConstants.INDEX, index);
        exchange.getMessage()
                .setHeader(MlbatchConstants.FILE_NAME, file.artifact().fileName());
        writeFile(exchange, file, index + "/" + file.artifact().fileName());
    }

    void writeDescription(Exchange exchange, ServiceDescription description) {
        setJson(exchange.getMessage(), description);
    }

    void writeResult(Exchange exchange, ServiceResponse received) {
        writeResult(exchange, CallContext.of("consume", service), received);
    }

    private void writeResult(Exchange exchange, CallContext call, ServiceResponse received) {
        ServiceResponse result = received.withObjects(outputs.get().objects());
        Object body = outputs.get().body(call, result);
        Message message = exchange.getMessage();
        message.setHeader(MlbatchConstants.SUCCESS, result.success());
        setOrRemove(message, MlbatchConstants.ERROR_MESSAGE, result.success() ? null : result.error());
        setResult(message, result, body);
    }

    void writeJson(Exchange exchange, String json) {
        setJson(exchange.getMessage(), json);
    }

    /** Writes one of many results. */
    void writeEmittedItem(Exchange exchange, BatchResponse status, ServiceResponse result) {
        writeResponse(exchange, status);
        exchange.getMessage().setHeader(MlbatchConstants.INDEX, result.index());
        setOrRemove(
                exchange.getMessage(), MlbatchConstants.INPUT, result.input().isEmpty() ? null : result.input());
        writeResult(exchange, CallContext.of("results", status.executionId()), result);
    }

    private static void writeFile(Exchange exchange, FetchedFile file, String fileName) {
        ReplayableStream content = file.stream();
        content.closeWhenDone(exchange);
        Message message = exchange.getMessage();
        message.setHeader(Exchange.FILE_NAME, fileName);
        OptionalLong length = file.artifact().length();
        setOrRemove(message, Exchange.FILE_LENGTH, length.isPresent() ? length.getAsLong() : null);
        setBody(message, content);
        setOrRemove(message, Exchange.CONTENT_TYPE, file.artifact().contentType());
    }

    /** Removes the header if the value is unknown, so that a stale value of the incoming message is not kept. */
    private static void setOrRemove(Message message, String header, Object value) {
        if (value == null) {
            message.removeHeader(header);
        } else {
            message.setHeader(header, value);
        }
    }

    /** Sets the id of the execution that failed, so that error handlers of the route can use it. */
    void writeFailure(Exchange exchange, Throwable failure) {
        if (failure instanceof MlbatchException known) {
            known.executionId()
                    .ifPresent(id -> exchange.getMessage().setHeader(MlbatchConstants.EXECUTION_ID, id.value()));
        }
        exchange.setException(failure);
    }

    /** Marks an exchange of an execution that is emitted again because not all of its exchanges committed. */
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
