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
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.protocol.ServerStatus;
import io.mlbatch.protocol.ServerStatus.Code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

class ServerStatusJsonTest {

    private static ServerStatus read(String text) throws IOException {
        return ServerStatusJson.read(Texts.stream(text));
    }

    @ParameterizedTest
    @CsvSource({"pass, PASS", "warn, WARN", "fail, FAIL", "Pass, PASS", "' FAIL ', FAIL"})
    void code_isReadInAnyLetterCase(String text, Code code) throws IOException {
        ServerStatus status = read("{\"statusCode\":\"" + text + "\",\"details\":{},\"components\":{}}");

        assertThat(status.code()).isEqualTo(code);
        assertThat(status.code()).hasToString(text.strip().toLowerCase(Locale.ROOT));
        assertThat(status.components()).isEmpty();
    }

    @Test
    void components_haveTheirStatusCodes_inTheServersOrder() throws IOException {
        ServerStatus status = read("""
                {"components":{
                   "node":{"details":{"statusCode":"x"},"statusCode":"fail","components":{"cpu":{"statusCode":"warn"}}},
                   "database":{"statusCode":"pass"},
                   "authentication":"pass",
                   "shells":4,
                   "silent":{"details":{"a":[1]}},
                   "nothing":null,
                   "list":["fail"]},
                 "statusCode":"warn"}""");

        assertThat(status.code()).isEqualTo(Code.WARN);
        assertThat(status.components())
                .containsExactly(
                        entry("node", "fail"),
                        entry("database", "pass"),
                        entry("authentication", "pass"),
                        entry("shells", "4"),
                        entry("silent", ""),
                        entry("nothing", ""),
                        entry("list", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[{\"statusCode\":\"fail\"}]", "\"none\"", "7"})
    void componentsOfAnotherShape_areIgnored(String components) throws IOException {
        assertThat(read("{\"components\":" + components + ",\"statusCode\":\"pass\",\"new\":{\"a\":[{}]}}"))
                .isEqualTo(new ServerStatus(Code.PASS, Map.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"statusCode\":null}",
                "{\"statusCode\":{\"statusCode\":\"pass\"}}",
                "{\"details\":{\"statusCode\":\"pass\"}}"
            })
    void statusWithoutACode_isMalformed(String text) {
        assertThatExceptionOfType(MalformedJsonException.class)
                .isThrownBy(() -> read(text))
                .withMessage("the server's status has no statusCode");
    }

    @Test
    void unknownCode_isMalformed_andTheCodesAreNamed() {
        assertThatExceptionOfType(MalformedJsonException.class)
                .isThrownBy(() -> read("{\"statusCode\":\"green\"}"))
                .withMessage("the server's status: Unknown status code 'green': the codes are [pass, warn, fail]");
    }

    @Test
    void status_isWrittenWithItsComponents_andReadBack() throws IOException {
        Map<String, String> components = new LinkedHashMap<>();
        components.put("TxService/1.0", "pass");
        components.put("a \"b\"", "fail");
        components.put("cluster", "pass");
        Map<String, String> details = new LinkedHashMap<>();
        details.put("node", "n \"1\"");
        details.put("nodes", "3");
        ServerStatus status = new ServerStatus(Code.WARN, components, Map.of("cluster", details));

        String text = Texts.text(ServerStatusJson.write(status));

        assertThat(text)
                .startsWith("{\"statusCode\":\"warn\",\"details\":{},\"components\":{\"TxService/1.0\":{"
                        + "\"statusCode\":\"pass\",\"details\":{},\"components\":{}},")
                .endsWith("\"cluster\":{\"statusCode\":\"pass\",\"details\":{\"node\":\"n \\\"1\\\"\",\"nodes\":\"3\"},"
                        + "\"components\":{}}}}");
        assertThat(read(text)).isEqualTo(status);
        assertThat(read(text).components().keySet()).containsExactly("TxService/1.0", "a \"b\"", "cluster");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "OK", "<html>", "[]", "\"pass\"", "{\"statusCode\":\"pass\"", "{\"components\":{\"a\":{"})
    void otherDocument_isMalformed(String text) {
        assertThatExceptionOfType(MalformedJsonException.class)
                .isThrownBy(() -> read(text))
                .withMessageStartingWith("the server's status");
    }
}
