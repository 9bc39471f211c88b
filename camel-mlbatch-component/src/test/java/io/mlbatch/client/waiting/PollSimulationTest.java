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

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.Results;
import io.mlbatch.testing.VirtualTime;
import io.mlbatch.testing.client.FakeBatchClient;

import static io.mlbatch.testing.client.Samples.EXECUTION;
import static org.assertj.core.api.Assertions.assertThat;

/** The value of adaptive polling, in polls and in seconds. The page about polling shows these figures. */
class PollSimulationTest {

    private static final PollReport REPORT = new PollReport();

    @ParameterizedTest(name = "{0}: at most {1} of the polls and {2} of the delay")
    @CsvSource({
        "STEADY, 0.333, 0.5",
        "CHANGING, 0.333, 0.5",
        "BURSTY, 0.4, 1",
        "STALLING, 0.4, 0.667",
        // nothing foretells its end: half of the interval is the delay
        "SINGLE, 0.8, 2"
    })
    void batchOfMoreThanAMinute_costsAShareOfTheLoopsPollsAndDelay(SimulatedKind kind, double polls, double delay) {
        PollReport.Row row = REPORT.longOnes(kind);

        assertThat(row.share()).isLessThan(polls);
        assertThat(row.waiter().delay()).isLessThan(delay * row.loop().delay());
    }

    @Test
    void progressOverAMinute_costsAThirdOfTheLoopsPollsAndTwoThirdsOfItsDelay() {
        PollReport.Row row = REPORT.longOnes(PollReport.SHOWING_PROGRESS);

        assertThat(row.share()).isLessThan(0.35);
        assertThat(row.waiter().delay()).isLessThan(row.loop().delay() * 2 / 3);
    }

    @Test
    void batchOfUpToAMinute_isSeenNoLaterThanByTheLoop() {
        assertThat(REPORT.rows())
                .filteredOn(row -> !row.band().isLong())
                .hasSize(10)
                .allSatisfy(row -> assertThat(row.waiter().delay())
                        .as("%s, %s", row.kind(), row.band().name())
                        .isLessThan(row.loop().delay()));
    }

    @Test
    void everyEnd_isSeenFarSoonerThanByAPollAMinute() {
        assertThat(REPORT.rows()).hasSize(25).allSatisfy(row -> assertThat(
                        row.waiter().delay())
                .as("%s, %s", row.kind(), row.band().name())
                .isLessThan(row.minute().delay() / 5));
    }

    @Test
    void serverThatHoldsPolls_isAskedOncePer30SecondsAndReportsTheEndWithin50Millis() {
        assertThat(REPORT.rows()).allSatisfy(row -> {
            assertThat(row.held().delay()).isLessThan(0.05);
            // the first poll detects that the server holds polls, and the last one may be shorter
            double seconds = row.band().to().toSeconds();
            assertThat(row.held().polls()).isLessThan(2 + seconds / 30);
        });
    }

    @ParameterizedTest
    @EnumSource
    void scheduleByItself_pollsAsTheWaiterDoes(SimulatedKind kind) {
        PollFigures waiter = REPORT.longOnes(kind).waiter();
        PollFigures schedule = REPORT.longOnes(kind, PollSimulation.DEFAULTS, PollSchedule.SHARE_OF_IDLE);

        assertThat(schedule.polls()).isEqualTo(waiter.polls());
        assertThat(schedule.delay()).isEqualTo(waiter.delay());
    }

    @Test
    void thousandWaitsThatBeganAtOnce_doNotPollInStep() {
        VirtualTime time = new VirtualTime();
        SplittableRandom random = new SplittableRandom(1);
        SimulatedBatch batch = SimulatedKind.STEADY.batch(600_000, 600_001, random);
        FakeBatchClient client = new FakeBatchClient(time)
                .on("poll", (Supplier<?>) () -> new BatchResponse(EXECUTION, batch.at(time.elapsed()), Results.NONE));
        BatchWaiter waiter = new BatchWaiter(time, time, random::nextDouble);

        for (int i = 0; i < 1000; i++) {
            waiter.await(client.poller(), EXECUTION, PollSimulation.DEFAULTS);
        }
        time.advance(Duration.ofMinutes(8));

        Map<Long, Long> pollsBySecond = client.asked().stream()
                .map(asked -> Duration.between(VirtualTime.START, asked.at()).toSeconds())
                .filter(second -> second >= 60 && second < 480)
                .collect(Collectors.groupingBy(second -> second, Collectors.counting()));
        assertThat(pollsBySecond).hasSize(420);
        // a thousand waits that poll every 15 s on the average: in step they would be 1000 in one second
        assertThat(pollsBySecond.values()).allSatisfy(polls -> assertThat(polls).isLessThan(200));
    }

    @Test
    void page_statesTheMeasuredFigures() throws IOException {
        String measured = REPORT.page();
        if (Boolean.getBoolean("mlbatch.docs.write")) {
            Files.writeString(PollReport.PAGE, measured);
        }

        List<String> is = Files.readString(PollReport.PAGE).lines().toList();
        assertThat(is)
                .as(
                        "%s shows other figures than these. This writes its tables anew:%n%s",
                        PollReport.PAGE,
                        "mvn -B -pl"
                                + " camel-mlbatch-component test -Dtest=PollSimulationTest -Dmlbatch.docs.write=true")
                .isEqualTo(measured.lines().toList());
    }
}
