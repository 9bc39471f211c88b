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

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

import io.mlbatch.client.CallContext;
import io.mlbatch.client.InvalidInputException;
import io.mlbatch.client.RecordSource;
import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.InvalidRecordException;
import io.mlbatch.protocol.ServiceId;

/**
 * What an exchange asks for: headers before options before defaults. What is missing is an error only when an operation
 * needs it, and then before anything is sent.
 *
 * @param executionId the execution, or {@code null}
 * @param index the record's index, or {@code null}
 * @param fileName the file's name, or {@code null}
 * @param destination the folder for files, or {@code null}
 * @param routes ids of the routes that the exchange is in
 * @param start what is known of a start at this step; made when an operation asks for it
 * @param body makes records of the body
 */
record OperationRequest(
        MlbatchOperation operation,
        ServiceId service,
        String executionId,
        Integer index,
        String fileName,
        String destination,
        int parallelCount,
        boolean showPartialResults,
        List<String> routes,
        Supplier<PendingStart> start,
        Supplier<RecordSource> body) {

    ExecutionId requiredExecutionId() {
        String value = required(executionId, MlbatchConstants.EXECUTION_ID);
        try {
            return new ExecutionId(service, value);
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(
                    context(),
                    "the header " + MlbatchConstants.EXECUTION_ID + " is no execution: " + e.getMessage(),
                    e);
        }
    }

    int requiredIndex() {
        return required(index, MlbatchConstants.INDEX);
    }

    String requiredFileName() {
        return required(fileName, MlbatchConstants.FILE_NAME);
    }

    Path requiredDestination() {
        if (destination == null || destination.isBlank()) {
            throw new InvalidInputException(
                    context(),
                    "the destination is missing: set the option destination or the header "
                            + MlbatchConstants.DESTINATION,
                    null);
        }
        try {
            return Path.of(destination);
        } catch (InvalidPathException e) {
            throw new InvalidInputException(context(), "the destination is no path: " + e.getReason(), e);
        }
    }

    RecordSource records() {
        try {
            return body.get();
        } catch (InvalidRecordException e) {
            throw new InvalidInputException(context(), e.getMessage(), e);
        }
    }

    private <T> T required(T value, String header) {
        if (value == null || value instanceof String text && text.isBlank()) {
            throw new InvalidInputException(context(), "the header " + header + " is missing", null);
        }
        return value;
    }

    private CallContext context() {
        return CallContext.of(operation.name(), service);
    }
}
