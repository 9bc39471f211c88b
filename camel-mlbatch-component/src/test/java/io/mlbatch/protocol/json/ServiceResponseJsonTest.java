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
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.mlbatch.protocol.DataFrame;
import io.mlbatch.protocol.Parameter;
import io.mlbatch.protocol.ParameterType;
import io.mlbatch.protocol.ServiceResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ServiceResponseJsonTest {

    private static final List<Parameter> OUTPUTS = List.of(new Parameter("answer", ParameterType.DATA_FRAME));

    private static ServiceResponse read(String text) throws IOException {
        return Json.read(Texts.stream(text), "the test", parser -> ServiceResponseJson.read(parser, 3, OUTPUTS));
    }

    @Test
    void everyField_isRead() throws IOException {
        ServiceResponse response = read("""
                {"success":true,"errorMessage":"","consoleOutput":"[1] 1\\n","changedFiles":["answer.csv","b.png"],
                 "outputParameters":{"answer":{"am":[0.5]},"n":1}}
                """);

        assertThat(response)
                .isEqualTo(new ServiceResponse(
                        3,
                        true,
                        "",
                        "[1] 1\n",
                        Map.of("answer", Map.of("am", List.of(0.5)), "n", 1),
                        List.of("answer.csv", "b.png"),
                        OUTPUTS));
        assertThat(response.output("answer")).isInstanceOf(DataFrame.class);
    }

    @ParameterizedTest
    @CsvSource({"true, true", "'\"True\"', true", "false, false", "null, false", "1, false", "{}, false"})
    void onlyTrue_isSuccess(String success, boolean expected) throws IOException {
        assertThat(read("{\"success\":" + success + "}").success()).isEqualTo(expected);
        assertThat(read("{}").success()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"null", "7", "'[[{}]]'"})
    void outputsOfAnotherShape_areEmpty(String other) throws IOException {
        ServiceResponse response = read("{\"outputParameters\":" + other + ",\"changedFiles\":7,\"success\":true}");

        assertThat(response.rawOutputs()).isEmpty();
        assertThat(response.changedFiles()).isEmpty();
        assertThat(response.success()).isTrue();
    }

    @Test
    void writtenResult_hasTheFormThatServersSendInABatch() {
        Map<String, Object> outputs = new LinkedHashMap<>();
        outputs.put("score", Double.NaN);
        outputs.put("frame", DataFrame.ofColumns(Map.of("am", List.of(0.5))));
        ServiceResponse response = new ServiceResponse(3, false, "no", "out", outputs, List.of("a.csv"), OUTPUTS);

        assertThat(Texts.text(ServiceResponseJson.write(response)))
                .isEqualTo(
                        "{\"success\":false,\"errorMessage\":\"no\",\"consoleOutput\":\"out\","
                                + "\"changedFiles\":[\"a.csv\"],\"outputParameters\":{\"score\":\"NaN\",\"frame\":{\"am\":[0.5]}}}");
    }

    @Test
    void filesOfARequestResponseCall_areDecoded() throws IOException {
        ServiceResponse response = ServiceResponseJson.read(
                Texts.stream(
                        "{\"success\":true,\"outputFiles\":{\"a b.csv\":\"YSxiCg==\",\"none\":null,\"empty\":\"\"}}"),
                OUTPUTS);

        assertThat(response.index()).isZero();
        assertThat(response.outputFiles()).containsOnlyKeys("a b.csv", "empty");
        assertThat(response.outputFiles().get("a b.csv")).asString().isEqualTo("a,b\n");
        assertThat(response.outputFiles().get("empty")).isEmpty();
    }

    @Test
    void files_areWrittenAsReceived() throws IOException {
        String text = "{\"success\":true,\"errorMessage\":\"\",\"consoleOutput\":\"\",\"changedFiles\":[],"
                + "\"outputParameters\":{},\"outputFiles\":{\"a.csv\":\"YSxiCg==\"}}";

        assertThat(Texts.text(ServiceResponseJson.write(ServiceResponseJson.read(Texts.stream(text), OUTPUTS))))
                .isEqualTo(text);
    }

    @Test
    void addedFiles_leaveTheResultUnchanged() {
        ServiceResponse response = new ServiceResponse(
                0, true, "", "", Map.of("sum", new BigDecimal("0.12345678901234567890")), List.of(), List.of());
        byte[] result = ServiceResponseJson.write(response);

        assertThat(Texts.text(
                        ServiceResponseJson.withFiles(result, Map.of("a \"b\".csv", new byte[] {97, 44, 98, 10}))))
                .isEqualTo("{\"success\":true,\"errorMessage\":\"\",\"consoleOutput\":\"\",\"changedFiles\":[],"
                        + "\"outputParameters\":{\"sum\":0.12345678901234567890},"
                        + "\"outputFiles\":{\"a \\\"b\\\".csv\":\"YSxiCg==\"}}");
        assertThat(Texts.text(ServiceResponseJson.withFiles(result, Map.of()))).endsWith("},\"outputFiles\":{}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\":7} | the result of a record, the file 'a': expected a text, found a number at line 1, column 21",
                "{\"a\":\"*\"} | the result of a record: Failed to decode VALUE_STRING as base64",
            })
    void fileWithoutBase64_isMalformed(String files, String message) {
        assertThatExceptionOfType(MalformedJsonException.class)
                .isThrownBy(() -> ServiceResponseJson.read(Texts.stream("{\"outputFiles\":" + files + "}"), OUTPUTS))
                .withMessageStartingWith(message);
    }

    @Test
    void filesOfAnotherShape_areEmpty() throws IOException {
        assertThat(read("{\"outputFiles\":[1],\"success\":true}")).satisfies(response -> {
            assertThat(response.outputFiles()).isEmpty();
            assertThat(response.success()).isTrue();
        });
    }
}
