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

import java.time.Duration;

/**
 * Decides which polls of one execution are long polls, and how long the server shall hold them. A long poll follows the
 * previous response at once if the server has held that, too. Not thread-safe: polls of one execution follow each
 * other.
 */
final class LongPollPlan {

    /** A long poll that is aborted earlier reveals no limit of a proxy. */
    private static final Duration SHORTEST_CUT = Duration.ofSeconds(5);
    /** A restart of the server aborts a long poll once; a proxy does so each time. */
    private static final int CUTS = 2;
    /** The server may have closed the idle connection that was used. */
    private static final Duration AT_ONCE = Duration.ofSeconds(1);
    /** A server may abort a response that is not read for longer. */
    private static final Duration LONGEST_UNREAD = Duration.ofSeconds(10);

    private final LongPolling server;
    private final WaitPolicy policy;
    private final boolean steady;
    private int cutsInARow;
    private Duration wait = Duration.ZERO;

    /** @param steady whether a response is needed as often as from ordinary polls */
    LongPollPlan(LongPolling server, WaitPolicy policy, boolean steady) {
        this.server = server;
        this.policy = policy;
        this.steady = steady || policy.maxAttempts() > 0;
    }

    /**
     * Returns the time that the next poll asks the server to wait; zero for an ordinary poll.
     *
     * @param left the time until the wait ends, or {@code null}
     */
    Duration wait(Duration left) {
        Duration longest = server.longest();
        Duration next = wait.compareTo(longest) < 0 ? wait : longest;
        if (left != null && left.compareTo(next) < 0) {
            next = left;
        }
        return Duration.ofSeconds(Math.max(0, next.toSeconds()));
    }

    /** Returns the delay before the first poll. A server that holds it needs none, unless the first poll is due now. */
    Duration first() {
        Duration delay = policy.firstDelay();
        if (steady || delay.isZero() || server.longest().isZero()) {
            return delay;
        }
        wait = server.longest();
        return Duration.ZERO;
    }

    /**
     * Returns the delay before the next poll.
     *
     * @param scheduled the delay before an ordinary poll
     * @param took the duration of the previous poll
     * @param held whether the server held that poll; {@code null} if it was not asked to
     * @param left the time until the wait ends, or {@code null}
     */
    Duration afterStatus(Duration scheduled, Duration took, Boolean held, Duration left) {
        cutsInARow = 0;
        wait = steady ? scheduled : server.longest();
        if (wait(left).isZero()) {
            return scheduled;
        }
        // a server at its limit responds at once: its long polls are as frequent as ordinary ones
        boolean follows = held == null || held && took.compareTo(policy.delay()) >= 0;
        return follows ? Duration.ZERO : scheduled;
    }

    /**
     * Returns true if an ordinary poll replaces a long one: its request failed at once, or its response has waited too
     * long for a thread.
     *
     * @param took the time until the response began
     * @param unread the time since then
     */
    boolean isUnusable(LongPoll arrived, Duration took, Duration unread) {
        return arrived.isBroken() ? took.compareTo(AT_ONCE) < 0 : unread.compareTo(LONGEST_UNREAD) > 0;
    }

    /** Notes that the connection of a long poll broke before its response. */
    void cut(Duration after) {
        if (after.compareTo(SHORTEST_CUT) >= 0 && ++cutsInARow >= CUTS) {
            server.shorten(after);
        }
    }
}
