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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class LogSafeTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "a.csv", "a b/ü.csv", "日本", "😀"})
    void ordinaryText_staysAsItIs(String text) {
        assertThat(LogSafe.of(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"000a", "000d", "0000", "001b", "007f", "0085", "2028", "2029", "202e", "feff", "d800"})
    void characterThatIsNotToBeSeen_isWrittenAsItsNumber(String number) {
        String character = String.valueOf((char) Integer.parseInt(number, 16));

        assertThat(LogSafe.of("a" + character + "b")).isEqualTo("a\\u" + number + "b");
    }

    @Test
    void textLongerThanAFileName_isCutOff() {
        assertThat(LogSafe.of("😀".repeat(255))).isEqualTo("😀".repeat(255));
        assertThat(LogSafe.of("😀".repeat(256))).isEqualTo("😀".repeat(255) + "…");
    }
}
