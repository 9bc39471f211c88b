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

import java.util.Optional;
import java.util.OptionalInt;

import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.ServiceId;

/**
 * Superclass of the exceptions of batch executions. The message always names operation, service and execution, if they
 * exist. The exception does not contain secrets.
 */
public class MlbatchException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final CallContext context;
    private final int httpStatus;
    private final String serverMessage;
    private final String reason;

    /**
     * @param httpStatus the status of the response; 0 without a response
     * @param serverMessage the message of the server; {@code null} without one
     */
    protected MlbatchException(
            CallContext context, int httpStatus, String serverMessage, String reason, Throwable cause) {
        super(context + ": " + reason, cause);
        this.context = context;
        this.httpStatus = httpStatus;
        this.serverMessage = serverMessage;
        this.reason = reason;
    }

    /**
     * Creates an exception without a response of the server.
     *
     * @param cause may be {@code null}
     */
    public MlbatchException(CallContext context, String reason, Throwable cause) {
        this(context, 0, null, reason, cause);
    }

    /** Returns the operation that failed, like {@code start}. */
    public String operation() {
        return context.operation();
    }

    /** Returns the message without operation, service and execution. */
    public String reason() {
        return reason;
    }

    /** Returns the service of the call; empty for a call about the server, such as a login. */
    public Optional<ServiceId> service() {
        return Optional.ofNullable(context.service());
    }

    /** Returns the execution of the call; empty for other calls, and for a start without a response. */
    public Optional<ExecutionId> executionId() {
        return Optional.ofNullable(context.executionId());
    }

    /** Returns the status of the server's response, if there was one. */
    public OptionalInt httpStatus() {
        return httpStatus == 0 ? OptionalInt.empty() : OptionalInt.of(httpStatus);
    }

    /** Returns the message of the server, if it sent one. */
    public Optional<String> serverMessage() {
        return Optional.ofNullable(serverMessage).filter(message -> !message.isBlank());
    }
}
