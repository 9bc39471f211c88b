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
package io.mlbatch.camel;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import io.mlbatch.client.waiting.PollSchedule;
import io.mlbatch.protocol.BatchStatus;
import io.mlbatch.protocol.ExecutionId;

/**
 * What a consumer knows of one execution: when to look at it again, whether its exchanges are on their way, whether
 * there is nothing more to emit. Thread-safe: the consumer's thread looks, the route's threads settle.
 */
final class Watched {

    private final ExecutionId id;
    private final Clock clock;
    private final PollSchedule schedule;
    private final Instant began;
    private Instant due;
    private BatchStatus emitted;
    private boolean underWay;
    private boolean committed;
    private boolean done;
    private boolean redelivered;

    Watched(ExecutionId id, Clock clock, PollSchedule schedule) {
        this.id = id;
        this.clock = clock;
        this.schedule = schedule;
        this.began = clock.instant();
        this.due = began;
    }

    ExecutionId id() {
        return id;
    }

    synchronized boolean isDue() {
        return !done && !underWay && !clock.instant().isBefore(due);
    }

    /** Looked at: it goes on. */
    synchronized void seen(BatchStatus status) {
        due = clock.instant().plus(schedule.afterStatus(status, Duration.between(began, clock.instant())));
    }

    /** Could not be looked at, not be delivered, or not be acknowledged. */
    synchronized void failed(Duration retryAfter) {
        underWay = false;
        due = clock.instant().plus(schedule.afterFailure(retryAfter));
    }

    /** There is nothing more to emit. */
    synchronized void finish() {
        underWay = false;
        done = true;
    }

    synchronized void sending() {
        underWay = true;
    }

    /** All its exchanges have committed, and there will be no more: what is left is to acknowledge it. */
    synchronized void committed() {
        committed = true;
    }

    synchronized boolean isCommitted() {
        return committed;
    }

    /** All its exchanges of this status have committed. */
    synchronized void sent(BatchStatus status) {
        underWay = false;
        redelivered = false;
        emitted = status;
    }

    /** Its exchanges did not commit: they come again, marked. */
    synchronized void refused() {
        redelivered = true;
        failed(null);
    }

    synchronized boolean isRedelivered() {
        return redelivered;
    }

    /** The last status that was emitted, or {@code null}. */
    synchronized BatchStatus emitted() {
        return emitted;
    }
}
