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
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MonotonicClockTest {

    @Test
    void nanosecondOverflow_doesNotAffectElapsedTime() {
        AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 10);
        MonotonicClock clock = new MonotonicClock(nanos::get);
        Instant before = clock.instant();
        nanos.addAndGet(1_000_000_000L);
        assertThat(Duration.between(before, clock.instant())).isEqualTo(Duration.ofSeconds(1));
    }
}
