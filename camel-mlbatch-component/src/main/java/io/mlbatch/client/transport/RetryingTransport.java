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

import java.time.Duration;

import io.mlbatch.client.ServerUnavailableException;

/**
 * Repeats calls that do not change the server, when the server cannot be reached or temporarily cannot respond. The
 * pause is that of {@link Backoff}, or the one that the server requests, up to 10 s. A call that changes the server is
 * repeated only if the server rejects it with 503 and requests another attempt. Other failures are not retried.
 */
public final class RetryingTransport implements Transport {

    private final Transport next;
    private final Backoff backoff;

    public RetryingTransport(Transport next, Backoff backoff) {
        this.next = next;
        this.backoff = backoff;
    }

    @Override
    public <T> T call(ApiRequest request, ResponseReader<T> reader) {
        for (int attempt = 1; ; attempt++) {
            try {
                return next.call(request, reader);
            } catch (ServerUnavailableException e) {
                Duration pause = e.retryAfter().orElse(backoff.after(attempt));
                if (attempt == Backoff.ATTEMPTS
                        || !isRepeatable(request, e)
                        || pause.compareTo(Backoff.LONGEST_REQUESTED) > 0) {
                    throw e;
                }
                backoff.pause(pause, e);
            }
        }
    }

    private static boolean isRepeatable(ApiRequest request, ServerUnavailableException e) {
        boolean invited = e.httpStatus().orElse(0) == 503 && e.retryAfter().isPresent();
        return request.call().isRead() || invited && request.isSendable();
    }
}
