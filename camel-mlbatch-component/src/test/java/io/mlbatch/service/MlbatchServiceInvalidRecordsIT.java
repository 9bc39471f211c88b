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

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.camel.builder.LambdaRouteBuilder;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.testing.host.RunningHost;

import static io.mlbatch.testing.host.HostCaller.assertResponse;
import static org.assertj.core.api.Assertions.assertThat;

/** Records that lack an input, or have a value that does not fit, over a real server. */
@Tag("host")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MlbatchServiceInvalidRecordsIT {

    private static final String BATCH = "/api/TxService/1.0/batch";

    private final AtomicInteger calls = new AtomicInteger();

    @AutoClose
    private final RunningHost host = RunningHost.open(routes());

    MlbatchServiceInvalidRecordsIT() throws Exception {}

    private LambdaRouteBuilder routes() {
        return routes -> {
            String declared = "?inputs=hp:numeric,wt:numeric&outputs=answer:character";
            for (String service : new String[] {
                "TxService/1.0" + declared,
                "Refusing/1.0" + declared + "&invalidRecords=refuse",
                "Nullable/1.0" + declared + "&missingInputs=null"
            }) {
                routes.from("mlbatch-service:" + service).process(exchange -> {
                    calls.incrementAndGet();
                    exchange.getMessage()
                            .setBody(exchange.getMessage()
                                    .getBody(Map.class)
                                    .keySet()
                                    .toString());
                });
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
        String path = host.run(BATCH, records);
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
        String path = host.run(BATCH, "[{},{},{}]");
        assertThat(host.get(path).body()).contains("\"state\":\"Complete\",\"completedItemCount\":3");
        assertThat(calls).hasValue(0);
    }

    @Test
    void invalidRecordsRefuse_rejectsTheBatch() throws Exception {
        assertResponse(
                host.post("/api/Refusing/1.0/batch", "[{\"hp\":1,\"wt\":1},{\"hp\":1}]"),
                400,
                "record 1: input 'wt' (numeric) is missing");
        assertThat(host.get("/api/Refusing/1.0/batch").body()).isEqualTo("[]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[{\"hp\":1},{\"wt\":}]", "[{\"hp\":1},2]", "[{\"hp\":1}"})
    void malformedJson_rejectsTheBatchForAnyOption(String records) throws Exception {
        String before = host.get(BATCH).body();
        assertResponse(host.post(BATCH, records), 400);
        assertThat(host.get(BATCH).body()).isEqualTo(before);
    }

    @Test
    void missingInputsNull_readsAbsentInputAsMissingValue() throws Exception {
        String path = host.run("/api/Nullable/1.0/batch", "[{\"hp\":1},{},{\"hp\":\"x\"}]");
        assertThat(host.get(path).body())
                .containsSubsequence(
                        "\"answer\":\"[hp, wt]\"",
                        "\"answer\":\"[hp, wt]\"",
                        "\"errorMessage\":\"record 2: input 'hp' (numeric): expected a number, got the text 'x'\"");
        assertThat(host.post("/api/Nullable/1.0", "{}").body()).contains("\"answer\":\"[hp, wt]\"");
    }

    @Test
    void singleInvalidRecord_isRejected() throws Exception {
        assertResponse(
                host.post("/api/TxService/1.0", "{\"hp\":1}"), 400, "the record: input 'wt' (numeric) is missing");
    }

    @Test
    void failedRecord_survivesARestart(@TempDir Path folder) throws Exception {
        String path;
        String before;
        try (RunningHost first =
                RunningHost.with(component -> component.setDataDirectory(folder.toString()), routes())) {
            path = first.run(BATCH, "[{\"hp\":1},{\"hp\":1,\"wt\":1}]");
            before = first.get(path).body();
        }
        try (RunningHost second =
                RunningHost.with(component -> component.setDataDirectory(folder.toString()), routes())) {
            assertThat(second.get(path).body())
                    .isEqualTo(before)
                    .contains("[{\"success\":false,\"errorMessage\":\"record 0: input 'wt' (numeric) is missing");
        }
    }
}
