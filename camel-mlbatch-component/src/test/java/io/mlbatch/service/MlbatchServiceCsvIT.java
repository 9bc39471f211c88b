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

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.apache.camel.Exchange;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.testing.host.HeldProcessor;
import io.mlbatch.testing.host.RunningHost;

import static org.assertj.core.api.Assertions.assertThat;

/** Records and results in CSV, and records in JSON lines, as from curl. */
@Tag("host")
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MlbatchServiceCsvIT {

    private static final String BATCH = "/api/Cars/1/batch";
    private static final String RESULTS = "index,success,error,power,note\r\n";

    private final HeldProcessor processor = new HeldProcessor();
    private RunningHost host;

    @BeforeAll
    void start() throws Exception {
        host = RunningHost.open(routes -> {
            routes.from("mlbatch-service:Cars/1?inputs=hp:numeric,name:character&outputs=power:numeric,note:character")
                    .process(MlbatchServiceCsvIT::score);
            routes.from("mlbatch-service:Strict/1?inputs=hp:numeric,name:character&invalidRecords=refuse")
                    .log("scored");
            routes.from("mlbatch-service:Held/1?outputs=y:integer").process(processor);
            routes.from("mlbatch-service:Frames/1?inputs=x:integer&outputs=answer:data.frame")
                    .process(exchange -> exchange.getMessage()
                            .setBody(Map.of(
                                    "answer",
                                    Map.of(
                                            "col"
                                                    + exchange.getMessage()
                                                            .getBody(Map.class)
                                                            .get("x"),
                                            1))));
        });
    }

    @AfterAll
    void stop() throws Exception {
        host.close();
    }

    private static void score(Exchange exchange) {
        Map<?, ?> record = exchange.getMessage().getBody(Map.class);
        Double hp = (Double) record.get("hp");
        if (hp != null && hp < 0) {
            throw new IllegalArgumentException("hp is \"negative\"");
        }
        exchange.getMessage().setBody(Map.of("power", hp == null ? 0 : hp * 2, "note", record.get("name")));
    }

    private String post(String type, String query, byte[] body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(host.url() + BATCH + query))
                .header("Content-Type", type)
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        HttpResponse<String> response = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        return response.statusCode() == 202
                ? response.body().replaceAll(".*\"batchExecutionId\":\"([^\"]+)\".*", "$1")
                : response.statusCode() + " " + response.body();
    }

    private String csv(String batch, String id) throws Exception {
        HttpResponse<String> response = host.get(batch + "/" + id, "Accept", "text/csv", "Prefer", "wait=60");
        assertThat(response.headers().firstValue("Content-Type")).contains("text/csv; charset=utf-8");
        return response.body();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "text/csv | ~~ | UTF-8 | ~hp,name\n1.5,Ü\n2,b\n~",
                "text/csv; charset=utf-8 | ~~ | UTF-8 | ~\uFEFFhp;name\r\n1.5;Ü\r\n2;b~",
                "text/csv; charset=ISO-8859-1 | ~~ | ISO-8859-1 | ~hp,name\n1.5,Ü\n2,b\n~",
                "text/csv; charset=utf-16le | ~~ | UTF-16LE | ~hp,name\n1.5,Ü\n2,b\n~",
                "text/csv | ?delimiter=%3B&decimal=, | UTF-8 | ~hp;name\n1,5;Ü\n2;b\n~",
                "text/csv; delimiter=\";\"; decimal=\",\" | ~~ | UTF-8 | ~hp;name\n1,5;Ü\n2;b\n~",
                "text/tab-separated-values | ~~ | UTF-8 | ~hp\tname\n1.5\tÜ\n2\tb\n~",
                "application/x-ndjson | ~~ | UTF-8 | ~{\"hp\":1.5,\"name\":\"Ü\"}\n{\"hp\":2,\"name\":\"b\"}\n~",
                "application/json | ~~ | UTF-8 | ~[{\"hp\":1.5,\"name\":\"Ü\"},{\"hp\":2,\"name\":\"b\"}]~"
            })
    void recordsOfEveryForm_areScored(String type, String query, String charset, String body) throws Exception {
        String id = post(type, query, body.getBytes(Charset.forName(charset)));
        assertThat(csv(BATCH, id)).isEqualTo(RESULTS + "0,TRUE,,3.0,Ü\r\n1,TRUE,,4.0,b\r\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "text/csv | ~~ | ~~ | ~line 1~",
                "text/csv | ~~ | ~hp,name\n~ | ~no line below~",
                "text/csv | ~~ | ~<html><body>~ | ~names of inputs~",
                "text/csv | ~~ | ~hp,name\n1,\"a\n~ | ~no CSV~",
                "text/csv | ?delimiter=semicolon | ~hp,name\n1,a\n~ | ~parameter delimiter~",
                "text/csv | ?decimal=; | ~hp,name\n1,a\n~ | ~parameter decimal~",
                "text/csv | ~~ | ~hp,name\n1,\u00FF\n~ | ~charset~",
                "application/x-ndjson | ~~ | ~[{\"hp\":1}]~ | ~one on each line~",
                "application/x-ndjson | ~~ | ~{\"hp\":1}\n{\"hp\"~ | ~line 2~",
                "application/json | ~~ | ~{\"hp\":1}~ | ~a JSON array~"
            })
    void bodyThatIsNotOfItsType_isRejected(String type, String query, String body, String message) throws Exception {
        assertThat(post(type, query, body.getBytes(StandardCharsets.ISO_8859_1)))
                .startsWith("400 ")
                .contains(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nope", "???"})
    void unknownCharset_isRejectedAsForJson(String charset) throws Exception {
        assertThat(post("text/csv; charset=" + charset, "", "hp,name\n1,a\n".getBytes(StandardCharsets.UTF_8)))
                .startsWith("415 ")
                .contains(charset);
    }

    @Test
    void failedRecords_haveTheirErrorInAColumn() throws Exception {
        String id = post("text/csv", "", "hp,name\n-1,a\nmany,b\n,c\n".getBytes(StandardCharsets.UTF_8));
        assertThat(csv(BATCH, id))
                .startsWith(RESULTS + "0,FALSE,\"hp is \"\"negative\"\"\",,\r\n1,FALSE,")
                .contains("'hp'")
                .contains("\r\n2,");
    }

    @Test
    void lineWithAnotherNumberOfFields_failsAlone() throws Exception {
        String lines = "hp,name\n1,a\n2\n3,b,c\n4,d\n";
        String id = post("text/csv", "", lines.getBytes(StandardCharsets.UTF_8));
        assertThat(csv(BATCH, id))
                .startsWith(RESULTS + "0,TRUE,,2.0,a\r\n1,FALSE,\"record 1: line 3: expected 2 fields")
                .contains("\r\n2,FALSE,\"record 2: line 4: expected 2 fields")
                .endsWith("\r\n3,TRUE,,8.0,d\r\n");
        assertThat(host.get(BATCH + "/" + id + "/records").body()).contains("{},{},{\"hp\":\"4\"");
        assertThat(host.post("/api/Strict/1/batch", lines, "Content-Type", "text/csv")
                        .body())
                .contains("400", "line 3: expected 2 fields");
    }

    @Test
    void columnsOfDataFrames_areThoseOfAllResults() throws Exception {
        HttpResponse<String> started = host.post("/api/Frames/1/batch", "[{\"x\":1},{\"x\":2}]");
        String id = started.body().replaceAll(".*\"batchExecutionId\":\"([^\"]+)\".*", "$1");
        assertThat(csv("/api/Frames/1/batch", id))
                .isEqualTo("index,success,error,answer.col1,answer.col2\r\n0,TRUE,,1,\r\n1,TRUE,,,1\r\n");
    }

    /** CSV cannot state that results are missing. */
    @Test
    void executionThatHasNotEnded_hasNoCsvUnlessPartialResultsAreRequested() throws Exception {
        String held = "/api/Held/1/batch/"
                + host.post("/api/Held/1/batch", "[{},{}]")
                        .body()
                        .replaceAll(".*\"batchExecutionId\":\"([^\"]+)\".*", "$1");
        HttpResponse<String> unfinished = host.get(held, "Accept", "text/csv");
        assertThat(unfinished.statusCode()).isEqualTo(409);
        assertThat(unfinished.body()).contains("0 of 2 records", "showPartialResults=true");
        processor.release(1, 5);
        Awaitility.await().atMost(1, TimeUnit.MINUTES).until(() -> host.get(
                        held + "?showPartialResults=true", "Accept", "text/csv")
                .body()
                .equals("index,success,error,y\r\n1,TRUE,,5\r\n"));
        processor.release(0, 6);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text/csv | text/csv",
                "text/csv, */*;q=0.1 | text/csv",
                "TEXT/* | text/csv",
                "*/* | application/json",
                "text/csv;q=0.5, application/json | application/json",
                "text/html, */*;q=0.8 | application/json",
                "text/csv;q=0 | application/json",
                "application/xml | application/json"
            })
    void acceptedType_decidesTheForm(String accept, String type) throws Exception {
        String id = post("text/csv", "", "hp,name\n1,a\n".getBytes(StandardCharsets.UTF_8));
        assertThat(host.get(BATCH + "/" + id, "Accept", accept, "Prefer", "wait=60")
                        .headers()
                        .firstValue("Content-Type"))
                .contains(type + "; charset=utf-8");
    }
}
