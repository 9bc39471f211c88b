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
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.DoubleSupplier;

import io.mlbatch.client.ServerUnavailableException;
import io.mlbatch.client.waiting.Delayer;

/**
 * Repeats calls that change nothing on the server, when it cannot be reached or cannot answer for now: at most three
 * attempts, after pauses of up to 250 ms and 500 ms with full jitter, or as long as the server asks for, up to 10 s.
 * Everything else passes.
 */
public final class RetryingTransport implements Transport {

    private static final int ATTEMPTS = 3;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final Transport next;
    private final Delayer delayer;
    private final DoubleSupplier jitter;

    /** @param jitter numbers from 0 to 1 */
    public RetryingTransport(Transport next, Delayer delayer, DoubleSupplier jitter) {
        this.next = next;
        this.delayer = delayer;
        this.jitter = jitter;
    }

    @Override
    public <T> T call(ApiRequest request, AnswerReader<T> reader) {
        for (int attempt = 1; ; attempt++) {
            try {
                return next.call(request, reader);
            } catch (ServerUnavailableException e) {
                Duration pause = e.retryAfter().orElse(backoff(attempt));
                if (attempt == ATTEMPTS || !request.call().isRead() || pause.compareTo(LONGEST_PAUSE) > 0) {
                    throw e;
                }
                pause(pause, e);
            }
        }
    }

    private Duration backoff(int attempt) {
        long longest = FIRST_PAUSE.toMillis() << (attempt - 1);
        return Duration.ofMillis((long) (longest * jitter.getAsDouble()));
    }

    private void pause(Duration pause, ServerUnavailableException reason) {
        CompletableFuture<Void> over = new CompletableFuture<>();
        try {
            delayer.after(pause, () -> over.complete(null));
            over.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw reason;
        } catch (ExecutionException | CancellationException | RejectedExecutionException e) {
            reason.addSuppressed(e);
            throw reason;
        }
    }
}
