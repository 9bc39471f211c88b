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
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class WaitPolicyTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    static Stream<Arguments> invalid() {
        return Stream.of(
                arguments(-1, 1000, 1000, null, 0, "initialDelay must be not negative, not -1 ms"),
                arguments(0, 0, 1000, null, 0, "delay must be more than zero, not 0 ms"),
                arguments(0, -5, 1000, null, 0, "delay must be more than zero, not -5 ms"),
                arguments(0, 1000, 999, null, 0, "maxDelay must be at least delay, which is 1000 ms, not 999 ms"),
                arguments(0, 1000, 1000, -1, 0, "waitTimeout must be not negative, not -1 ms"),
                arguments(0, 1000, 1000, null, -1, "maxAttempts must be 0 (no limit) or more, not -1"));
    }

    @ParameterizedTest(name = "{5}")
    @MethodSource("invalid")
    void invalidOption_isNamedWithItsValue(
            int initialDelay, int delay, int maxDelay, Integer timeout, int maxAttempts, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new WaitPolicy(
                        Duration.ofMillis(initialDelay),
                        Duration.ofMillis(delay),
                        Duration.ofMillis(maxDelay),
                        timeout == null ? null : Duration.ofMillis(timeout),
                        maxAttempts))
                .withMessage(message);
    }

    @Test
    void missingOption_isNamed() {
        assertThatNullPointerException()
                .isThrownBy(() -> new WaitPolicy(null, SECOND, SECOND, null, 0))
                .withMessage("initialDelay");
        assertThatNullPointerException()
                .isThrownBy(() -> new WaitPolicy(SECOND, null, SECOND, null, 0))
                .withMessage("delay");
        assertThatNullPointerException()
                .isThrownBy(() -> new WaitPolicy(SECOND, SECOND, null, null, 0))
                .withMessage("maxDelay");
    }

    @Test
    void valuesAtTheirBounds_areTaken() {
        WaitPolicy policy = new WaitPolicy(Duration.ZERO, SECOND, SECOND, Duration.ZERO, 0);

        assertThat(policy.timeLimit()).contains(Duration.ZERO);
        assertThat(new WaitPolicy(Duration.ZERO, SECOND, SECOND, null, 1).timeLimit())
                .isEmpty();
    }
}
