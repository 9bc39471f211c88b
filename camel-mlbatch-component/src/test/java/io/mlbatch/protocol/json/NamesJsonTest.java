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
package io.mlbatch.protocol.json;

import java.io.IOException;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class NamesJsonTest {

    private static List<String> read(String text) throws IOException {
        return NamesJson.read(Texts.stream(text), "the files");
    }

    @Test
    void namesKeepTheirOrder() throws IOException {
        assertThat(read("[\"b.csv\",\"a b/../ü.csv\",\"b.csv\"]")).containsExactly("b.csv", "a b/../ü.csv", "b.csv");
    }

    @Test
    void whatIsNoNameIsLeftOut() throws IOException {
        assertThat(read("[\"a\",null,{\"name\":\"x\"},[\"y\"],\"b\"]")).containsExactly("a", "b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "\n", "null", "[]"})
    void whatSaysThatThereAreNoneIsEmpty(String text) throws IOException {
        assertThat(read(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[\"a\"",
                "[\"a\",",
                "[",
                "[[\"a\"",
                "{\"a\":[",
                "files: none",
                "{\"message\":\"no\"}",
                "\"a\"",
                "7"
            })
    void whatIsNoListIsMalformedAndSaysWhatItWas(String text) {
        assertThatExceptionOfType(MalformedJsonException.class)
                .isThrownBy(() -> read(text))
                .withMessageMatching("the files: .* at line 1, column \\d+");
    }

    @Test
    void writtenNamesAreReadBack() throws IOException {
        List<String> names = List.of("a b.csv", "ü\"\\.csv", "../x");

        assertThat(Texts.text(NamesJson.write(names))).isEqualTo("[\"a b.csv\",\"ü\\\"\\\\.csv\",\"../x\"]");
        assertThat(read(Texts.text(NamesJson.write(names)))).isEqualTo(names);
        assertThat(Texts.text(NamesJson.write(List.of()))).isEqualTo("[]");
    }
}
