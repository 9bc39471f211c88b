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

import io.mlbatch.client.MlbatchException;
import io.mlbatch.client.waiting.Delayer;

/**
 * Number of attempts for a call, and the pauses between them: three attempts, up to 250 ms and 500 ms apart, with full
 * jitter.
 */
public final class Backoff {

    static final int ATTEMPTS = 3;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);

    private final Delayer delayer;
    private final DoubleSupplier jitter;

    /** @param jitter numbers from 0 to 1 */
    public Backoff(Delayer delayer, DoubleSupplier jitter) {
        this.delayer = delayer;
        this.jitter = jitter;
    }

    /** Returns the pause after an attempt, counted from 1. */
    Duration after(int attempt) {
        long longest = FIRST_PAUSE.toMillis() << (attempt - 1);
        return Duration.ofMillis((long) (longest * jitter.getAsDouble()));
    }

    /**
     * Blocks for the pause. Throws the reason immediately when the thread is interrupted or the delayer has stopped.
     */
    void pause(Duration pause, MlbatchException reason) {
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
