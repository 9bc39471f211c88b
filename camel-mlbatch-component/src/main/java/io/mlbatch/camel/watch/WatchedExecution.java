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
 * What a consumer knows of one execution. Thread-safe: polls, the consumer's thread and the route's threads change it.
 */
final class WatchedExecution {

    private final ExecutionId id;
    private final long number;
    private final PollSchedule backoff;
    private final CommittedExchanges committed = new CommittedExchanges();
    private Phase phase = Phase.IDLE;
    private CompletableFuture<BatchResponse> wait;
    private Claim claim;
    private boolean missed;
    private boolean ended;
    private Instant retryAt = Instant.MIN;
    private BatchStatus progress;
    private boolean progressUnderWay;
    private boolean progressRefused;

    /** How far it has come, here. */
    enum Phase {
        /** Nobody waits for it. */
        IDLE,
        /** It is waited for. */
        WAITING,
        /** It has ended, and is claimed until its exchanges are done. */
        ENDED,
        /** Its exchanges have committed; that is still to be remembered. */
        COMMITTED,
        /** There is nothing more to do. */
        DONE
    }

    /**
     * @param number in the order in which executions were found
     * @param backoff between two attempts to do what failed
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

    /** The exchanges of its end that have committed. */
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

    /** A wait that has ended already may have been followed by another one. */
    synchronized void waitsFor(CompletableFuture<BatchResponse> newWait) {
        if (!newWait.isDone()) {
            wait = newWait;
        }
    }

    /** Ends the wait, if there is one. */
    void endWait() {
        CompletableFuture<BatchResponse> open;
        synchronized (this) {
            open = wait;
            wait = null;
        }
        if (open != null) {
            open.completeExceptionally(new CancellationException("not watched any more"));
        }
    }

    /** The server did not find it. Returns true the first time. */
    synchronized boolean missed() {
        boolean first = !missed;
        missed = true;
        return first;
    }

    /** It has come to its end on the server. */
    synchronized void ended() {
        ended = true;
    }

    synchronized boolean hasEnded() {
        return ended;
    }

    synchronized void retryAt(Instant at) {
        retryAt = at;
    }

    synchronized boolean isToBeRetried(Instant now) {
        return !now.isBefore(retryAt);
    }

    /** The claim on it, or {@code null}. */
    synchronized Claim claim() {
        return claim;
    }

    synchronized void claimed(Claim newClaim) {
        claim = newClaim;
    }

    /** Gives the claim back, if there is one. */
    void giveBack() {
        Claim held;
        synchronized (this) {
            held = claim;
            claim = null;
        }
        if (held != null) {
            held.giveBack();
        }
    }

    /** True when there is progress to emit: it has changed, and nothing of it is on its way. */
    synchronized boolean progresses(BatchStatus status) {
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
