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
import java.util.function.LongSupplier;

import io.mlbatch.client.MlbatchException;
import io.mlbatch.client.ServerUnavailableException;
import io.mlbatch.client.UnknownOutcomeException;

/**
 * Repeats a request whose outcome is unknown, with the same key, on a server that has acknowledged keys in an earlier
 * response. Such a server returns the first outcome instead of running the request twice. It is asked for a minute,
 * because a host that was killed needs some time to start again. On any other server, nothing is repeated.
 */
public final class IdempotentTransport implements Transport {

    /** The time in which a repetition begins. */
    static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Transport next;
    private final Backoff backoff;
    private final LongSupplier millis;
    private volatile boolean acknowledged;

    /** @param millis a clock that does not go back */
    public IdempotentTransport(Transport next, Backoff backoff, LongSupplier millis) {
        this.next = next;
        this.backoff = backoff;
        this.millis = millis;
    }

    @Override
    public <T> T call(ApiRequest request, ResponseReader<T> reader) {
        try {
            return once(request, reader);
        } catch (UnknownOutcomeException unknown) {
            if (request.idempotencyKey() == null || !acknowledged || !request.isSendable()) {
                throw unknown;
            }
            return again(request, reader, unknown);
        }
    }

    private <T> T once(ApiRequest request, ResponseReader<T> reader) {
        return next.call(request, response -> {
            if (response.isKeyAcknowledged()) {
                acknowledged = true;
            } else if (request.idempotencyKey() != null) {
                acknowledged = false;
            }
            return reader.read(response);
        });
    }

    /** Repeats the request. A failed repetition does not change the known outcome of the first attempt. */
    private <T> T again(ApiRequest request, ResponseReader<T> reader, UnknownOutcomeException unknown) {
        long end = millis.getAsLong() + PATIENCE.toMillis();
        Duration pause = backoff.after(1);
        for (int attempt = 1; ; attempt++) {
            backoff.pauseUntilStop(pause, unknown);
            try {
                return once(request, reader);
            } catch (MlbatchException e) {
                boolean outage = FailoverTransport.isOutage(e);
                if (millis.getAsLong() >= end || !outage && (attempt + 1 >= Backoff.ATTEMPTS || !mayRecover(e))) {
                    unknown.addSuppressed(e);
                    throw unknown;
                }
                pause = longer(backoff.after(attempt + 1), e);
            }
        }
    }

    private static boolean mayRecover(MlbatchException e) {
        return e instanceof ServerUnavailableException || e instanceof UnknownOutcomeException;
    }

    private static Duration longer(Duration pause, MlbatchException e) {
        Duration requested = e instanceof ServerUnavailableException unavailable
                ? unavailable.retryAfter().orElse(pause)
                : pause;
        long millis = Math.min(requested.toMillis(), Backoff.LONGEST_REQUESTED.toMillis());
        return Duration.ofMillis(Math.max(millis, pause.toMillis()));
    }
}
