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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.service.security.Caller;
import io.mlbatch.testing.host.HostCaller;
import io.mlbatch.testing.host.RunningHost;

import static io.mlbatch.testing.host.HostCaller.assertResponse;
import static org.assertj.core.api.Assertions.assertThat;

/** The calls of the page: tables, charts, downloads and the list of executions. */
@Tag("host")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MlbatchServicePageDataIT {

    private static final String BATCH = "/api/Tx/1.0/batch";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final CountDownLatch release = new CountDownLatch(1);

    @AutoClose
    private final RunningHost host = RunningHost.with(
            component -> {
                component.setAuthenticator(credentials -> Optional.of(new Caller(
                        credentials.username(), Set.of(credentials.username().equals("olga") ? "operator" : "user"))));
                component.setAdminRole("operator");
            },
            new RouteBuilder() {
                @Override
                public void configure() {
                    from("mlbatch-service:Tx/1.0?inputs=amount:numeric,country:character"
                                    + "&outputs=score:numeric,label:character,answer:data.frame&parallelCount=1")
                            .process(exchange -> {
                                Map<?, ?> record = exchange.getMessage().getBody(Map.class);
                                if (record.get("country").equals("wait")) {
                                    release.await();
                                }
                                if (record.get("amount") == null) {
                                    throw new IllegalArgumentException("<img src=x onerror=alert(1)>");
                                }
                                double amount = ((Number) record.get("amount")).doubleValue();
                                exchange.setVariable("mlbatch.artifact.note.html", "<script>alert(1)</script>");
                                exchange.getMessage()
                                        .setBody(Map.of(
                                                "score",
                                                amount < 0 ? Double.NaN : amount / 10,
                                                "label",
                                                amount > 50 ? "high" : "low",
                                                "answer",
                                                Map.of("p", List.of(1 - amount / 100))));
                            });
                }
            });

    private final HostCaller anna = host.as("anna", "x");

    /** Amounts 70, missing, 10, -1, 40 of five countries, the second one failed. */
    private final String execution = anna.run(
            BATCH,
            "[{\"amount\":70,\"country\":\"fr\",\"note\":\"a,\\\"b\\\"\"},{\"amount\":null,\"country\":\"<b>\"},{\"amount\":10,\"country\":\"de\"},"
                    + "{\"amount\":-1,\"country\":\"ch\",\"id\":12345678901234567890},{\"amount\":40,\"country\":\"it\"}]");

    private final String data = "/mlbatch/data/Tx/1.0/" + execution.substring(execution.lastIndexOf('/') + 1);

    MlbatchServicePageDataIT() throws Exception {}

    @ParameterizedTest
    @CsvSource({
        "'', 0 1 2 3 4",
        "sort=index&order=desc, 4 3 2 1 0",
        "from=3, 3 4",
        "from=1&count=2, 1 2",
        "from=7, ''",
        "sort=output:score, 2 4 0 1 3",
        "sort=output:score&order=desc, 0 4 2 1 3",
        "sort=output:score&from=1&count=2, 4 0",
        "sort=input:amount&failed=first, 1 3 2 4 0",
        "sort=input:country, 1 3 2 0 4",
        "sort=output:label&order=desc, 2 3 4 0 1",
        "sort=output:answer.p, 0 4 2 3 1",
        "sort=input:id, 3 0 1 2 4",
        "sort=output:none, 0 1 2 3 4",
        "failed=first, 1 0 2 3 4",
        "failed=first&order=desc, 1 4 3 2 0",
        "failed=only, 1",
        "failed=only&sort=input:country&order=DESC, 1"
    })
    void rows_haveTheRequestedOrder(String query, String indexes) throws Exception {
        // the second response uses the order in the cache
        for (int repetition = 0; repetition < 2; repetition++) {
            JsonNode table = json(anna.get(data + "/rows?" + query));
            assertThat(table.findValues("index").stream().map(JsonNode::asText).collect(Collectors.joining(" ")))
                    .isEqualTo(indexes);
        }
    }

    @Test
    void row_hasInputsBesideOutputs() throws Exception {
        JsonNode table = json(anna.get(data + "/rows"));

        assertThat(table.get("columns").toString())
                .isEqualTo("[{\"name\":\"amount\",\"kind\":\"input\",\"type\":\"numeric\"},"
                        + "{\"name\":\"country\",\"kind\":\"input\",\"type\":\"character\"},"
                        + "{\"name\":\"score\",\"kind\":\"output\",\"type\":\"numeric\"},"
                        + "{\"name\":\"label\",\"kind\":\"output\",\"type\":\"character\"},"
                        + "{\"name\":\"note\",\"kind\":\"input\",\"type\":null},"
                        + "{\"name\":\"answer.p\",\"kind\":\"output\",\"type\":null},"
                        + "{\"name\":\"id\",\"kind\":\"input\",\"type\":null}]");
        JsonNode rows = table.get("rows");
        assertThat(rows.get(0).toString())
                .startsWith("{\"index\":0,\"success\":true,\"error\":\"\",\"values\":[70")
                .contains("\"fr\",7", "\"high\",\"a,\\\"b\\\"\",0.3")
                .endsWith("\"files\":[\"note.html\"]}");
        assertThat(rows.get(1).get("error").asText()).contains("<img src=x onerror=alert(1)>");
        assertThat(rows.get(3).get("values").get(2).asText()).isEqualTo("NaN");
        // a browser would round it
        assertThat(rows.get(3).get("values").get(6)).hasToString("\"12345678901234567890\"");
        assertThat(table.get("matching").asInt()).isEqualTo(5);
        assertThat(json(anna.get(data + "/rows?failed=only")).get("failed").asInt())
                .isOne();
    }

    @Test
    void summary_hasAHistogramOfEachNumericColumn() throws Exception {
        JsonNode summary = json(anna.get(data + "/summary?inputs=true"));

        assertThat(summary.get("complete").asBoolean()).isTrue();
        assertThat(summary.get("columns").findValuesAsText("name"))
                .containsExactlyInAnyOrder("amount", "id", "score", "answer.p");
        JsonNode score = summary.get("columns")
                .get(summary.get("columns").findValuesAsText("name").indexOf("score"));
        assertThat(score.get("count").asInt()).isEqualTo(3);
        assertThat(score.get("missing").asInt()).isOne();
        assertThat(score.get("min").asDouble()).isOne();
        assertThat(score.get("max").asDouble()).isEqualTo(7);
        assertThat(score.get("mean").asDouble()).isEqualTo(4);
        assertThat(json(anna.get(data + "/summary")).get("columns").findValuesAsText("kind"))
                .containsOnly("output");
    }

    @Test
    void points_areTheNumbersOfTwoColumns() throws Exception {
        JsonNode points = json(anna.get(data + "/points?x=input:amount&y=output:score"));

        assertThat(points.toString()).contains("\"index\":[0,2,4]", "\"sampled\":false", "\"of\":5");
        assertThat(points.get("y").toString()).isEqualTo("[7.0,1.0,4.0]");
        assertThat(json(anna.get(data + "/points?x=input:amount&y=output:score&count=3"))
                        .toString())
                .contains("\"index\":[0,2,4]", "\"sampled\":true");
    }

    @Test
    void csv_isAFileWithAllColumns() throws Exception {
        HttpResponse<String> csv = assertResponse(anna.get(data + "/download"), 200);

        assertThat(csv.body())
                .startsWith(
                        "amount,country,note,id,index,success,error,score,label,answer.p\r\n70,fr,\"a,\"\"b\"\"\",,0,TRUE,,7.0,high,")
                .hasLineCount(6);
        assertThat(csv.headers().firstValue("Content-Disposition").orElseThrow())
                .isEqualTo("attachment; filename=\"Tx-1.0-" + data.substring(data.lastIndexOf('/') + 1) + ".csv\"");
        assertThat(csv.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    }

    @Test
    void json_hasEachRecordBesideItsResult() throws Exception {
        JsonNode rows = json(anna.get(data + "/download?format=json"));

        assertThat(rows).hasSize(5);
        assertThat(rows.get(2).get("input").get("country").asText()).isEqualTo("de");
        assertThat(rows.get(2).get("outputs").get("answer").toString()).isEqualTo("{\"p\":[0.9]}");
        assertThat(rows.get(1).get("success").asBoolean()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/rows?sort=score",
                "/rows?sort=output:",
                "/rows?order=up",
                "/rows?failed=yes",
                "/rows?from=-1",
                "/rows?count=0",
                "/points?x=output:score",
                "/points?x=output:score&y=b",
                "/download?format=xml"
            })
    void malformedParameter_isABadRequest(String query) throws Exception {
        assertResponse(anna.get(data + query), 400, "parameter");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "/rows", "/rows?sort=output:score", "/summary", "/points?x=input:a&y=input:b", "/download"})
    void executionOfAnotherUser_isNotFoundExceptForOperators(String call) throws Exception {
        assertResponse(host.get(data + call), 401);
        assertResponse(host.as("bob", "x").get(data + call), 404, "not found");
        assertResponse(host.as("olga", "x").get(data + call), 200);
    }

    @Test
    void executions_areThoseThatTheCallerMayRead() throws Exception {
        JsonNode mine = json(anna.get("/mlbatch/data/executions"));
        assertThat(mine.get("executions").findValuesAsText("owner"))
                .isNotEmpty()
                .containsOnly("anna");
        assertThat(mine.get("next").isNull()).isTrue();
        assertThat(json(host.as("bob", "x").get("/mlbatch/data/executions")).get("executions"))
                .isEmpty();
        JsonNode newest = json(host.as("olga", "x").get("/mlbatch/data/executions?limit=1"));
        assertThat(newest.get("executions")).hasSize(1);
        assertThat(newest.get("next")).isEqualTo(newest.get("executions").get(0).get("sequence"));
        assertThat(json(anna.get("/mlbatch/data/executions?service=Other/1.0")).get("executions"))
                .isEmpty();
        assertThat(json(anna.get(data)).get("failedItemCount").asInt()).isOne();
    }

    @Test
    void runningExecution_hasTheRowsSoFar() throws Exception {
        String running = anna.start(
                BATCH,
                "[{\"amount\":1,\"country\":\"a\"},{\"amount\":2,\"country\":\"wait\"},{\"amount\":3,\"country\":\"b\"}]");
        try {
            anna.awaitCompleted(running, 1);
            String path = "/mlbatch/data/Tx/1.0/" + running.substring(running.lastIndexOf('/') + 1);

            JsonNode rows = json(anna.get(path + "/rows"));
            assertThat(rows.findValuesAsText("success")).containsExactly("true", "null", "null");
            assertThat(rows.get("matching").asInt()).isEqualTo(3);
            JsonNode sorted = json(anna.get(path + "/rows?sort=input:amount"));
            assertThat(sorted.get("matching").asInt()).isOne();
            assertThat(json(anna.get(path + "/summary")).get("complete").asBoolean())
                    .isFalse();
            assertResponse(anna.get(path + "/download"), 409, "has not ended: 1 of 3");
        } finally {
            release.countDown();
            anna.awaitComplete(running);
        }
    }

    @Test
    void valuesOfACsvFile_haveTheirTypes() throws Exception {
        String csv = "amount,country,id,zip\r\n9,1,10,007\r\n70,2,9,12\r\n10,3,100,\r\n";
        String batch = anna.run(BATCH, csv, "Content-Type", "text/csv");
        String path = "/mlbatch/data/Tx/1.0/" + batch.substring(batch.lastIndexOf('/') + 1);

        JsonNode rows = json(anna.get(path + "/rows?sort=input:amount"));
        assertThat(rows.findValuesAsText("index")).containsExactly("0", "2", "1");
        assertThat(rows.get("rows").get(0).get("values").toString())
                .startsWith("[9.0,\"1\",")
                .contains("10.0,\"007\"");
        assertThat(json(anna.get(path + "/rows?sort=input:id")).findValuesAsText("index"))
                .containsExactly("1", "0", "2");
        assertThat(json(anna.get(path + "/summary?inputs=true")).get("columns").findValuesAsText("name"))
                .contains("amount", "id")
                .doesNotContain("country", "zip");
        assertThat(json(anna.get(path + "/points?x=input:amount&y=input:id")).get("index"))
                .hasSize(3);
        assertThat(anna.get(path + "/download").body()).contains("\r\n9,1,10,007,0,TRUE,");
    }

    @Test
    void manySorts_doNotDelayOtherCalls() throws Exception {
        String records = IntStream.range(0, 20_000)
                .mapToObj(record -> "{\"amount\":" + record % 997 + ",\"country\":\"c\"}")
                .collect(Collectors.joining(",", "[", "]"));
        String large = anna.run(BATCH + "?parallelCount=10", records);
        String path = "/mlbatch/data/Tx/1.0/" + large.substring(large.lastIndexOf('/') + 1) + "/rows?sort=output:";
        HostCaller bob = host.as("bob", "x");
        ExecutorService callers = Executors.newFixedThreadPool(30);
        try {
            List<Future<Integer>> sorts = IntStream.range(0, 30)
                    .mapToObj(column ->
                            callers.submit(() -> anna.get(path + column).statusCode()))
                    .toList();
            for (String call : List.of("/services", "/mlbatch/data/executions", BATCH, "/mlbatch/app.js")) {
                assertResponse(bob.get(call), 200);
            }
            assertResponse(anna.get(data + "/rows"), 200);
            for (Future<Integer> sort : sorts) {
                assertThat(sort.get(1, TimeUnit.MINUTES)).isIn(200, 503);
            }
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void artifact_isSavedAndNotShown() throws Exception {
        HttpResponse<String> file = assertResponse(anna.get(execution + "/0/files/note.html"), 200, "<script>");

        assertThat(file.headers().firstValue("Content-Type")).contains("application/octet-stream");
        assertThat(file.headers().firstValue("Content-Disposition")).contains("attachment");
        assertThat(file.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    }

    @Test
    void largeRows_areLeftOutBeyondASize() throws Exception {
        String note = "x".repeat(3_000);
        String records = IntStream.range(0, 100)
                .mapToObj(record -> "{\"amount\":1,\"country\":\"a\","
                        + IntStream.range(0, 50)
                                .mapToObj(column -> "\"c" + column + "\":\"" + note + "\"")
                                .collect(Collectors.joining(","))
                        + "}")
                .collect(Collectors.joining(",", "[", "]"));
        String large = anna.run(BATCH, records);

        HttpResponse<String> table =
                anna.get("/mlbatch/data/Tx/1.0/" + large.substring(large.lastIndexOf('/') + 1) + "/rows?count=500");

        assertThat(table.body()).hasSizeLessThan(5 << 20).contains("x".repeat(2_000) + "…");
        assertThat(json(table).get("rows").size()).isBetween(40, 50);
        assertThat(json(table).get("matching").asInt()).isEqualTo(100);
    }

    private static JsonNode json(HttpResponse<String> response) throws Exception {
        return JSON.readTree(assertResponse(response, 200).body());
    }
}
