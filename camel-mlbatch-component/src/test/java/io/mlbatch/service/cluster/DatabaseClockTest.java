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
package io.mlbatch.service.cluster;

import java.time.Duration;
import java.time.ZoneId;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DatabaseClockTest {

    private long nanos = -5;
    private final DatabaseClock clock = new DatabaseClock(() -> nanos);

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    /** Asks a database that responds at once, at the end of this time. */
    private void sample(long millis, Duration roundTrip) {
        long sent = nanos;
        pass(roundTrip);
        clock.sample(millis, sent);
    }

    @Test
    void clockWithoutASample_hasNoTime() {
        assertThatThrownBy(clock::millis).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void timeBetweenSamples_passesAsOnTheMachine() {
        sample(1_000_000, Duration.ofMillis(20));
        assertThat(clock.millis()).isEqualTo(1_000_010);
        pass(Duration.ofSeconds(3));
        assertThat(clock.millis()).isEqualTo(1_003_010);
        assertThat(clock.withZone(ZoneId.of("Europe/Berlin")).instant()).isEqualTo(clock.instant());
    }

    @Test
    void laterSample_correctsTheClockForwardOnly() {
        sample(1_000_000, Duration.ZERO);
        pass(Duration.ofSeconds(1));
        sample(1_005_000, Duration.ZERO);
        assertThat(clock.millis()).isEqualTo(1_005_000);
        sample(1_004_000, Duration.ZERO);
        assertThat(clock.millis()).isEqualTo(1_005_000);
        pass(Duration.ofSeconds(2));
        assertThat(clock.millis()).isEqualTo(1_006_000);
    }

    @Test
    void sampleOfAProcessThatWasStopped_isIgnored() {
        sample(1_000_000, Duration.ZERO);
        sample(1_000_000, Duration.ofSeconds(30));
        assertThat(clock.millis()).isEqualTo(1_030_000);
        sample(1_031_000, Duration.ofSeconds(1));
        assertThat(clock.millis()).isEqualTo(1_031_500);
    }
}
