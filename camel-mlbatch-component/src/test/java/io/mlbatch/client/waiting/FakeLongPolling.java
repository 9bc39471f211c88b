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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.testing.VirtualTime;

/**
 * A server that holds polls on virtual time, for the times that a test has listed, the last one for all further polls.
 */
final class FakeLongPolling implements LongPolling {

    static final Duration LONGEST = Duration.ofSeconds(45);

    private final VirtualTime time;
    private final Function<Duration, Hold> server;
    final List<Duration> requested = new ArrayList<>();
    final List<Duration> shortened = new ArrayList<>();
    int open;
    int limit = Integer.MAX_VALUE;
    Duration longest = LONGEST;

    /**
     * The response to one poll.
     *
     * @param after the time until the response; {@code null}: that of the request
     * @param applied whether it shows that the server held the poll
     * @param broken whether the connection breaks instead
     */
    record Hold(Duration after, boolean applied, boolean broken) {

        static final Hold TO_ITS_END = new Hold(null, true, false);

        static Hold until(Duration after) {
            return new Hold(after, true, false);
        }

        static Hold refused() {
            return new Hold(Duration.ZERO, false, false);
        }

        static Hold cut(Duration after) {
            return new Hold(after, false, true);
        }
    }

    FakeLongPolling(VirtualTime time, Hold... inThisOrder) {
        this(time, next(new ArrayDeque<>(List.of(inThisOrder))));
    }

    /** @param server returns the response to a poll that may be held for this time */
    FakeLongPolling(VirtualTime time, Function<Duration, Hold> server) {
        this.time = time;
        this.server = server;
    }

    private static Function<Duration, Hold> next(Deque<Hold> holds) {
        return asked -> holds.size() > 1 ? holds.removeFirst() : holds.getFirst();
    }

    @Override
    public Duration longest() {
        return longest;
    }

    @Override
    public Optional<LongPoll> open(ExecutionId id, Duration wait) {
        if (open == limit) {
            return Optional.empty();
        }
        open++;
        requested.add(wait);
        Hold hold = server.apply(wait);
        return Optional.of(new Held(hold, hold.after() == null ? wait : hold.after()));
    }

    @Override
    public void shorten(Duration cutAfter) {
        shortened.add(cutAfter);
    }

    @Override
    public void close() {}

    private final class Held implements LongPoll {

        private final Hold hold;
        private final Duration after;
        private final AtomicBoolean canceled = new AtomicBoolean();

        Held(Hold hold, Duration after) {
            this.hold = hold;
            this.after = after;
        }

        @Override
        public void send(Runnable arrived) {
            time.after(after, () -> {
                if (!canceled.get()) {
                    arrived.run();
                }
            });
        }

        @Override
        public boolean isBroken() {
            return hold.broken();
        }

        @Override
        public boolean isApplied() {
            return hold.applied();
        }

        @Override
        public void cancel() {
            if (canceled.compareAndSet(false, true)) {
                open--;
            }
        }
    }
}
