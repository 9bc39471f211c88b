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
package io.mlbatch.service;

import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.apache.camel.builder.RouteBuilder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.testing.host.RunningHost;

import static org.assertj.core.api.Assertions.assertThat;

/** Habits of clients, probes and gateways that are not ours, with credentials and over a real server. */
@Tag("host")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MlbatchServiceRequestFormatsIT {

    private static final String SERVICE = "/services/TxService/1.0";
    private static final String BATCH = "/api/TxService/1.0/batch";
    private static final String FORM = "application/x-www-form-urlencoded";

    private RunningHost host;
    private String token;

    @BeforeAll
    void start() throws Exception {
        host = RunningHost.secured("admin", "secret", new RouteBuilder() {
            @Override
            public void configure() {
                from("mlbatch-service:TxService/1.0?inputs=hp:numeric&outputs=answer:numeric")
                        .process(exchange -> exchange.getMessage()
                                .setBody(
                                        exchange.getMessage().getBody(Map.class).get("hp")));
                // its second record takes longer than a test
                from("mlbatch-service:Held/1.0?inputs=hp:numeric&outputs=answer:numeric")
                        .filter(header("CamelMlbatchIndex").isEqualTo(1))
                        .delay(600_000)
                        .asyncDelayed()
                        .end()
                        .end()
                        .setBody(constant(1));
            }
        });
        token = host.post("/login", "{\"username\":\"admin\",\"password\":\"secret\"}")
                .body()
                .replaceAll(".*\"access_token\":\"([^\"]+)\".*", "$1");
    }

    @AfterAll
    void stop() throws Exception {
        host.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {FORM, "Application/X-WWW-Form-Urlencoded; charset=UTF-8"})
    void contentTypeOfADelete_doesNotMatter(String type) throws Exception {
        String path = BATCH + "/" + run("[{\"hp\":1}]");
        assertThat(call("DELETE", path, null, "Content-Type", type).statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {FORM, "Application/X-WWW-Form-Urlencoded; charset=UTF-8"})
    void json_isReadThoughItIsCalledAForm(String type) throws Exception {
        assertThat(call("POST", BATCH, "[{\"hp\":1}]", "Content-Type", type).statusCode())
                .isEqualTo(202);
        assertThat(call("GET", BATCH, null, "Content-Type", type).statusCode()).isEqualTo(200);
    }

    @Test
    void partsOfAForm_areRefused() throws Exception {
        HttpResponse<String> answer =
                call("POST", BATCH, "--x\r\n\r\n[]\r\n--x--\r\n", "Content-Type", "multipart/form-data; boundary=x");
        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(answer.body()).contains("Content-Type: application/json");
    }

    @Test
    void head_isGetWithoutABody() throws Exception {
        String path = BATCH + "/" + run("[{\"hp\":1}]");
        for (String read : new String[] {SERVICE, BATCH, path, path + "/0/files"}) {
            HttpResponse<String> answer = call("HEAD", read, null);
            assertThat(answer.statusCode()).as(read).isEqualTo(200);
            assertThat(answer.body()).isEmpty();
            assertThat(answer.headers().firstValue("Content-Type")).contains("application/json; charset=utf-8");
        }
        assertThat(call("HEAD", path + "x", null).statusCode()).isEqualTo(404);
        assertThat(host.send("HEAD", SERVICE, null).statusCode()).isEqualTo(401);
        assertThat(call("HEAD", "/login", null).statusCode()).isEqualTo(405);
        // the connection still works
        assertThat(call("GET", path, null).body()).contains("\"state\":\"Complete\"");
    }

    @Test
    void tokenInTheQuery_isNoToken() throws Exception {
        assertThat(host.get(SERVICE + "?Authorization=Bearer+" + token).statusCode())
                .isEqualTo(401);
        assertThat(host.get(SERVICE + "?%61uthorization=Bearer+" + token).statusCode())
                .isEqualTo(401);
    }

    @Test
    void query_doesNotReplaceHeaders() throws Exception {
        assertThat(call("GET", SERVICE + "?authorization=x&authorization=y", null)
                        .statusCode())
                .isEqualTo(200);
        assertThat(call("POST", BATCH + "?Content-Type=" + FORM, "[{\"hp\":1}]").statusCode())
                .isEqualTo(202);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"parallelCount=3", "ParallelCount=3", "parallelcount=3&other=x", "api-version=1&parallelCount=3"
            })
    void parameters_areFoundInAnyLetterCaseAndCompany(String query) throws Exception {
        assertThat(call("GET", BATCH + "/" + run("[{\"hp\":1}]", "?" + query), null)
                        .body())
                .contains("\"parallelCount\":3");
    }

    @Test
    void parameterWithoutAValue_countsAsAbsent() throws Exception {
        String path = BATCH + "/" + run("[{\"hp\":1}]", "?parallelCount=");
        assertThat(call("GET", path + "?showPartialResults=&showPartialResult=true", null)
                        .body())
                .contains("\"parallelCount\":10");
    }

    @ParameterizedTest
    @CsvSource({"True,true", "TRUE,true", "1,true", "False,false", "FALSE,false", "0,false"})
    void booleanOfAQuery_isReadInEveryForm(String value, boolean meant) throws Exception {
        HttpResponse<String> started = call("POST", "/api/Held/1.0/batch?parallelCount=1", "[{\"hp\":1},{\"hp\":2}]");
        String path = "/api/Held/1.0/batch/" + started.body().replaceAll(".*\"batchExecutionId\":\"([^\"]+)\".*", "$1");
        Awaitility.await()
                .atMost(1, TimeUnit.MINUTES)
                .until(() -> call("GET", path, null).body().contains("\"completedItemCount\":1"));
        assertThat(call("GET", path + "?showPartialResults=" + value, null)
                        .body()
                        .contains("\"success\":true"))
                .isEqualTo(meant);
        assertThat(call("DELETE", path, null).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        [{"hp":[110]}]     | 110.0
        [{"hp":["110"]}]   | 110.0
        [{"hp":NaN}]       | "NaN"
        [{"hp":-Infinity}] | "-Inf"
        [{"hp":"Inf"}]     | "Inf"
        [{"hp":null}]      | null
        [{"hp":"NA"}]      | null
        [{"hp":[[110]]}]   | 110.0
        [{"hp":true}]      | 1.0
        """)
    void values_areReadAsROrPythonWritesThem(String records, String answer) throws Exception {
        assertThat(call("GET", BATCH + "/" + run(records), null).body())
                .contains("\"outputParameters\":{\"answer\":" + answer + "}");
    }

    @Test
    void loginFields_comeInAnyLetterCase() throws Exception {
        assertThat(host.post("/login", "\uFEFF{\"Username\":\"admin\",\"Password\":\"secret\",\"x\":{\"y\":[1]}}")
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[{\"hp\":nan}]", "[/**/]", "[{\"hp\":1\u0001}]"})
    void messages_nameNoClass(String records) throws Exception {
        HttpResponse<String> answer = call("POST", BATCH, records);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .doesNotContain("Feature")
                .doesNotContain("Stream")
                .contains(" at line 1, column");
    }

    @Test
    void messageOfALimit_namesNoClass() throws Exception {
        String deep = "[{\"hp\":" + "[".repeat(2000) + "]".repeat(2000) + "}]";
        HttpResponse<String> answer = call("POST", BATCH, deep);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("nesting depth", "1000").doesNotContain("Stream");
    }

    @Test
    void object_isNoBatchInAnyEncoding() throws Exception {
        HttpResponse<String> answer = call("POST", BATCH, "\uFEFF{\"hp\":1}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("expected a JSON array of objects, found an object");
    }

    private String run(String records) throws Exception {
        return run(records, "");
    }

    private String run(String records, String query) throws Exception {
        HttpResponse<String> started = call("POST", BATCH + query, records);
        assertThat(started.statusCode()).as(started.body()).isEqualTo(202);
        String id = started.body().replaceAll(".*\"batchExecutionId\":\"([^\"]+)\".*", "$1");
        Awaitility.await()
                .atMost(1, TimeUnit.MINUTES)
                .until(() -> call("GET", BATCH + "/" + id, null).body().contains("\"state\":\"Complete\""));
        return id;
    }

    private HttpResponse<String> call(String method, String path, String body, String... headers) throws Exception {
        String[] all = new String[headers.length + 2];
        all[0] = "Authorization";
        all[1] = "Bearer " + token;
        System.arraycopy(headers, 0, all, 2, headers.length);
        return host.send(method, path, body, all);
    }
}
