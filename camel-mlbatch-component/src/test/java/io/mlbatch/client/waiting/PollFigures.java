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

import java.util.Arrays;
import java.util.Collection;

/** The cost of watching some batches, and the delay after which their ends are known. */
final class PollFigures {

    private final long polls;
    private final long[] delays;

    private PollFigures(long polls, long[] delays) {
        this.polls = polls;
        this.delays = delays;
        Arrays.sort(delays);
    }

    /**
     * One batch.
     *
     * @param delay milliseconds from the batch's end to the poll that saw it
     */
    static PollFigures of(long polls, long delay) {
        return new PollFigures(polls, new long[] {delay});
    }

    static PollFigures sum(Collection<PollFigures> parts) {
        return new PollFigures(
                parts.stream().mapToLong(part -> part.polls).sum(),
                parts.stream().flatMapToLong(part -> Arrays.stream(part.delays)).toArray());
    }

    /** Of one batch, on the average. */
    double polls() {
        return (double) polls / delays.length;
    }

    /** Seconds, on the average. */
    double delay() {
        return Arrays.stream(delays).average().orElseThrow() / 1000;
    }

    /** Seconds that 95 of 100 batches stay below. */
    double longDelay() {
        return delays[(int) (0.95 * (delays.length - 1))] / 1000.0;
    }
}
