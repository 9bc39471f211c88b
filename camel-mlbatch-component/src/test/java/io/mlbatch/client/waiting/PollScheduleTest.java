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
    private static final DoubleSupplier SHORTEST = () -> 0;

    @Test
    void queued_theNextPollComesWithinHalfOfTheTimeThatItHasQueued() {
        PollSchedule schedule = new PollSchedule(POLICY, LONGEST);
        BatchStatus pending = new BatchStatus(BatchState.PENDING, 0, 1, 10);

        assertThat(schedule.afterStatus(pending, Duration.ofMillis(500))).isEqualTo(Duration.ofSeconds(1));
        assertThat(schedule.afterStatus(pending, Duration.ofSeconds(20))).isEqualTo(Duration.ofSeconds(10));
        assertThat(schedule.afterStatus(pending, Duration.ofMinutes(5))).isEqualTo(Duration.ofSeconds(30));
    }

    @ParameterizedTest(name = "after {0} s: {1} ms")
    @CsvSource({"1, 1000", "25, 1000", "100, 2000", "400, 4000", "3600, 12000"})
    void recordsThatAllRunAtOnce_theTimeGrowsWithTheSquareRootOfTheTimeThatTheyRun(int elapsed, int expected) {
        PollSchedule schedule = new PollSchedule(POLICY, LONGEST);

        assertThat(schedule.afterStatus(status(0, 10), Duration.ofSeconds(elapsed)))
                .isEqualTo(Duration.ofMillis(expected));
    }

    @ParameterizedTest(name = "{0} records, ten at once: {1} ms")
    @CsvSource({"1, 1000", "10, 1000", "15, 5000", "20, 10000", "1000, 10000"})
    void noRecordCompletedYet_thoseThatRunLaterTakeAsLongAgain(int total, int expected) {
        PollSchedule schedule = new PollSchedule(POLICY, LONGEST);

        assertThat(schedule.afterStatus(status(0, total), Duration.ofSeconds(20)))
                .isEqualTo(Duration.ofMillis(expected));
    }

    @Test
    void parallelCountNotKnown_countsAsOne() {
        PollSchedule schedule = new PollSchedule(POLICY, LONGEST);

        assertThat(schedule.afterStatus(new BatchStatus(BatchState.IN_PROGRESS, 0, 2, 0), Duration.ofSeconds(20)))
                .isEqualTo(Duration.ofSeconds(10));
    }

    @ParameterizedTest(name = "{0} of {1} after {2} s: {3} ms")
    @CsvSource({
        "50, 100, 10, 5000",
        "10, 100, 2, 9000",
        "10, 100, 100, 30000",
        "99, 100, 10, 1000",
        "100, 100, 10, 1000",
        "101, 100, 10, 1000"
    })
    void recordsComplete_theNextPollComesWithinHalfOfTheRemainder(int completed, int total, int elapsed, int expected) {
        PollSchedule schedule = new PollSchedule(POLICY, LONGEST);

        assertThat(schedule.afterStatus(status(completed, total), Duration.ofSeconds(elapsed)))
                .isEqualTo(Duration.ofMillis(expected));
    }

    @Test
    void timeInTheQueue_doesNotSlowThePace() {
        PollSchedule schedule = new PollSchedule(POLICY, LONGEST);
        schedule.afterStatus(new BatchStatus(BatchState.READY, 0, 100, 10), Duration.ofSeconds(100));

        assertThat(schedule.afterStatus(status(50, 100), Duration.ofSeconds(110)))
                .isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void stallWithMuchLeft_theNextPollComesAsIfTheRestStillTookItsTime() {
        PollSchedule schedule = new PollSchedule(POLICY, LONGEST);
        schedule.afterStatus(status(50, 100), Duration.ofSeconds(40));

        assertThat(schedule.afterStatus(status(50, 100), Duration.ofSeconds(400)))
                .isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void stallWithNextToNothingLeft_theTimeGrowsWithTheSquareRootOfTheStall() {
        PollSchedule schedule = new PollSchedule(POLICY, LONGEST);
        schedule.afterStatus(status(999, 1000), Duration.ofSeconds(100));

        assertThat(schedule.afterStatus(status(999, 1000), Duration.ofSeconds(200)))
                .isEqualTo(Duration.ofSeconds(2));
        assertThat(schedule.afterStatus(status(999, 1000), Duration.ofSeconds(500)))
                .isEqualTo(Duration.ofSeconds(4));
    }

    @Test
    void lumpAndHalfOfItMayFinishTheBatch_pollsStayClose() {
        PollSchedule schedule = new PollSchedule(POLICY, LONGEST);
        schedule.afterStatus(status(0, 100), Duration.ofSeconds(38));

        // a quarter of the 60 s that such a lump takes is certain, and of that a half
        assertThat(schedule.afterStatus(status(40, 100), Duration.ofSeconds(40)))
                .isEqualTo(Duration.ofMillis(7500));
        assertThat(schedule.afterStatus(status(40, 100), Duration.ofSeconds(50)))
                .isEqualTo(Duration.ofMillis(2500));
        assertThat(schedule.afterStatus(status(40, 100), Duration.ofSeconds(60)))
                .isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void moreThanALumpLeft_pollsAreFew() {
        PollSchedule schedule = new PollSchedule(POLICY, LONGEST);
        schedule.afterStatus(status(0, 100), Duration.ofSeconds(38));
        schedule.afterStatus(status(20, 100), Duration.ofSeconds(40));

        assertThat(schedule.afterStatus(status(20, 100), Duration.ofSeconds(60)))
                .isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void progressAtEveryPoll_isNotALump() {
        PollSchedule schedule = new PollSchedule(POLICY, LONGEST);
        schedule.afterStatus(status(40, 100), Duration.ofSeconds(40));

        assertThat(schedule.afterStatus(status(60, 100), Duration.ofSeconds(60)))
                .isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void hugeBatch_doesNotOverflow() {
        PollSchedule schedule = new PollSchedule(POLICY, LONGEST);

        assertThat(schedule.afterStatus(status(1, Integer.MAX_VALUE), Duration.ofDays(365)))
                .isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void jitterOfZero_givesTheShortestTime() {
        PollSchedule schedule = new PollSchedule(POLICY, SHORTEST);

        assertThat(schedule.afterStatus(status(1, 100), Duration.ofSeconds(10))).isEqualTo(Duration.ofSeconds(1));
        assertThat(schedule.afterFailure(null)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void jitterInBetween_isDrawnBetweenDelayAndTheLongestTime() {
        PollSchedule schedule = new PollSchedule(POLICY, () -> 0.25);

        assertThat(schedule.afterStatus(status(50, 100), Duration.ofSeconds(10)))
                .isEqualTo(Duration.ofSeconds(2));
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

    @Test
    void retryAfterBeyondMaxDelay_isHonored() {
        assertThat(new PollSchedule(POLICY, LONGEST).afterFailure(Duration.ofMinutes(2)))
                .isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void retryAfterShorterThanTheSchedule_doesNotHastenThePoll() {
        assertThat(new PollSchedule(POLICY, LONGEST).afterFailure(Duration.ofMillis(1)))
                .isEqualTo(Duration.ofSeconds(2));
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
