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
package io.mlbatch.client.transport;

import io.mlbatch.client.MlbatchException;
import io.mlbatch.client.ServerUnavailableException;
import io.mlbatch.client.UnknownOutcomeException;

/**
 * Repeats a request whose outcome is unknown, with the same key, on a server that has acknowledged keys in earlier
 * responses. Such a server returns the first outcome instead of running the request twice. On any other server, nothing
 * is repeated.
 */
public final class IdempotentTransport implements Transport {

    private final Transport next;
    private final Backoff backoff;
    private volatile boolean acknowledged;

    public IdempotentTransport(Transport next, Backoff backoff) {
        this.next = next;
        this.backoff = backoff;
    }

    @Override
    public <T> T call(ApiRequest request, ResponseReader<T> reader) {
        if (request.idempotencyKey() == null) {
            return next.call(request, reader);
        }
        try {
            return once(request, reader);
        } catch (UnknownOutcomeException unknown) {
            if (!acknowledged || !request.isSendable()) {
                throw unknown;
            }
            return again(request, reader, unknown);
        }
    }

    private <T> T once(ApiRequest request, ResponseReader<T> reader) {
        return next.call(request, response -> {
            acknowledged = response.isKeyAcknowledged();
            return reader.read(response);
        });
    }

    /** Repeats the request. A failed repetition does not change the known outcome of the first attempt. */
    private <T> T again(ApiRequest request, ResponseReader<T> reader, UnknownOutcomeException unknown) {
        for (int attempt = 1; attempt < Backoff.ATTEMPTS; attempt++) {
            backoff.pause(backoff.after(attempt), unknown);
            try {
                return once(request, reader);
            } catch (UnknownOutcomeException | ServerUnavailableException e) {
                unknown.addSuppressed(e);
            } catch (MlbatchException e) {
                unknown.addSuppressed(e);
                throw unknown;
            }
        }
        throw unknown;
    }
}
