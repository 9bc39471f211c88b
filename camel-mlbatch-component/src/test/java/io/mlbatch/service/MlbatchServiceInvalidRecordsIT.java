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
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.testing.host.RunningHost;

import static org.assertj.core.api.Assertions.assertThat;

/** Records that lack an input, or have a value that does not fit, over a real server. */
@Tag("host")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MlbatchServiceInvalidRecordsIT {

    private static final String BATCH = "/api/TxService/1.0/batch";

    private final AtomicInteger calls = new AtomicInteger();
    private RunningHost host;

    @BeforeAll
    void start() throws Exception {
        host = RunningHost.open(routes());
    }

    @AfterAll
    void stop() throws Exception {
        host.close();
    }

    private RoutesBuilder routes() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                String declared = "?inputs=hp:numeric,wt:numeric&outputs=answer:character";
                for (String service : new String[] {
                    "TxService/1.0" + declared,
                    "Refusing/1.0" + declared + "&invalidRecords=refuse",
                    "Nullable/1.0" + declared + "&missingInputs=null"
                }) {
                    from("mlbatch-service:" + service).process(exchange -> {
                        calls.incrementAndGet();
                        exchange.getMessage()
                                .setBody(exchange.getMessage()
                                        .getBody(Map.class)
                                        .keySet()
                                        .toString());
                    });
                }
            }
        };
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        [{"hp":1,"wt":1},{"hp":1}]          | record 1: input 'wt' (numeric) is missing; the record has [hp]
        [{"hp":1,"wt":1},{}]                | record 1: input 'hp' (numeric) is missing; the record has []
        [{"hp":1,"wt":1},{"hp":"x","wt":1}] | record 1: input 'hp' (numeric): expected a number, got the text 'x'
        """)
    void invalidRecord_failsAloneAndCallsNoRoute(String records, String message) throws Exception {
        calls.set(0);
        String path = run(host, BATCH, records);
        assertThat(host.get(path).body())
                .contains("\"completedItemCount\":2,\"totalItemCount\":2")
                .contains("\"batchExecutionResults\":[{\"success\":true,")
                .contains("},{\"success\":false,\"errorMessage\":\"" + message + "\"");
        assertThat(host.get(path + "/1/files").body()).isEqualTo("[]");
        assertThat(calls).hasValue(1);
    }

    @Test
    void batchOfInvalidRecordsOnly_completes() throws Exception {
        calls.set(0);
        String path = run(host, BATCH, "[{},{},{}]");
        assertThat(host.get(path).body()).contains("\"state\":\"Complete\",\"completedItemCount\":3");
        assertThat(calls).hasValue(0);
    }

    @Test
    void invalidRecordsRefuse_rejectsTheBatch() throws Exception {
        HttpResponse<String> rejected = host.post("/api/Refusing/1.0/batch", "[{\"hp\":1,\"wt\":1},{\"hp\":1}]");
        assertThat(rejected.statusCode()).isEqualTo(400);
        assertThat(rejected.body()).contains("record 1: input 'wt' (numeric) is missing");
        assertThat(host.get("/api/Refusing/1.0/batch").body()).isEqualTo("[]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[{\"hp\":1},{\"wt\":}]", "[{\"hp\":1},2]", "[{\"hp\":1}"})
    void malformedJson_rejectsTheBatchForAnyOption(String records) throws Exception {
        String before = host.get(BATCH).body();
        assertThat(host.post(BATCH, records).statusCode()).isEqualTo(400);
        assertThat(host.get(BATCH).body()).isEqualTo(before);
    }

    @Test
    void missingInputsNull_readsAbsentInputAsMissingValue() throws Exception {
        String path = run(host, "/api/Nullable/1.0/batch", "[{\"hp\":1},{},{\"hp\":\"x\"}]");
        assertThat(host.get(path).body())
                .containsSubsequence(
                        "\"answer\":\"[hp, wt]\"",
                        "\"answer\":\"[hp, wt]\"",
                        "\"errorMessage\":\"record 2: input 'hp' (numeric): expected a number, got the text 'x'\"");
        assertThat(host.post("/api/Nullable/1.0", "{}").body()).contains("\"answer\":\"[hp, wt]\"");
    }

    @Test
    void singleInvalidRecord_isRejected() throws Exception {
        HttpResponse<String> rejected = host.post("/api/TxService/1.0", "{\"hp\":1}");
        assertThat(rejected.statusCode()).isEqualTo(400);
        assertThat(rejected.body()).contains("the record: input 'wt' (numeric) is missing");
    }

    @Test
    void failedRecord_survivesARestart(@TempDir Path folder) throws Exception {
        String path;
        String before;
        try (RunningHost first =
                RunningHost.with(component -> component.setDataDirectory(folder.toString()), routes())) {
            path = run(first, BATCH, "[{\"hp\":1},{\"hp\":1,\"wt\":1}]");
            before = first.get(path).body();
        }
        try (RunningHost second =
                RunningHost.with(component -> component.setDataDirectory(folder.toString()), routes())) {
            assertThat(second.get(path).body())
                    .isEqualTo(before)
                    .contains("[{\"success\":false,\"errorMessage\":\"record 0: input 'wt' (numeric) is missing");
        }
    }

    private static String run(RunningHost asked, String batch, String records) throws Exception {
        HttpResponse<String> started = asked.post(batch, records);
        assertThat(started.statusCode()).as(started.body()).isEqualTo(202);
        String path = batch + "/" + started.body().replaceAll(".*\"batchExecutionId\":\"([^\"]+)\".*", "$1");
        Awaitility.await()
                .atMost(1, TimeUnit.MINUTES)
                .until(() -> asked.get(path).body().contains("\"state\":\"Complete\""));
        return path;
    }
}
