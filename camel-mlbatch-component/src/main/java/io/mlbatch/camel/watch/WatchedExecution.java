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
package io.mlbatch.camel.watch;

import java.time.Instant;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;

import io.mlbatch.camel.claim.Claim;
import io.mlbatch.client.waiting.PollSchedule;
import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.BatchStatus;
import io.mlbatch.protocol.ExecutionId;

/**
 * The state of one execution in a consumer. Thread-safe: polls, the consumer's thread and the route's threads change
 * it.
 */
final class WatchedExecution {

    private final ExecutionId id;
    private final long number;
    private final PollSchedule backoff;
    private final CommittedExchanges committed = new CommittedExchanges();
    private Phase phase = Phase.IDLE;
    private CompletableFuture<BatchResponse> wait;
    private Claim claim;
    private boolean missing;
    private boolean ended;
    private Instant retryAt = Instant.MIN;
    private BatchStatus progress;
    private boolean progressUnderWay;
    private boolean progressRefused;

    /** The phase of an execution in this consumer. */
    enum Phase {
        /** No wait is running. */
        IDLE,
        /** A wait is running. */
        WAITING,
        /** The execution has ended, and is claimed until its exchanges are done. */
        ENDED,
        /** The exchanges have committed, but the commit is not yet in the repository. */
        COMMITTED,
        /** The execution needs no further work. */
        DONE
    }

    /**
     * @param number ascending in the order in which executions were found
     * @param backoff delays between attempts after failures
     */
    WatchedExecution(ExecutionId id, long number, PollSchedule backoff) {
        this.id = id;
        this.number = number;
        this.backoff = backoff;
    }

    ExecutionId id() {
        return id;
    }

    long number() {
        return number;
    }

    PollSchedule backoff() {
        return backoff;
    }

    /** The exchanges emitted at the end of the execution that have committed. */
    CommittedExchanges committed() {
        return committed;
    }

    synchronized Phase phase() {
        return phase;
    }

    synchronized void enter(Phase next) {
        phase = next;
    }

    /** Changes the phase if it is the one that is expected. */
    synchronized boolean enter(Phase expected, Phase next) {
        if (phase != expected) {
            return false;
        }
        phase = next;
        return true;
    }

    /** Ignores a wait that has ended already, because another one may have followed it. */
    synchronized void setWait(CompletableFuture<BatchResponse> newWait) {
        if (!newWait.isDone()) {
            wait = newWait;
        }
    }

    /** Ends the running wait, if any. */
    void endWait() {
        CompletableFuture<BatchResponse> open;
        synchronized (this) {
            open = wait;
            wait = null;
        }
        if (open != null) {
            open.completeExceptionally(new CancellationException("the execution is no longer watched"));
        }
    }

    /** Records that the server did not find the execution. Returns true on the first call. */
    synchronized boolean markMissing() {
        boolean first = !missing;
        missing = true;
        return first;
    }

    /** Records that the execution has ended on the server. */
    synchronized void markEnded() {
        ended = true;
    }

    synchronized boolean hasEnded() {
        return ended;
    }

    synchronized void retryAt(Instant at) {
        retryAt = at;
    }

    synchronized boolean shouldRetry(Instant now) {
        return !now.isBefore(retryAt);
    }

    /** The claim of this consumer, or {@code null}. */
    synchronized Claim claim() {
        return claim;
    }

    synchronized void setClaim(Claim newClaim) {
        claim = newClaim;
    }

    /** Releases the claim, if any. */
    void release() {
        Claim held;
        synchronized (this) {
            held = claim;
            claim = null;
        }
        if (held != null) {
            held.release();
        }
    }

    /**
     * Begins to emit a change of progress.
     *
     * @return false when the progress has not changed, or an earlier change is being emitted
     */
    synchronized boolean beginProgress(BatchStatus status) {
        if (progressUnderWay || status.equals(progress)) {
            return false;
        }
        progressUnderWay = true;
        return true;
    }

    synchronized void progressCommitted(BatchStatus status) {
        progressUnderWay = false;
        progressRefused = false;
        progress = status;
    }

    synchronized void progressRefused() {
        progressUnderWay = false;
        progressRefused = true;
    }

    synchronized void progressUnsent() {
        progressUnderWay = false;
    }

    synchronized boolean isProgressRefused() {
        return progressRefused;
    }
}
