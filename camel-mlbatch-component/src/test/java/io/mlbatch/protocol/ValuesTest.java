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
package io.mlbatch.protocol;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class ValuesTest {

    static Stream<Arguments> described() {
        return Stream.of(
                arguments(null, "nothing"),
                arguments("x".repeat(60), "the text '" + "x".repeat(60) + "'"),
                arguments("x".repeat(61), "the text '" + "x".repeat(60) + "…'"),
                arguments(4.5, "the number 4.5"),
                arguments(true, "the logical true"),
                arguments(Map.of("hp", 1), "a map with the keys [hp]"),
                arguments(List.of(1, 2), "a list of 2"),
                arguments(Thread.State.NEW, "a java.lang.Thread$State"),
                arguments(Color.RED, "a io.mlbatch.protocol.ValuesTest$Color"));
    }

    private enum Color {
        /** Has a class of its own. */
        RED {}
    }

    @ParameterizedTest
    @MethodSource("described")
    void value_isDescribedByItsKindAndAShortText(Object value, String expected) {
        assertThat(Values.describe(value)).isEqualTo(expected);
    }
}
