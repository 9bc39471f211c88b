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

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.mlbatch.client.CallContext;
import io.mlbatch.client.InvalidInputException;
import io.mlbatch.client.RecordSource;
import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.InvalidRecordException;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.protocol.TraceContext;

/**
 * A request of an exchange to the producer, with headers applied over options. A value that is missing is an error only
 * when an operation needs it, and then before anything is sent.
 *
 * @param operation the operation's name, for messages
 * @param routes ids of the routes that the exchange is in
 * @param trace the trace that the exchange belongs to
 * @param onStart receives the id of the execution as soon as the server has acknowledged its start
 * @param start returns the state of a start at this step; called when an operation asks for it
 * @param body returns the records of the body
 */
public record OperationRequest(
        String operation,
        ServiceId service,
        HeaderValue<String> executionId,
        HeaderValue<Integer> index,
        HeaderValue<String> fileName,
        HeaderValue<String> destination,
        int parallelCount,
        boolean showPartialResults,
        List<String> routes,
        Optional<TraceContext> trace,
        Consumer<ExecutionId> onStart,
        Supplier<PendingStart> start,
        Supplier<RecordSource> body) {

    /**
     * A value that a header can set.
     *
     * @param header the header's name, for messages
     * @param value the value, or {@code null}
     */
    public record HeaderValue<T>(String header, T value) {

        private boolean isMissing() {
            return value == null || value instanceof String text && text.isBlank();
        }
    }

    public ExecutionId requiredExecutionId() {
        String value = required(executionId);
        try {
            return new ExecutionId(service, value);
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(
                    context(),
                    "the header " + executionId.header() + " is not a valid execution id: " + e.getMessage(),
                    e);
        }
    }

    public int requiredIndex() {
        return required(index);
    }

    public String requiredFileName() {
        return required(fileName);
    }

    Path requiredDestination() {
        if (destination.isMissing()) {
            throw new InvalidInputException(
                    context(),
                    "the destination is missing: set the option destination or the header " + destination.header(),
                    null);
        }
        try {
            return Path.of(destination.value());
        } catch (InvalidPathException e) {
            throw new InvalidInputException(context(), "the destination is not a valid path: " + e.getReason(), e);
        }
    }

    public RecordSource records() {
        try {
            return body.get();
        } catch (InvalidRecordException e) {
            throw new InvalidInputException(context(), e.getMessage(), e);
        }
    }

    private <T> T required(HeaderValue<T> wanted) {
        if (wanted.isMissing()) {
            throw new InvalidInputException(context(), "the header " + wanted.header() + " is missing", null);
        }
        return wanted.value();
    }

    private CallContext context() {
        return CallContext.of(operation, service);
    }
}
