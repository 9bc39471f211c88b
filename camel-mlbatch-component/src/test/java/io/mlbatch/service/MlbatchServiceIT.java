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
import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.mlbatch.testing.host.HeldProcessor;
import io.mlbatch.testing.host.RunningHost;

import static io.mlbatch.testing.host.HostCaller.assertResponse;
import static io.mlbatch.testing.host.HostCaller.awaitTrue;
import static io.mlbatch.testing.host.HostCaller.field;
import static org.assertj.core.api.Assertions.assertThat;

/** Every call of the API over a real server, without credentials. */
@Tag("host")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MlbatchServiceIT {

    private static final String BATCH = "/api/TxService/1.0/batch";
    private static final String SLOW = "/api/Slow/1.0/batch";
    private static final String UNKNOWN = "/api/TxService/1.0/batch/no-such-id";

    private final HeldProcessor held = new HeldProcessor();

    @AutoClose
    private final RunningHost host = RunningHost.open(routes -> {
        routes.from("mlbatch-service:TxService/1.0?inputs=hp:numeric,wt:numeric&outputs=answer:data.frame"
                        + "&artifacts=answer.csv&description=manual or automatic")
                .process(MlbatchServiceIT::score);
        routes.from("mlbatch-service:Slow/1.0?outputs=answer:integer").process(held);
    });

    MlbatchServiceIT() throws Exception {}

    private static void score(Exchange exchange) {
        Map<?, ?> record = exchange.getMessage().getBody(Map.class);
        double hp = (Double) record.get("hp");
        if (hp < 0) {
            throw new IllegalArgumentException("hp is negative");
        }
        if (hp > 1000) {
            exchange.setVariable("mlbatch.artifact.a b/ü.csv", "spaces and umlauts: ü");
            exchange.setVariable("mlbatch.artifact.x", "second".getBytes(StandardCharsets.UTF_8));
        }
        if (hp > 5000) {
            exchange.setVariable("mlbatch.artifact.../x", "hostile");
        }
        exchange.getMessage().setBody(Map.of("answer", Map.of("am_Pred", hp + (Double) record.get("wt"))));
    }

    @Test
    void service_isDescribed() throws Exception {
        HttpResponse<String> answer = assertResponse(host.get("/services/TxService/1.0"), 200);
        assertThat(answer.body())
                .startsWith("[{\"name\":\"TxService\",\"version\":\"1.0\",\"versionPublishedBy\":\"mlbatch\"")
                .contains(
                        "\"inputParameterDefinitions\":[{\"name\":\"hp\",\"type\":\"numeric\"},{\"name\":\"wt\"",
                        "\"outputParameterDefinitions\":[{\"name\":\"answer\",\"type\":\"data.frame\"}]",
                        "\"outputFileNames\":[\"answer.csv\"]",
                        "\"description\":\"manual or automatic\"",
                        "\"myPermissionOnService\":\"read/write\"");
    }

    @Test
    void start_returnsBothSpellingsOfTheId() throws Exception {
        HttpResponse<String> answer = assertResponse(host.post(BATCH, "[{\"hp\":110,\"wt\":2.62}]"), 202);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json; charset=utf-8");
        assertThat(answer.body())
                .startsWith("{\"name\":\"TxService\",\"version\":\"1.0\",\"batchExecutionId\":\"")
                .contains("\"BatchExecutionId\":\"" + field(answer, "batchExecutionId") + "\"");
    }

    @Test
    void results_comeByIndexAndAFailedRecordDoesNotFailTheBatch() throws Exception {
        String path = host.run(BATCH, "[{\"hp\":1,\"wt\":2.5},{\"hp\":-1,\"wt\":0},{\"wt\":1,\"hp\":\"3\"}]");
        HttpResponse<String> answer = assertResponse(host.get(path), 200);
        assertThat(answer.body())
                .isEqualTo("{\"state\":\"Complete\",\"completedItemCount\":3,\"totalItemCount\":3,\"parallelCount\":10,"
                        + "\"batchExecutionResults\":["
                        + "{\"success\":true,\"errorMessage\":\"\",\"consoleOutput\":\"\",\"changedFiles\":[],"
                        + "\"outputParameters\":{\"answer\":{\"am_Pred\":[3.5]}}},"
                        + "{\"success\":false,\"errorMessage\":\"hp is negative\",\"consoleOutput\":\"\","
                        + "\"changedFiles\":[],\"outputParameters\":{}},"
                        + "{\"success\":true,\"errorMessage\":\"\",\"consoleOutput\":\"\",\"changedFiles\":[],"
                        + "\"outputParameters\":{\"answer\":{\"am_Pred\":[4.0]}}}]}");
    }

    @Test
    void partialResults_comeOnRequestWithGapsAndWithoutATail() throws Exception {
        String path = host.start(SLOW + "?parallelCount=2", "[{},{},{},{}]");
        awaitTrue(() -> held.waiting() == 2);
        assertThat(host.get(path).body())
                .isEqualTo("{\"state\":\"InProgress\",\"completedItemCount\":0,\"totalItemCount\":4,"
                        + "\"parallelCount\":2,\"batchExecutionResults\":[]}");
        held.release(0, 7);
        awaitTrue(() -> held.waiting() == 2);

        for (String flag : new String[] {"showPartialResults=true", "showPartialResult=TRUE"}) {
            assertThat(host.get(path + "?" + flag).body())
                    .contains("\"completedItemCount\":1")
                    .containsOnlyOnce("\"success\":true")
                    .endsWith("\"outputParameters\":{\"answer\":7}}]}");
        }
        assertThat(host.get(path + "?showPartialResults=false").body())
                .contains("\"completedItemCount\":1")
                .endsWith("\"batchExecutionResults\":[]}");
        for (int i = 1; i < 4; i++) {
            held.release(i, i);
        }
        host.awaitComplete(path);
    }

    @Test
    void gapBeforeALaterResult_isNull() throws Exception {
        String path = host.start(SLOW + "?parallelCount=3", "[{},{},{}]");
        awaitTrue(() -> held.waiting() == 3);
        held.release(1, 7);
        assertThat(host.get(path + "?showPartialResults=true").body())
                .contains("\"batchExecutionResults\":[")
                .contains("\"outputParameters\":{\"answer\":7}}]}")
                .contains("null,{\"success\":true");
        held.release(0, 8);
        held.release(2, 9);
        host.awaitComplete(path);
    }

    @Test
    void canceledExecution_isGoneAndStartsNoFurtherRecord() throws Exception {
        String path = host.start(SLOW + "?parallelCount=1", "[{},{},{}]");
        String id = path.substring(SLOW.length() + 1);
        awaitTrue(() -> held.waiting() == 1);

        HttpResponse<String> answer = assertResponse(host.delete(path), 200);
        assertThat(answer.body()).isEqualTo("[\"" + id + "\"]");
        held.release(0, 1);
        assertResponse(host.get(path), 404);
        assertResponse(host.delete(path), 404);
        assertThat(host.get(SLOW).body()).doesNotContain(id);
        assertThat(held.waiting()).isZero();
    }

    @Test
    void executions_areListedUntilTheyAreDeleted() throws Exception {
        String first = host.run(BATCH, "[{\"hp\":1,\"wt\":1}]").substring(BATCH.length() + 1);
        String second = host.run(BATCH, "[{\"hp\":1,\"wt\":1}]").substring(BATCH.length() + 1);
        assertThat(host.get(BATCH).body()).contains("\"" + first + "\",\"" + second + "\"");
        host.delete(BATCH + "/" + first);
        assertThat(host.get(BATCH).body()).doesNotContain(first).contains(second);
    }

    @Test
    void artifactVariables_areTheFilesOfTheirRecord() throws Exception {
        String path = host.run(BATCH, "[{\"hp\":1,\"wt\":1},{\"hp\":2000,\"wt\":1}]");
        assertThat(host.get(path).body()).contains("\"changedFiles\":[\"x\",\"a b/ü.csv\"]");
        assertThat(host.get(path + "/1/files").body()).isEqualTo("[\"x\",\"a b/ü.csv\"]");
        assertThat(host.get(path + "/0/files").body()).isEqualTo("[]");

        HttpResponse<String> file = assertResponse(host.get(path + "/1/files/a%20b%2F%C3%BC.csv"), 200);
        assertThat(file.body()).isEqualTo("spaces and umlauts: ü");
        assertThat(file.headers().firstValue("Content-Type")).contains("application/octet-stream");
        assertThat(file.headers().firstValue("Content-Length")).contains("22");
        assertThat(host.get(path + "/1/files/x").body()).isEqualTo("second");
    }

    @Test
    void artifactThatNoClientCanSave_failsItsRecord() throws Exception {
        String path = host.run(BATCH, "[{\"hp\":6000,\"wt\":1},{\"hp\":1,\"wt\":1}]");
        assertThat(host.get(path).body())
                .contains("The artifact '../x' cannot be saved by clients: the name leads out of the folder")
                .containsSubsequence("\"success\":false", "\"success\":true");
        assertThat(host.get(path + "/0/files").body()).isEqualTo("[]");
    }

    @Test
    void headersOfTheRequest_areNotEchoed() throws Exception {
        HttpResponse<String> answer =
                host.get("/services/TxService/1.0?name=value", "Authorization", "Bearer secret", "X-Own", "secret");
        assertThat(answer.headers().map().keySet())
                .containsExactlyInAnyOrder(
                        "cache-control",
                        "content-length",
                        "content-security-policy",
                        "content-type",
                        "idempotency-key",
                        "x-content-type-options");
        assertThat(answer.headers().map().toString()).doesNotContain("secret");
    }

    @Test
    void login_givesAnyoneAToken() throws Exception {
        assertResponse(
                host.post("/login", "{\"username\":\"any\",\"password\":\"one\"}"),
                200,
                "\"access_token\":\"",
                "\"refresh_token\":\"",
                "\"expires_in\":3600");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        [{"hp":1,"wt":}]                    | at line 1, column
        [1]                                 | the records: expected an object, found a number at line 1, column
        {"hp":1,"wt":1}                     | expected a JSON array of objects, found an object
        5                                   | the records: expected an object, found a number
        []                                  | the array is empty
        ' '                                 | expected a JSON array
        [{"hp":1,"wt":1}] x                 | line 1
        [{"hp":1,"wt":1},null]              | the records: expected an object, found null
        [{"hp":1,"wt":1},[2,3]]             | the records: expected an object, found an array
        """)
    void badRecords_areRefusedAsAWhole(String body, String message) throws Exception {
        String before = host.get(BATCH).body();
        assertError(host.post(BATCH, body), 400, message);
        assertThat(host.get(BATCH).body()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({"0", "-1", "1.5", "ten", "10000000000"})
    void badParallelCount_isRefused(String count) throws Exception {
        assertError(
                host.post(BATCH + "?parallelCount=" + count, "[{\"hp\":1,\"wt\":1}]"),
                400,
                "The parameter parallelCount must be a whole number from 1");
    }

    @Test
    void badQuery_isRefused() throws Exception {
        String path = host.run(BATCH, "[{\"hp\":1,\"wt\":1}]");
        assertError(host.get(path + "?showPartialResults=maybe"), 400, "must be true or false, not 'maybe'");
    }

    @Test
    void unknownPath_hasAMessageOfItsOwn() throws Exception {
        String path = host.run(BATCH, "[{\"hp\":1,\"wt\":1}]");
        assertError(host.get("/services/X/1.0"), 404, "Web service 'X/1.0' not found");
        assertError(host.post("/api/X/1.0/batch", "[{}]"), 404, "Web service 'X/1.0' not found");
        assertError(host.get("/services/Tx%2FService/1.0"), 404, "Web service 'Tx/Service/1.0' not found");
        assertError(host.get(UNKNOWN), 404, "Execution 'no-such-id' of web service 'TxService/1.0' not found");
        assertError(host.delete(UNKNOWN), 404, "Execution 'no-such-id'");
        assertError(host.get(UNKNOWN + "/0/files"), 404, "Execution 'no-such-id'");
        assertError(host.get(path + "/0/files/no.csv"), 404, "has no file 'no.csv'");
        for (String index : new String[] {"1", "-1", "x", "99999999999"}) {
            assertError(host.get(path + "/" + index + "/files"), 404, "has no record '" + index + "'");
        }
        assertError(host.get("/api/TxService/1.0/nothing"), 404, "The API has no call with this path");
    }

    @Test
    void wrongMethod_isRefusedWithTheRightOnes() throws Exception {
        HttpResponse<String> answer = host.send("PUT", BATCH, "[]");
        assertError(answer, 405, "Method PUT is not allowed here, only GET, POST");
        assertThat(answer.headers().firstValue("Allow")).contains("GET, POST");
        assertError(host.get("/login"), 405, "only POST");
    }

    private static void assertError(HttpResponse<String> answer, int status, String message) {
        assertResponse(answer, status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json; charset=utf-8");
        assertThat(answer.body())
                .startsWith("{\"message\":\"")
                .contains(message)
                .contains("\"code\":" + status)
                .doesNotContain("Exception");
    }
}
