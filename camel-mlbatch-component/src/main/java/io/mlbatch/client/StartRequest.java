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
import java.util.UUID;

import io.mlbatch.protocol.TraceContext;

/**
 * The settings of a start.
 *
 * @param parallelCount the number of threads that the server shall use for the batch, at least 1
 * @param idempotencyKey the same for all attempts to start the same batch
 * @param sendsUndeclared whether fields that the service does not declare are sent, so that the server holds them
 * @param keepsInput whether the records are kept, so that the results carry them
 * @param skipsInvalid whether a record that does not fit is not sent, and gets a failed result; otherwise it ends the
 *     start
 * @param trace the trace that the start belongs to; the host passes it on to the records
 */
public record StartRequest(
        int parallelCount,
        String idempotencyKey,
        boolean sendsUndeclared,
        boolean keepsInput,
        boolean skipsInvalid,
        Optional<TraceContext> trace) {

    /** A start without a trace. */
    public StartRequest(
            int parallelCount,
            String idempotencyKey,
            boolean sendsUndeclared,
            boolean keepsInput,
            boolean skipsInvalid) {
        this(parallelCount, idempotencyKey, sendsUndeclared, keepsInput, skipsInvalid, Optional.empty());
    }

    /** A start that keeps nothing and ends at the first invalid record. */
    public StartRequest(int parallelCount, String idempotencyKey) {
        this(parallelCount, idempotencyKey, false, false, false);
    }

    /** Returns the same start as a part of another trace; empty for none. */
    public StartRequest withTrace(Optional<TraceContext> newTrace) {
        return new StartRequest(parallelCount, idempotencyKey, sendsUndeclared, keepsInput, skipsInvalid, newTrace);
    }

    /** A start of a separate batch, with a new unique key. */
    public StartRequest(int parallelCount) {
        this(parallelCount, UUID.randomUUID().toString());
    }
}
