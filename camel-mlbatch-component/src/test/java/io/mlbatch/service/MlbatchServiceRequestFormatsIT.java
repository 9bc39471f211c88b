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

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.testing.host.HostCaller;
import io.mlbatch.testing.host.RunningHost;

import static io.mlbatch.testing.host.HostCaller.assertResponse;
import static io.mlbatch.testing.host.HostCaller.field;
import static org.assertj.core.api.Assertions.assertThat;

/** Habits of clients, probes and gateways that are not ours, with credentials and over a real server. */
@Tag("host")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MlbatchServiceRequestFormatsIT {

    private static final String SERVICE = "/services/TxService/1.0";
    private static final String BATCH = "/api/TxService/1.0/batch";
    private static final String FORM = "application/x-www-form-urlencoded";

    @AutoClose
    private final RunningHost host = RunningHost.secured("admin", "secret", routes -> {
        routes.from("mlbatch-service:TxService/1.0?inputs=hp:numeric&outputs=answer:numeric")
                .process(exchange -> exchange.getMessage()
                        .setBody(exchange.getMessage().getBody(Map.class).get("hp")));
        // its second record takes longer than a test
        routes.from("mlbatch-service:Held/1.0?inputs=hp:numeric&outputs=answer:numeric")
                .filter(routes.header("CamelMlbatchIndex").isEqualTo(1))
                .delay(600_000)
                .asyncDelayed()
                .end()
                .end()
                .setBody(routes.constant(1));
    });

    private final HostCaller admin = host.as("admin", "secret");

    MlbatchServiceRequestFormatsIT() throws Exception {}

    @ParameterizedTest
    @ValueSource(strings = {FORM, "Application/X-WWW-Form-Urlencoded; charset=UTF-8"})
    void contentTypeOfADelete_doesNotMatter(String type) throws Exception {
        String path = admin.run(BATCH, "[{\"hp\":1}]");
        assertResponse(admin.delete(path, "Content-Type", type), 200);
    }

    @ParameterizedTest
    @ValueSource(strings = {FORM, "Application/X-WWW-Form-Urlencoded; charset=UTF-8"})
    void json_isReadThoughItIsCalledAForm(String type) throws Exception {
        assertResponse(admin.post(BATCH, "[{\"hp\":1}]", "Content-Type", type), 202);
        assertResponse(admin.get(BATCH, "Content-Type", type), 200);
    }

    @Test
    void partsOfAForm_areRefused() throws Exception {
        assertResponse(
                admin.post(BATCH, "--x\r\n\r\n[]\r\n--x--\r\n", "Content-Type", "multipart/form-data; boundary=x"),
                415,
                "Content-Type: application/json");
    }

    @Test
    void head_isGetWithoutABody() throws Exception {
        String path = admin.run(BATCH, "[{\"hp\":1}]");
        for (String read : new String[] {SERVICE, BATCH, path, path + "/0/files"}) {
            HttpResponse<String> answer = assertResponse(admin.send("HEAD", read, null), 200);
            assertThat(answer.body()).isEmpty();
            assertThat(answer.headers().firstValue("Content-Type")).contains("application/json; charset=utf-8");
        }
        assertResponse(admin.send("HEAD", path + "x", null), 404);
        assertResponse(host.send("HEAD", SERVICE, null), 401);
        assertResponse(admin.send("HEAD", "/login", null), 405);
        // the connection still works
        assertThat(admin.get(path).body()).contains("\"state\":\"Complete\"");
    }

    @Test
    void tokenInTheQuery_isIgnored() throws Exception {
        String token = field(host.login("admin", "secret"), "access_token");
        assertResponse(host.get(SERVICE + "?Authorization=Bearer+" + token), 401);
        assertResponse(host.get(SERVICE + "?%61uthorization=Bearer+" + token), 401);
    }

    @Test
    void query_doesNotReplaceHeaders() throws Exception {
        assertResponse(admin.get(SERVICE + "?authorization=x&authorization=y"), 200);
        assertResponse(admin.post(BATCH + "?Content-Type=" + FORM, "[{\"hp\":1}]"), 202);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"parallelCount=3", "ParallelCount=3", "parallelcount=3&other=x", "api-version=1&parallelCount=3"
            })
    void parameters_areFoundInAnyLetterCaseAndCompany(String query) throws Exception {
        assertThat(admin.get(admin.run(BATCH + "?" + query, "[{\"hp\":1}]")).body())
                .contains("\"parallelCount\":3");
    }

    @Test
    void parameterWithoutAValue_countsAsAbsent() throws Exception {
        String path = admin.run(BATCH + "?parallelCount=", "[{\"hp\":1}]");
        assertThat(admin.get(path + "?showPartialResults=&showPartialResult=true")
                        .body())
                .contains("\"parallelCount\":10");
    }

    @ParameterizedTest
    @CsvSource({"True,true", "TRUE,true", "1,true", "False,false", "FALSE,false", "0,false"})
    void booleanOfAQuery_isReadInEveryForm(String value, boolean meant) throws Exception {
        String path = admin.start("/api/Held/1.0/batch?parallelCount=1", "[{\"hp\":1},{\"hp\":2}]");
        admin.awaitCompleted(path, 1);
        assertThat(admin.get(path + "?showPartialResults=" + value).body().contains("\"success\":true"))
                .isEqualTo(meant);
        assertResponse(admin.delete(path), 200);
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
        assertThat(admin.get(admin.run(BATCH, records)).body())
                .contains("\"outputParameters\":{\"answer\":" + answer + "}");
    }

    @Test
    void loginFields_comeInAnyLetterCase() throws Exception {
        assertResponse(
                host.post("/login", "\uFEFF{\"Username\":\"admin\",\"Password\":\"secret\",\"x\":{\"y\":[1]}}"), 200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[{\"hp\":nan}]", "[/**/]", "[{\"hp\":1\u0001}]"})
    void messages_nameNoClass(String records) throws Exception {
        assertThat(assertResponse(admin.post(BATCH, records), 400, " at line 1, column")
                        .body())
                .doesNotContain("Feature", "Stream");
    }

    @Test
    void messageOfALimit_namesNoClass() throws Exception {
        String deep = "[{\"hp\":" + "[".repeat(2000) + "]".repeat(2000) + "}]";
        assertThat(assertResponse(admin.post(BATCH, deep), 400, "nesting depth", "1000")
                        .body())
                .doesNotContain("Stream");
    }

    @Test
    void objectInsteadOfABatch_isRefusedInAnyEncoding() throws Exception {
        assertResponse(admin.post(BATCH, "\uFEFF{\"hp\":1}"), 400, "expected a JSON array of objects, found an object");
    }
}
