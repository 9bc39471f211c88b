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

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.mlbatch.protocol.ApiCall.ARTIFACT;
import static io.mlbatch.protocol.ApiCall.CANCEL;
import static io.mlbatch.protocol.ApiCall.CONSUME;
import static io.mlbatch.protocol.ApiCall.DESCRIBE;
import static io.mlbatch.protocol.ApiCall.DRAIN;
import static io.mlbatch.protocol.ApiCall.END_DRAIN;
import static io.mlbatch.protocol.ApiCall.LIST;
import static io.mlbatch.protocol.ApiCall.LIST_ARTIFACTS;
import static io.mlbatch.protocol.ApiCall.LOGIN;
import static io.mlbatch.protocol.ApiCall.PAGE;
import static io.mlbatch.protocol.ApiCall.PAGE_DOWNLOAD;
import static io.mlbatch.protocol.ApiCall.PAGE_EXECUTION;
import static io.mlbatch.protocol.ApiCall.PAGE_EXECUTIONS;
import static io.mlbatch.protocol.ApiCall.PAGE_FILE;
import static io.mlbatch.protocol.ApiCall.PAGE_POINTS;
import static io.mlbatch.protocol.ApiCall.PAGE_ROWS;
import static io.mlbatch.protocol.ApiCall.PAGE_SUMMARY;
import static io.mlbatch.protocol.ApiCall.RECORDS;
import static io.mlbatch.protocol.ApiCall.REFRESH;
import static io.mlbatch.protocol.ApiCall.RESULTS;
import static io.mlbatch.protocol.ApiCall.REVOKE;
import static io.mlbatch.protocol.ApiCall.REVOKE_IN_PATH;
import static io.mlbatch.protocol.ApiCall.SERVICES;
import static io.mlbatch.protocol.ApiCall.START;
import static io.mlbatch.protocol.ApiCall.STATUS;
import static io.mlbatch.protocol.ApiCall.SWAGGER;
import static io.mlbatch.protocol.ApiCall.USAGE;
import static io.mlbatch.protocol.ApiCall.VERSIONS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class ApiCallTest {

    static Stream<Arguments> calls() {
        return Stream.of(
                arguments(LOGIN, "login", "POST", "/login", List.of()),
                arguments(REFRESH, "refresh", "POST", "/login/refreshToken", List.of()),
                arguments(REVOKE, "revoke", "DELETE", "/login/refreshToken", List.of()),
                arguments(REVOKE_IN_PATH, "revoke", "DELETE", "/login/refreshToken/To-k_3n", List.of("To-k_3n")),
                arguments(STATUS, "status", "GET", "/status", List.of()),
                arguments(USAGE, "usage", "GET", "/status/usage", List.of()),
                arguments(DRAIN, "drain", "POST", "/status/drain", List.of()),
                arguments(END_DRAIN, "endDrain", "DELETE", "/status/drain", List.of()),
                arguments(SERVICES, "services", "GET", "/services", List.of()),
                arguments(VERSIONS, "versions", "GET", "/services/Tx", List.of("Tx")),
                arguments(DESCRIBE, "capabilities", "GET", "/services/Tx/1.0", List.of("Tx", "1.0")),
                arguments(START, "start", "POST", "/api/Tx/1.0/batch", List.of("Tx", "1.0")),
                arguments(SWAGGER, "swagger", "GET", "/api/Tx/1.0/swagger.json", List.of("Tx", "1.0")),
                arguments(CONSUME, "consume", "POST", "/api/Tx/1.0", List.of("Tx", "1.0")),
                arguments(LIST, "list", "GET", "/api/Tx/1.0/batch", List.of("Tx", "1.0")),
                arguments(RESULTS, "results", "GET", "/api/Tx/1.0/batch/9c6b", List.of("Tx", "1.0", "9c6b")),
                arguments(RECORDS, "records", "GET", "/api/Tx/1.0/batch/9c6b/records", List.of("Tx", "1.0", "9c6b")),
                arguments(CANCEL, "cancel", "DELETE", "/api/Tx/1.0/batch/9c6b", List.of("Tx", "1.0", "9c6b")),
                arguments(
                        LIST_ARTIFACTS,
                        "listArtifacts",
                        "GET",
                        "/api/Tx/1.0/batch/9c6b/0/files",
                        List.of("Tx", "1.0", "9c6b", "0")),
                arguments(
                        ARTIFACT,
                        "artifact",
                        "GET",
                        "/api/Tx/1.0/batch/9c6b/0/files/answer.csv",
                        List.of("Tx", "1.0", "9c6b", "0", "answer.csv")),
                arguments(PAGE, "page", "GET", "/mlbatch", List.of()),
                arguments(PAGE_FILE, "page", "GET", "/mlbatch/page.js", List.of("page.js")),
                arguments(PAGE_EXECUTIONS, "page", "GET", "/mlbatch/data/executions", List.of()),
                arguments(PAGE_EXECUTION, "page", "GET", "/mlbatch/data/Tx/1.0/9c6b", List.of("Tx", "1.0", "9c6b")),
                arguments(PAGE_ROWS, "page", "GET", "/mlbatch/data/Tx/1.0/9c6b/rows", List.of("Tx", "1.0", "9c6b")),
                arguments(
                        PAGE_SUMMARY, "page", "GET", "/mlbatch/data/Tx/1.0/9c6b/summary", List.of("Tx", "1.0", "9c6b")),
                arguments(PAGE_POINTS, "page", "GET", "/mlbatch/data/Tx/1.0/9c6b/points", List.of("Tx", "1.0", "9c6b")),
                arguments(
                        PAGE_DOWNLOAD,
                        "page",
                        "GET",
                        "/mlbatch/data/Tx/1.0/9c6b/download",
                        List.of("Tx", "1.0", "9c6b")));
    }

    @ParameterizedTest
    @MethodSource("calls")
    void call_hasItsLabelMethodAndPath_bothWays(
            ApiCall call, String label, String method, String path, List<String> values) {
        assertThat(call.label()).isEqualTo(label);
        assertThat(call.method()).isEqualTo(method);
        assertThat(call.path(values.toArray(String[]::new))).isEqualTo(path);
        assertThat(call.match(path)).contains(values);
        assertThat(call.match(path + "/")).contains(values);
    }

    @ParameterizedTest
    @MethodSource("calls")
    void pathWithAMethod_belongsToOneCall(ApiCall call, String label, String method, String path) {
        assertThat(Arrays.stream(ApiCall.values())
                        .filter(other -> other.method().equals(method)
                                && other.match(path).isPresent()))
                .containsExactly(call);
    }

    @Test
    void everyCall_isInTheTable() {
        assertThat(calls().map(row -> row.get()[0])).containsExactlyInAnyOrder((Object[]) ApiCall.values());
    }

    @ParameterizedTest
    @EnumSource
    void onlyGet_isARead(ApiCall call) {
        assertThat(call.isRead())
                .isEqualTo(!List.of(LOGIN, REFRESH, REVOKE, REVOKE_IN_PATH, START, CONSUME, CANCEL, DRAIN, END_DRAIN)
                        .contains(call));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "api/Tx/1.0/batch",
                "/api/Tx/1.0",
                "/x/api/Tx/1.0/batch",
                "/api/Tx/1.0/batch/9c6b",
                "/api//1.0/batch",
                "/api/Tx//batch",
                "/api/Tx/1.0/batch//",
                "//api/Tx/1.0/batch",
            })
    void otherPath_isNotMatched(String path) {
        assertThat(START.match(path)).isEmpty();
        assertThat(RESULTS.match("/api/Tx/1.0/batch//")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "REVOKE_IN_PATH, /Login/refreshtoken/To-K, To-K",
        "SWAGGER, /API/Tx/1.0/Swagger.JSON, Tx 1.0",
        "START, /api/Tx/1.0/Batch, Tx 1.0",
        "LIST_ARTIFACTS, /api/Tx/1.0/BATCH/9c6B/0/Files, Tx 1.0 9c6B 0"
    })
    void path_isMatchedInAnyLetterCase_andItsValuesKeepTheirs(ApiCall call, String path, String values) {
        assertThat(call.match(path)).contains(List.of(values.split(" ")));
    }

    @ParameterizedTest
    @CsvSource({
        "my answer.csv, my%20answer.csv",
        "AZaz09-._~, AZaz09-._~",
        "Müller & Söhne.csv, M%C3%BCller%20%26%20S%C3%B6hne.csv",
        "../../etc/passwd, ..%2F..%2Fetc%2Fpasswd",
        "..\\windows, ..%5Cwindows",
        "/absolute, %2Fabsolute",
        ".., %2E%2E",
        "., %2E",
        "..., ...",
        "a%2Fb, a%252Fb",
        "a+b?c#d;e, a%2Bb%3Fc%23d%3Be",
        "日本😀, %E6%97%A5%E6%9C%AC%F0%9F%98%80"
    })
    void value_isOneEncodedSegment_andDecoded(String value, String encoded) {
        String path = ARTIFACT.path(value, "1.0", "9c6be3d2", "0", value);

        assertThat(path).isEqualTo("/api/" + encoded + "/1.0/batch/9c6be3d2/0/files/" + encoded);
        assertThat(ARTIFACT.match(path)).contains(List.of(value, "1.0", "9c6be3d2", "0", value));
    }

    @Test
    void textThatOnlyLooksEncoded_isKept() {
        assertThat(DESCRIBE.match("/services/100%/%zz")).contains(List.of("100%", "%zz"));
        assertThat(DESCRIBE.match("/services/%4/%e2%82%ac")).contains(List.of("%4", "€"));
        assertThat(DESCRIBE.match("/services/a+b/ä")).contains(List.of("a+b", "ä"));
    }

    @Test
    void emptyValue_isRejected() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ARTIFACT.path("Tx", "1.0", "9c6b", "0", ""))
                .withMessageContaining("fileName");
    }

    @Test
    void wrongNumberOfValues_isRejected() {
        assertThatIllegalArgumentException().isThrownBy(() -> START.path("Tx"));
        assertThatIllegalArgumentException().isThrownBy(() -> START.path("Tx", "1.0", "9c6b"));
    }
}
