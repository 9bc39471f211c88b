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
 * The response was lost: the server may or may not have started the batch (or, for {@code consume}, run the service).
 * Never sent again on its own, but to a server that knows the request's key again; the executions of the service tell.
 */
public class UnknownOutcomeException extends MlbatchException {

    private static final long serialVersionUID = 1L;

    private final String idempotencyKey;

    /**
     * @param httpStatus the status of the response; 0 when there was none
     * @param serverMessage what the server said; {@code null} when nothing
     * @param idempotencyKey what was sent as {@code Idempotency-Key}; {@code null} when nothing
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

    /** The key under which the server knows the request, if it knows such keys. */
    public Optional<String> idempotencyKey() {
        return Optional.ofNullable(idempotencyKey);
    }
}
