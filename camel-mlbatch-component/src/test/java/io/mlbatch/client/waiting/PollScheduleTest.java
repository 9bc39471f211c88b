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
    void nothingCompleted_theTimeDoublesUpToMaxDelay() {
        PollSchedule schedule = new PollSchedule(POLICY, LONGEST);

        List<Long> seconds = IntStream.range(0, 6)
                .mapToObj(poll -> schedule.afterStatus(status(0, 100), Duration.ofMinutes(poll)))
                .map(Duration::toSeconds)
                .toList();

        assertThat(seconds).containsExactly(2L, 4L, 8L, 16L, 30L, 30L);
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
    void recordsComplete_theNextPollComesAfterHalfOfWhatIsLeftWithinTheBounds(
            int completed, int total, int elapsed, int expected) {
        PollSchedule schedule = new PollSchedule(POLICY, LONGEST);

        assertThat(schedule.afterStatus(status(completed, total), Duration.ofSeconds(elapsed)))
                .isEqualTo(Duration.ofMillis(expected));
    }

    @Test
    void hugeBatch_doesNotOverflow() {
        PollSchedule schedule = new PollSchedule(POLICY, LONGEST);

        assertThat(schedule.afterStatus(status(1, Integer.MAX_VALUE), Duration.ofDays(365)))
                .isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void progressAfterIdlePolls_bringsPollsCloserAgain() {
        PollSchedule schedule = new PollSchedule(POLICY, LONGEST);
        for (int poll = 0; poll < 5; poll++) {
            schedule.afterStatus(status(0, 100), Duration.ofSeconds(60));
        }

        assertThat(schedule.afterStatus(status(96, 100), Duration.ofSeconds(96)))
                .isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void jitterOfZero_givesTheShortestTime() {
        PollSchedule schedule = new PollSchedule(POLICY, SHORTEST);

        assertThat(schedule.afterStatus(status(0, 100), Duration.ZERO)).isEqualTo(Duration.ofSeconds(1));
        assertThat(schedule.afterStatus(status(0, 100), Duration.ZERO)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void jitterInBetween_isDrawnBetweenDelayAndTheLongestTime() {
        PollSchedule schedule = new PollSchedule(POLICY, () -> 0.25);

        assertThat(schedule.afterStatus(status(50, 100), Duration.ofSeconds(10)))
                .isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void failures_doubleTheTimeAsIdlePollsDo() {
        PollSchedule schedule = new PollSchedule(POLICY, LONGEST);

        assertThat(schedule.afterFailure(null)).isEqualTo(Duration.ofSeconds(2));
        assertThat(schedule.afterStatus(status(0, 100), Duration.ZERO)).isEqualTo(Duration.ofSeconds(4));
        assertThat(schedule.afterFailure(null)).isEqualTo(Duration.ofSeconds(8));
    }

    @Test
    void retryAfterBeyondMaxDelay_isHonoured() {
        assertThat(new PollSchedule(POLICY, LONGEST).afterFailure(Duration.ofMinutes(2)))
                .isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void retryAfterShorterThanTheSchedule_doesNotHastenThePoll() {
        assertThat(new PollSchedule(POLICY, LONGEST).afterFailure(Duration.ofMillis(1)))
                .isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void whateverThePaceAndTheJitter_theTimeLiesWithinTheBounds() {
        Random random = new Random(42);
        PollSchedule schedule = new PollSchedule(POLICY, random::nextDouble);

        for (int poll = 0; poll < 10_000; poll++) {
            int total = 1 + random.nextInt(1000);
            BatchStatus status = status(random.nextInt(total + 1), total);
            assertThat(schedule.afterStatus(status, Duration.ofMillis(random.nextInt(1_000_000))))
                    .isBetween(POLICY.delay(), POLICY.maxDelay());
        }
    }

    private static BatchStatus status(int completed, int total) {
        return new BatchStatus(BatchState.IN_PROGRESS, completed, total, 10);
    }
}
