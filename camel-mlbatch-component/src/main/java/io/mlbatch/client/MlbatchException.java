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
 * The root of what goes wrong with batch executions. The message always names operation, service and execution, as far
 * as there are any; nothing in it is a secret.
 */
public class MlbatchException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final CallContext context;
    private final int httpStatus;
    private final String serverMessage;
    private final String reason;

    /**
     * @param httpStatus the status of the response; 0 when there was none
     * @param serverMessage what the server said; {@code null} when nothing
     */
    protected MlbatchException(
            CallContext context, int httpStatus, String serverMessage, String reason, Throwable cause) {
        super(context + ": " + reason, cause);
        this.context = context;
        this.httpStatus = httpStatus;
        this.serverMessage = serverMessage;
        this.reason = reason;
    }

    public MlbatchException(CallContext context, String reason, Throwable cause) {
        this(context, 0, null, reason, cause);
    }

    /** The operation that failed, like {@code start}. */
    public String operation() {
        return context.operation();
    }

    /** The message without what the call was about. */
    public String reason() {
        return reason;
    }

    public Optional<ServiceId> service() {
        return Optional.ofNullable(context.service());
    }

    public Optional<ExecutionId> executionId() {
        return Optional.ofNullable(context.executionId());
    }

    /** The status of the server's response, if there was one. */
    public OptionalInt httpStatus() {
        return httpStatus == 0 ? OptionalInt.empty() : OptionalInt.of(httpStatus);
    }

    /** What the server said, if it said something. */
    public Optional<String> serverMessage() {
        return Optional.ofNullable(serverMessage).filter(message -> !message.isBlank());
    }
}
