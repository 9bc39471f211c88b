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
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.mlbatch.testing.VirtualTime;

import static org.assertj.core.api.Assertions.assertThat;

class LoginThrottleTest {

    private static final Optional<String> PEER = Optional.of("192.168.1.7:51234");
    private static final Optional<String> OTHER_PORT = Optional.of("192.168.1.7:51235");
    private static final Optional<String> OTHER_PEER = Optional.of("192.168.1.8:51234");
    private static final Optional<String> THIS_MACHINE = Optional.of("127.0.0.1:51234");

    private final VirtualTime clock = new VirtualTime();
    private final LoginThrottle throttle = new LoginThrottle(clock);

    @Test
    void attemptsWithOneName_waitFromEveryAddress() {
        for (int i = 0; i < 5; i++) {
            fail("anna", Optional.of("192.168.2." + i + ":51234"));
        }
        assertThat(throttle.begin("anna", PEER)).isEqualTo(Duration.ofSeconds(1));
        assertThat(throttle.begin("anna", Optional.empty())).isEqualTo(Duration.ofSeconds(1));
        assertThat(throttle.begin("bert", Optional.of("192.168.2.1:51234"))).isZero();
    }

    @Test
    void attemptsFromOneAddress_waitWithEveryName() {
        for (int i = 0; i < 5; i++) {
            fail("user" + i, PEER);
        }
        assertThat(throttle.begin("anna", OTHER_PORT)).isEqualTo(Duration.ofSeconds(1));
        assertThat(throttle.begin("anna", OTHER_PEER)).isZero();
    }

    @Test
    void addressOfThisMachine_isThatOfAProxyAndDoesNotWait() {
        for (int i = 0; i < 5; i++) {
            fail("user" + i, THIS_MACHINE);
        }
        assertThat(throttle.begin("anna", THIS_MACHINE)).isZero();
    }

    @Test
    void longerOfTheTwoWaits_counts() {
        for (int i = 0; i < 5; i++) {
            fail("user" + i, PEER);
        }
        for (int i = 0; i < 7; i++) {
            fail("anna", Optional.empty());
        }
        assertThat(throttle.begin("anna", PEER)).isEqualTo(Duration.ofSeconds(4));
        clock.advance(Duration.ofSeconds(4));
        assertThat(throttle.begin("anna", PEER)).isZero();
    }

    @Test
    void tryThatComesTooEarly_takesNoTurnFromAnother() {
        for (int i = 0; i < 5; i++) {
            fail("anna", Optional.empty());
        }
        for (int i = 0; i < 5; i++) {
            fail("user" + i, PEER);
        }
        clock.advance(Duration.ofMillis(999));
        assertThat(throttle.begin("anna", PEER)).isEqualTo(Duration.ofMillis(1));
        clock.advance(Duration.ofMillis(1));
        assertThat(throttle.begin("anna", PEER)).isZero();
        // that login is in progress, for the name as for the address
        assertThat(throttle.begin("anna", Optional.empty())).isEqualTo(Duration.ofSeconds(1));
        assertThat(throttle.begin("bert", PEER)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void success_forgivesTheNameAndTheAddress() {
        for (int i = 0; i < 5; i++) {
            fail("anna", PEER);
        }
        clock.advance(Duration.ofSeconds(1));
        assertThat(throttle.begin("anna", PEER)).isZero();
        throttle.succeeded("anna", PEER);
        for (int i = 0; i < 4; i++) {
            fail("anna", Optional.empty());
            fail("bert", PEER);
        }
        assertThat(throttle.begin("anna", Optional.empty())).isZero();
        assertThat(throttle.begin("carl", PEER)).isZero();
    }

    @Test
    void userAtAKnownAddress_doesNotWaitForTriesFromElsewhere() {
        throttle.succeeded("anna", PEER);
        for (int i = 0; i < 1000; i++) {
            fail("anna", OTHER_PEER);
            fail("anna", THIS_MACHINE);
        }
        assertThat(throttle.begin("anna", OTHER_PORT)).isZero();
        assertThat(throttle.begin("anna", OTHER_PEER)).isPositive();
        throttle.succeeded("anna", OTHER_PORT);
        // the success of one peer does not reset the delay of the others
        assertThat(throttle.begin("anna", THIS_MACHINE)).isPositive();
    }

    @Test
    void userAtAKnownAddress_doesNotWaitForTriesWithOtherNames() {
        throttle.succeeded("anna", PEER);
        for (int i = 0; i < 5; i++) {
            fail("user" + i, PEER);
        }
        assertThat(throttle.begin("anna", PEER)).isZero();
        assertThat(throttle.begin("bert", PEER)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void userAtAKnownAddress_waitsAfterAHundredFailuresThere() {
        throttle.succeeded("anna", THIS_MACHINE);
        for (int i = 0; i < KnownPlaces.MAX_FAILURES; i++) {
            assertThat(throttle.begin("anna", THIS_MACHINE)).isZero();
            fail("anna", THIS_MACHINE);
        }
        for (int i = 0; i < 5; i++) {
            fail("anna", THIS_MACHINE);
        }
        assertThat(throttle.begin("anna", THIS_MACHINE)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void addressThatIsUnknownToTheServer_isNeverKnown() {
        throttle.succeeded("anna", Optional.empty());
        for (int i = 0; i < 5; i++) {
            fail("anna", Optional.empty());
        }
        assertThat(throttle.begin("anna", Optional.empty())).isEqualTo(Duration.ofSeconds(1));
    }

    private void fail(String name, Optional<String> peer) {
        throttle.failed(name, peer);
    }
}
