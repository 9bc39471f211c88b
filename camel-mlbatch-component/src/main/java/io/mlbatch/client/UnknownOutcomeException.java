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

/**
 * Thrown when the response was lost: the server may or may not have started the batch (or, for {@code consume}, run the
 * service). The request is not sent again automatically, except to a server that recognizes the request's key. The list
 * of the service's executions shows whether the batch was started.
 */
public class UnknownOutcomeException extends MlbatchException {

    private static final long serialVersionUID = 1L;

    private final String idempotencyKey;

    /**
     * @param httpStatus the status of the response; 0 without a response
     * @param serverMessage the message of the server; {@code null} without one
     * @param idempotencyKey the value that was sent as {@code Idempotency-Key}; {@code null} without one
     */
    public UnknownOutcomeException(
            CallContext context,
            int httpStatus,
            String serverMessage,
            String idempotencyKey,
            String reason,
            Throwable cause) {
        super(
                context,
                httpStatus,
                serverMessage,
                reason + (idempotencyKey == null ? "" : " (Idempotency-Key " + idempotencyKey + ")"),
                cause);
        this.idempotencyKey = idempotencyKey;
    }

    /** Returns the key under which the server knows the request, if it supports such keys. */
    public Optional<String> idempotencyKey() {
        return Optional.ofNullable(idempotencyKey);
    }
}
