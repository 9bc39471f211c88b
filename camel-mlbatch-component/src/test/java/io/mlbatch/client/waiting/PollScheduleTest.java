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
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.mlbatch.protocol.BatchState;
import io.mlbatch.protocol.BatchStatus;

import static org.assertj.core.api.Assertions.assertThat;

class PollScheduleTest {

    private static final WaitPolicy POLICY =
            new WaitPolicy(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(30), null, 0);
    private static final DoubleSupplier LONGEST = () -> 1;

    /** Statuses as {@code state completed/total*parallelCount@seconds}, and the delays in milliseconds after them. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            half of the time in the queue                 | P0/1*10@0.5              | 1000
            half of the time in the queue                 | P0/1*10@20               | 10000
            half of the time in the queue                 | P0/1*10@300              | 30000
            square root of the time, all run at once      | I0/10*10@1               | 1000
            square root of the time, all run at once      | I0/10*10@25              | 1000
            square root of the time, all run at once      | I0/10*10@100             | 2000
            square root of the time, all run at once      | I0/10*10@400             | 4000
            square root of the time, all run at once      | I0/10*10@3600            | 12000
            the records that run later take as long       | I0/1*10@20               | 1000
            the records that run later take as long       | I0/15*10@20              | 5000
            the records that run later take as long       | I0/20*10@20              | 10000
            the records that run later take as long       | I0/1000*10@20            | 10000
            unknown parallelCount counts as one           | I0/2*0@20                | 10000
            half of the remaining time                    | I50/100*10@10            | 5000
            half of the remaining time                    | I10/100*10@2             | 9000
            half of the remaining time                    | I10/100*10@100           | 30000
            half of the remaining time                    | I99/100*10@10            | 1000
            half of the remaining time                    | I100/100*10@10           | 1000
            half of the remaining time                    | I101/100*10@10           | 1000
            time in the queue does not slow the pace      | R0/100*10@100 I50/100*10@110 | - 5000
            stall as if the rest still took its time      | I50/100*10@40 I50/100*10@400 | - 20000
            stall near the end, square root of the stall  | I999/1000*10@100 I999/1000*10@200 I999/1000*10@500 | - 2000 4000
            half of the certain quarter of a 60 s lump    | I0/100*10@38 I40/100*10@40 I40/100*10@50 I40/100*10@60 | - 7500 2500 1000
            more than a lump remains                      | I0/100*10@38 I20/100*10@40 I20/100*10@60 | - - 30000
            progress at every poll is not a lump          | I40/100*10@40 I60/100*10@60  | - 20000
            huge batch                                    | I1/2147483647*10@31536000    | 30000
            """)
    void statuses_decideTheDelayOfTheNextPoll(String rule, String statuses, String delays) {
        PollSchedule schedule = new PollSchedule(POLICY, LONGEST);
        String[] expected = delays.split(" ");
        String[] given = statuses.split(" ");
        for (int i = 0; i < given.length; i++) {
            String[] parts = given[i].substring(1).split("[/*@]");
            BatchState state = Map.of('P', BatchState.PENDING, 'R', BatchState.READY, 'I', BatchState.IN_PROGRESS)
                    .get(given[i].charAt(0));
            BatchStatus status = new BatchStatus(
                    state, Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
            Duration delay =
                    schedule.afterStatus(status, Duration.ofMillis((long) (1000 * Double.parseDouble(parts[3]))));
            if (!expected[i].equals("-")) {
                assertThat(delay).as(given[i]).isEqualTo(Duration.ofMillis(Long.parseLong(expected[i])));
            }
        }
    }

    @Test
    void jitter_isDrawnBetweenDelayAndTheLongestTime() {
        PollSchedule shortest = new PollSchedule(POLICY, () -> 0);
        PollSchedule between = new PollSchedule(POLICY, () -> 0.25);

        assertThat(shortest.afterStatus(status(1, 100), Duration.ofSeconds(10))).isEqualTo(Duration.ofSeconds(1));
        assertThat(shortest.afterFailure(null)).isEqualTo(Duration.ofSeconds(1));
        assertThat(between.afterStatus(status(50, 100), Duration.ofSeconds(10))).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void failures_doubleTheTimeUpToMaxDelay_untilAPollTellsSomething() {
        PollSchedule schedule = new PollSchedule(POLICY, LONGEST);

        List<Long> seconds = IntStream.range(0, 6)
                .mapToObj(poll -> schedule.afterFailure(null).toSeconds())
                .toList();

        assertThat(seconds).containsExactly(2L, 4L, 8L, 16L, 30L, 30L);
        assertThat(schedule.afterStatus(status(50, 100), Duration.ofSeconds(10)))
                .isEqualTo(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @CsvSource({"PT2M, PT2M", "PT0.001S, PT2S", "PT24H, PT1H"})
    void retryAfter_isHonoredBeyondMaxDelay_butDoesNotHastenThePoll(Duration retryAfter, Duration expected) {
        assertThat(new PollSchedule(POLICY, LONGEST).afterFailure(retryAfter)).isEqualTo(expected);
    }

    @Test
    void anyPaceAndJitter_stayWithinTheBounds() {
        Random random = new Random(42);
        PollSchedule schedule = new PollSchedule(POLICY, random::nextDouble);

        for (int poll = 0; poll < 10_000; poll++) {
            int total = 1 + random.nextInt(1000);
            BatchState state = BatchState.values()[random.nextInt(BatchState.values().length)];
            BatchStatus status = new BatchStatus(state, random.nextInt(total + 1), total, random.nextInt(20));
            assertThat(schedule.afterStatus(status, Duration.ofMillis(random.nextInt(1_000_000))))
                    .isBetween(POLICY.delay(), POLICY.maxDelay());
            assertThat(schedule.afterFailure(null)).isBetween(POLICY.delay(), POLICY.maxDelay());
        }
    }

    private static BatchStatus status(int completed, int total) {
        return new BatchStatus(BatchState.IN_PROGRESS, completed, total, 10);
    }
}
