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
package io.mlbatch.client.waiting;

import io.mlbatch.client.AccessDeniedException;
import io.mlbatch.client.MalformedAnswerException;
import io.mlbatch.client.MlbatchException;
import io.mlbatch.client.NotFoundException;
import io.mlbatch.client.RequestRejectedException;
import io.mlbatch.client.ResultsMismatchException;
import io.mlbatch.client.ServerUnavailableException;

/**
 * Kinds of failed polls, and the number of one kind in a row that ends a wait. A failed poll reports a problem of the
 * server, or of a gateway in front of it, and not that the batch has ended: {@code docs/polling.md} lists them.
 */
enum PollFailure {
    /** No response, or the server asks to try again later. */
    UNAVAILABLE(Integer.MAX_VALUE, "the last poll failed"),
    /**
     * A response that does not concern the batch, like the page of a gateway: allows a maintenance of a quarter of an
     * hour.
     */
    UNRELATED(60, "the last response was not about the execution"),
    /** A server that starts, and the gateway before it, respond with 404 for a moment. */
    NOT_FOUND(3, "the server did not know the execution"),
    /** A server may report the end before its results can be read. Each attempt downloads them again. */
    MISMATCH(5, "the results did not match the records"),
    /** A rejected login, and problems of this process. */
    FINAL(1, "the last poll failed");

    private final int limit;
    private final String description;

    PollFailure(int limit, String description) {
        this.limit = limit;
        this.description = description;
    }

    static PollFailure of(MlbatchException failure) {
        if (failure instanceof ServerUnavailableException) {
            return UNAVAILABLE;
        }
        if (failure instanceof NotFoundException) {
            return NOT_FOUND;
        }
        if (failure instanceof ResultsMismatchException) {
            return MISMATCH;
        }
        return failure instanceof AccessDeniedException
                        || failure instanceof MalformedAnswerException
                        || failure instanceof RequestRejectedException
                ? UNRELATED
                : FINAL;
    }

    /** @param inARow failures of this kind that followed each other */
    boolean endsWait(int inARow) {
        return inARow >= limit;
    }

    /** Describes the last failure in the message of the exception that ends the wait. */
    String describe(MlbatchException failure) {
        return description + ": " + failure.reason();
    }
}
