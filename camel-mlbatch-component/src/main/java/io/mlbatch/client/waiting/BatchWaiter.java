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

import java.time.Clock;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.DoubleSupplier;

import io.mlbatch.client.ResultsMismatchException;
import io.mlbatch.client.WaitEndedException;
import io.mlbatch.client.WaitTimeoutException;
import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.ExecutionId;

/**
 * Waits for executions to end. A waiting execution costs an object, not a thread: its polls run on the threads of a
 * {@link Poller}, whose number limits the concurrent polls. {@link PollFailure} decides which failed polls end a wait.
 * Thread-safe.
 */
public final class BatchWaiter {

    private final Times times;
    private final DoubleSupplier jitter;
    private final Set<Wait> open = ConcurrentHashMap.newKeySet();

    /** @param timers on the same time line as the clock and the delayer */
    record Times(Clock clock, Delayer delayer, Timers timers) {}

    /** @param jitter numbers from 0 to 1 */
    public BatchWaiter(Clock clock, Delayer delayer, DoubleSupplier jitter) {
        this.times = new Times(clock, delayer, new Timers(clock, delayer));
        this.jitter = jitter;
    }

    /**
     * Returns a future of the execution's last response, once its state is terminal. The caller closes the response.
     * The future completes on a thread of the poller, which must not be held. Completing the future from outside ends
     * the wait; nothing is canceled on the server.
     *
     * <p>Fails with {@link WaitTimeoutException} when the policy's limits are reached, also during a poll: the limit of
     * that poll is the remaining time of the wait, and at least 2 seconds. Fails with the exception of the last poll
     * when too many fail in a row: see {@link PollFailure}.
     */
    public CompletableFuture<BatchResponse> await(Poller poller, ExecutionId id, WaitPolicy policy) {
        return begin(wait(poller, id, policy, RecordCount.ANY));
    }

    /**
     * Same as {@link #await(Poller, ExecutionId, WaitPolicy)}, for an execution whose number of records is known. A
     * poll that reports the execution as complete with another number fails with {@link ResultsMismatchException}.
     *
     * @param records the number of records that were sent
     */
    public CompletableFuture<BatchResponse> await(Poller poller, ExecutionId id, WaitPolicy policy, int records) {
        return begin(wait(poller, id, policy, records));
    }

    /**
     * Same as {@link #await(Poller, ExecutionId, WaitPolicy)}, for a caller that must be notified of the end within the
     * poll that detected it. An action that is added to the future later may miss that poll, and then runs on the
     * thread that adds it.
     *
     * @param end is notified of the end, successful or not
     */
    public CompletableFuture<BatchResponse> await(
            Poller poller, ExecutionId id, WaitPolicy policy, BiConsumer<BatchResponse, Throwable> end) {
        Wait wait = wait(poller, id, policy, RecordCount.ANY);
        wait.whenComplete(end);
        return begin(wait);
    }

    private Wait wait(Poller poller, ExecutionId id, WaitPolicy policy, int records) {
        return new Wait(poller, id, policy, records, new PollSchedule(policy, jitter), times, open::remove);
    }

    private Wait begin(Wait wait) {
        open.add(wait);
        wait.begin();
        return wait;
    }

    /** Ends all waits with {@link WaitEndedException}, regardless of their state. Nothing is canceled on the server. */
    public void endAll() {
        open.forEach(wait -> wait.end(null));
    }
}
