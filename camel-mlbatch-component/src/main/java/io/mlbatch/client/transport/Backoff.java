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
 * jitter. Calls that are repeated more often double the pause, up to 5 s.
 */
public final class Backoff {

    static final int ATTEMPTS = 3;

    /** The longest pause that a server may request within a call. */
    static final Duration LONGEST_REQUESTED = Duration.ofSeconds(10);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final int MOST_DOUBLINGS = 10;

    private final Delayer delayer;
    private final DoubleSupplier jitter;
    private final CompletableFuture<Void> stopping = new CompletableFuture<>();

    /** @param jitter numbers from 0 to 1 */
    public Backoff(Delayer delayer, DoubleSupplier jitter) {
        this.delayer = delayer;
        this.jitter = jitter;
    }

    /** Returns the pause after an attempt, counted from 1. */
    Duration after(int attempt) {
        long longest =
                Math.min(FIRST_PAUSE.toMillis() << Math.min(attempt - 1, MOST_DOUBLINGS), LONGEST_PAUSE.toMillis());
        return Duration.ofMillis((long) (longest * jitter.getAsDouble()));
    }

    /**
     * Blocks for the pause. Throws the reason immediately when the thread is interrupted or the delayer has stopped.
     */
    void pause(Duration pause, MlbatchException reason) {
        CompletableFuture<Void> over = new CompletableFuture<>();
        await(pause, over, over, reason);
    }

    /**
     * Blocks for a pause of a call that may be repeated for a minute. Throws the reason also when {@link #stop} is
     * called.
     */
    void pauseUntilStop(Duration pause, MlbatchException reason) {
        CompletableFuture<Void> over = new CompletableFuture<>();
        await(pause, over, CompletableFuture.anyOf(over, stopping), reason);
        if (stopping.isDone()) {
            throw reason;
        }
    }

    /** Ends long pauses, now and from now on, because the caller stops. */
    public void stop() {
        stopping.complete(null);
    }

    private void await(
            Duration pause, CompletableFuture<Void> over, CompletableFuture<?> end, MlbatchException reason) {
        try {
            delayer.after(pause, () -> over.complete(null));
            end.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw reason;
        } catch (ExecutionException | CancellationException | RejectedExecutionException e) {
            reason.addSuppressed(e);
            throw reason;
        }
    }
}
