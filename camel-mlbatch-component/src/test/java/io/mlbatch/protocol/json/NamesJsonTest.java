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
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.protocol.ServiceId;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class NamesJsonTest {

    private static final ServiceId SERVICE = new ServiceId("TxService", "1.0");

    private static List<String> read(String text) throws IOException {
        return NamesJson.read(Texts.stream(text), "the files");
    }

    @Test
    void names_keepTheirOrder() throws IOException {
        assertThat(read("[\"b.csv\",\"a b/../ü.csv\",\"b.csv\"]")).containsExactly("b.csv", "a b/../ü.csv", "b.csv");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", " [ ] \n"})
    void nullOrAnEmptyArray_hasNoNames(String text) throws IOException {
        assertThat(read(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "\n"})
    void emptyResponse_isMalformed(String text) {
        assertThatExceptionOfType(MalformedJsonException.class)
                .isThrownBy(() -> read(text))
                .withMessage("the files is empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "7", "true", "{\"name\":\"x\"}", "[\"y\"]"})
    void entryThatIsNotAText_isMalformed(String entry) {
        assertThatExceptionOfType(MalformedJsonException.class)
                .isThrownBy(() -> read("[\"a\"," + entry + ",\"b\"]"))
                .withMessageStartingWith("the files: expected a text, found ");
    }

    @Test
    void executionIds_arePassedOnInTheirOrder() throws IOException {
        assertThat(executions("[\"b\",\"a b\",\"9c6be3d2\"]")).containsExactly("b", "a b", "9c6be3d2");
        assertThat(executions("[]")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\"",
                "\" \"",
                "\".\"",
                "\"..\"",
                "\"a/b\"",
                "\"a\\nb\"",
                "null",
                "7",
                "2.5",
                "true",
                "{\"id\":\"x\"}",
                "[\"x\",[\"y\"]]"
            })
    void entryThatIsNotAnExecutionId_isSkippedAndHidesNoOther(String entry) throws IOException {
        List<String> ids = new ArrayList<>();

        long skipped = NamesJson.readExecutions(
                Texts.stream("[\"e1\"," + entry + ",\"e2\"]"), SERVICE, id -> ids.add(id.value()));

        assertThat(ids).containsExactly("e1", "e2");
        assertThat(skipped).isEqualTo(1);
    }

    @Test
    void endlessEntry_isSkipped() throws IOException {
        assertThat(executions("[\"" + "x".repeat(1_000_000) + "\",\"e1\"]")).containsExactly("e1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "{\"error\":\"x\"}",
                "\"e1\"",
                "<html>",
                "[\"e1\"",
                "[\"e1\",",
                "[\"e1\"]<html>",
                "[][]"
            })
    void responseThatIsNotAnArray_isNotAListWithoutExecutions(String text) {
        assertThatExceptionOfType(MalformedJsonException.class)
                .isThrownBy(() -> executions(text))
                .withMessageStartingWith("the list of executions");
    }

    private static List<String> executions(String text) throws IOException {
        List<String> ids = new ArrayList<>();
        NamesJson.readExecutions(Texts.stream(text), SERVICE, id -> ids.add(id.value()));
        return ids;
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
    void otherDocumentThanAList_isMalformed_andNamed(String text) {
        assertThatExceptionOfType(MalformedJsonException.class)
                .isThrownBy(() -> read(text))
                .withMessageMatching("the files: .* at line 1, column \\d+");
    }

    @Test
    void writtenNames_areReadBack() throws IOException {
        List<String> names = List.of("a b.csv", "ü\"\\.csv", "../x");

        assertThat(Texts.text(NamesJson.write(names))).isEqualTo("[\"a b.csv\",\"ü\\\"\\\\.csv\",\"../x\"]");
        assertThat(read(Texts.text(NamesJson.write(names)))).isEqualTo(names);
        assertThat(Texts.text(NamesJson.write(List.of()))).isEqualTo("[]");
    }
}
