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
package io.mlbatch.service.security;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.mlbatch.testing.VirtualTime;

import static org.assertj.core.api.Assertions.assertThat;

class FailureThrottleTest {

    private final VirtualTime clock = new VirtualTime();
    private final FailureThrottle throttle = new FailureThrottle(clock);

    @Test
    void fourFailures_causeNoWait() {
        fail("anna", 4);
        assertThat(throttle.remaining("anna")).isZero();
    }

    @Test
    void wait_doublesFromTheFifthFailureOnToAMinute() {
        fail("anna", 4);
        List<Long> waits = IntStream.range(0, 9)
                .mapToObj(any -> {
                    throttle.begin("anna");
                    throttle.failed("anna");
                    Duration wait = throttle.remaining("anna");
                    clock.advance(wait.minusMillis(1));
                    assertThat(throttle.remaining("anna")).isEqualTo(Duration.ofMillis(1));
                    clock.advance(Duration.ofMillis(1));
                    assertThat(throttle.remaining("anna")).isZero();
                    return wait.toSeconds();
                })
                .toList();
        assertThat(waits).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L);
    }

    @Test
    void wait_staysAMinuteHoweverManyFailuresThereAre() {
        fail("anna", 500);
        assertThat(throttle.remaining("anna")).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void clockThatIsSetBack_locksOutNoUser() {
        fail("anna", 10);
        clock.advance(Duration.ofHours(-1));
        assertThat(throttle.remaining("anna")).isZero();
    }

    @Test
    void onlyOneTry_passesWhenAWaitIsOver() {
        fail("anna", 6);
        clock.advance(Duration.ofSeconds(2));
        throttle.begin("anna");
        assertThat(throttle.remaining("anna")).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void triesBesideOneAnother_passAsLongAsThereIsNoWait() {
        fail("anna", 4);
        throttle.begin("anna");
        assertThat(throttle.remaining("anna")).isZero();
    }

    @Test
    void success_forgivesEverything() {
        fail("anna", 7);
        throttle.succeeded("anna");
        assertThat(throttle.size()).isZero();
        fail("anna", 4);
        assertThat(throttle.remaining("anna")).isZero();
    }

    @Test
    void keys_doNotShareTheirFailures() {
        fail("anna", 5);
        assertThat(throttle.remaining("Anna")).isZero();
    }

    @Test
    void leastRecentlyUsedKey_isEvictedFirst() {
        fail("old", 5);
        fail("seen", 5);
        for (int i = 2; i < FailureThrottle.MAX_KEYS; i++) {
            fail("key" + i, 1);
        }
        assertThat(throttle.remaining("old")).isPositive();
        assertThat(throttle.remaining("seen")).isPositive();
        throttle.remaining("old");
        for (int i = 2; i < FailureThrottle.MAX_KEYS; i++) {
            fail("key" + i, 1);
        }
        fail("new", 1);
        assertThat(throttle.size()).isEqualTo(FailureThrottle.MAX_KEYS);
        assertThat(throttle.remaining("seen")).isZero();
        assertThat(throttle.remaining("old")).isPositive();
    }

    private void fail(String key, int times) {
        for (int i = 0; i < times; i++) {
            throttle.failed(key);
        }
    }
}
