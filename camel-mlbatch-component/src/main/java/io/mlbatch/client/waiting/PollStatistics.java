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
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

import io.mlbatch.client.MlbatchException;
import io.mlbatch.protocol.BatchStatus;
import io.mlbatch.protocol.ExecutionId;

/** Counts the waits and polls of an endpoint, for management and the dev console. Thread-safe. */
public final class PollStatistics implements WaitListener {

    private final Clock clock;
    private final Supplier<WaitListener> next;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong polls = new AtomicLong();
    private final AtomicLong failedPolls = new AtomicLong();
    private volatile Instant lastPoll;
    private volatile LastError lastError;

    /**
     * @param at the time of the error
     * @param message contains service, execution, HTTP status and the message of the server
     */
    public record LastError(Instant at, String message) {}

    /** @param next returns another listener of the events; called for each event */
    public PollStatistics(Clock clock, Supplier<WaitListener> next) {
        this.clock = clock;
        this.next = next;
    }

    @Override
    public void began(ExecutionId id) {
        waiting.incrementAndGet();
        next.get().began(id);
    }

    @Override
    public void polled(ExecutionId id, BatchStatus status) {
        polls.incrementAndGet();
        lastPoll = clock.instant();
        next.get().polled(id, status);
    }

    @Override
    public void failed(ExecutionId id, MlbatchException reason) {
        polls.incrementAndGet();
        failedPolls.incrementAndGet();
        lastPoll = clock.instant();
        lastError = new LastError(lastPoll, reason.getMessage());
        next.get().failed(id, reason);
    }

    @Override
    public void detected(ExecutionId id, Duration delay) {
        next.get().detected(id, delay);
    }

    @Override
    public void ended(ExecutionId id) {
        waiting.decrementAndGet();
        next.get().ended(id);
    }

    /** Returns the number of executions that are being waited for. */
    public int waiting() {
        return waiting.get();
    }

    /** Returns the number of polls, including failed ones. */
    public long polls() {
        return polls.get();
    }

    public long failedPolls() {
        return failedPolls.get();
    }

    /** Returns the end of the last poll, or {@code null}. */
    public Instant lastPoll() {
        return lastPoll;
    }

    /** Returns the error of the last failed poll, or {@code null}. */
    public LastError lastError() {
        return lastError;
    }
}
