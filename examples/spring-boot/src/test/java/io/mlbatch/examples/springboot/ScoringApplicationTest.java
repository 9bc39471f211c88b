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
package io.mlbatch.examples.springboot;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.apache.camel.test.spring.junit5.CamelSpringBootTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;

import io.mlbatch.examples.mtcars.Report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The application as it is but for its port, over HTTP. */
@CamelSpringBootTest
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "camel.component.mlbatch.serverUrl=http://localhost:${local.server.port}",
            "scoring.artifacts=target/test-artifacts",
            "management.endpoints.web.exposure.include=health,metrics"
        })
@ExtendWith(OutputCaptureExtension.class)
class ScoringApplicationTest {

    private static final String[] FORM = {"Content-Type", "application/x-www-form-urlencoded"};
    private static final Pattern EXECUTION = Pattern.compile("\"batchExecutionId\":\"([^\"]+)\"");
    private static final Pattern TOKEN = Pattern.compile("\"access_token\":\"([^\"]+)\"");

    private final HttpClient client = HttpClient.newHttpClient();

    @Autowired
    private Report report;

    @LocalServerPort
    private int port;

    @Test
    void example_printsPredictionsAndDownloadsAllArtifacts(CapturedOutput log) throws IOException {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();

        report.print(new PrintStream(printed, true, StandardCharsets.UTF_8));

        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("31  Volvo 142E            109  2.780    0.5127369   0.512737")
                .contains("Largest difference: 4.55e-07")
                .hasLineCount(35);
        assertThat(Path.of("target/test-artifacts/31/answer.csv")).isNotEmptyFile();
        await().atMost(Duration.ofMinutes(1)).until(() -> log.toString().contains("COMPLETE: 32 records"));
        assertThat(log).doesNotContain("mtcars-1974");
    }

    @Test
    void host_respondsBesideOtherPathsOfTheApplication() throws Exception {
        HttpResponse<String> anonymous = post("/api/TxService/1.0/batch", "[]");
        assertThat(anonymous.statusCode()).isEqualTo(401);
        assertThat(post("/login", "{\"username\":\"analyst\",\"password\":\"guessed\"}")
                        .statusCode())
                .isEqualTo(401);

        String[] token = token();
        HttpResponse<String> started =
                post("/api/TxService/1.0/batch?parallelCount=2", "[{\"hp\":110,\"wt\":2.62}]", token);
        assertThat(started.statusCode()).as(started.body()).isEqualTo(202);
        String execution = "/api/TxService/1.0/batch/" + found(EXECUTION, started.body());
        await().atMost(Duration.ofMinutes(1))
                .until(() -> send("GET", execution, null, token).body().contains("\"state\":\"Complete\""));
        assertThat(send("GET", execution, null, token).body()).contains("\"am_Pred\":[0.5922041177");
        assertThat(send("GET", execution + "/0/files/answer.csv", null, token).body())
                .startsWith("am_Pred\n0.5922041177");
        assertThat(send("DELETE", execution, null, token).statusCode()).isEqualTo(200);
        assertThat(send("GET", execution, null, token).statusCode()).isEqualTo(404);
        assertThat(send("GET", "/elsewhere", null).statusCode()).isEqualTo(404);
    }

    /** {@code curl -d} without a content type. */
    @Test
    void jsonThatIsCalledAForm_isRead() throws Exception {
        HttpResponse<String> login = post("/login", "{\"username\":\"analyst\",\"password\":\"mtcars-1974\"}", FORM);
        assertThat(login.statusCode()).as(login.body()).isEqualTo(200);
        String bearer = "Bearer " + found(TOKEN, login.body());
        HttpResponse<String> started = post(
                "/api/TxService/1.0/batch?parallelCount=2",
                "[{\"hp\":110,\"wt\":2.62}]",
                "Authorization",
                bearer,
                FORM[0],
                FORM[1]);
        assertThat(started.statusCode()).as(started.body()).isEqualTo(202);
        assertThat(send(
                                "GET",
                                "/api/TxService/1.0/batch/" + found(EXECUTION, started.body()),
                                null,
                                "Authorization",
                                bearer)
                        .body())
                .contains("\"parallelCount\":2");
    }

    @Test
    void bodyWithoutJson_isAnErrorInJson() throws Exception {
        HttpResponse<String> response = post("/login", "username=analyst&password=guessed", FORM);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/json");
        assertThat(response.body()).startsWith("{\"message\":\"the login: no JSON at line 1");
    }

    @Test
    void passwordInABodyThatLooksLikeAForm_isNotLogged(CapturedOutput log) throws Exception {
        HttpResponse<String> response = post("/login", "{\"username\":\"analyst\",\"password\":\"of-a-curl\"}", FORM);

        assertThat(response.statusCode()).isBetween(400, 599);
        assertThat(response.body()).doesNotContain("of-a-curl");
        assertThat(log).doesNotContain("of-a-curl");
    }

    @Test
    void health_showsTheServerOfProducerAndConsumer() {
        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            HttpResponse<String> health = send("GET", "/actuator/health", null);
            assertThat(health.statusCode()).as(health.body()).isEqualTo(200);
            assertThat(health.body())
                    .contains("\"consumer:completed\":\"UP\"")
                    .contains("\"producer:mlbatch-localhost:" + port + "\":\"UP\"")
                    .contains("\"server.url\":\"http://localhost:" + port + "\"")
                    .doesNotContain("mtcars-1974");
            assertThat(send("GET", "/actuator/health/readiness", null).body())
                    .contains("\"camelReadinessState\":{\"status\":\"UP\"}");
        });
    }

    @Test
    void meters_areInTheActuator() throws Exception {
        for (String meter : new String[] {"mlbatch.host.store.executions", "mlbatch.client.waits"}) {
            HttpResponse<String> response = send("GET", "/actuator/metrics/" + meter, null);
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            assertThat(response.body()).contains("\"statistic\":\"VALUE\"");
        }
    }

    private String[] token() throws Exception {
        String body = post("/login", "{\"username\":\"analyst\",\"password\":\"mtcars-1974\"}")
                .body();
        return new String[] {"Authorization", "Bearer " + found(TOKEN, body)};
    }

    private static String found(Pattern pattern, String text) {
        Matcher match = pattern.matcher(text);
        assertThat(match.find()).as(text).isTrue();
        return match.group(1);
    }

    private HttpResponse<String> post(String path, String body, String... headers) throws Exception {
        return send("POST", path, body, headers);
    }

    private HttpResponse<String> send(String method, String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }
}
