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
package io.mlbatch.examples.quarkus;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import org.apache.camel.ProducerTemplate;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

import io.mlbatch.examples.mtcars.Report;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

/** The application as it is but for its port, over HTTP. */
@QuarkusTest
@QuarkusTestResource(ScoringSettings.class)
class ScoringTest {

    @Inject
    ProducerTemplate template;

    @ConfigProperty(name = "scoring.artifacts")
    Path artifacts;

    @Test
    void example_printsPredictionsAndDownloadsAllArtifacts() throws IOException {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();

        new Report(template).print(new PrintStream(printed, true, StandardCharsets.UTF_8));

        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("31  Volvo 142E            109  2.780    0.5127369   0.512737")
                .contains("Largest difference: 4.55e-07")
                .hasLineCount(35);
        for (int record = 0; record < 32; record++) {
            assertThat(artifacts.resolve(record + "/answer.csv")).content().startsWith("am_Pred\n");
        }
    }

    @Test
    void host_respondsBesideOtherPathsOfTheApplication() {
        given().body("[]").post("/api/TxService/1.0/batch").then().statusCode(401);
        given().body("{\"username\":\"analyst\",\"password\":\"guessed\"}")
                .post("/login")
                .then()
                .statusCode(401);

        String execution = start("[{\"hp\":110,\"wt\":2.62}]");

        awaitComplete(execution);
        analyst()
                .get(execution)
                .then()
                .body(
                        "batchExecutionResults[0].outputParameters.answer.am_Pred[0].toDouble()",
                        closeTo(0.5922041, 1e-7));
        analyst()
                .get(execution + "/0/files/answer.csv")
                .then()
                .statusCode(200)
                .body(startsWith("am_Pred\n0.5922041177"));
        analyst().delete(execution).then().statusCode(200);
        analyst().get(execution).then().statusCode(404);
        analyst()
                .get("/api/TxService/1.0/swagger.json")
                .then()
                .body("info.description", endsWith("am ~ hp + wt on mtcars"));
        when().get("/elsewhere").then().statusCode(404);
    }

    @Test
    void page_isServedBesideTheOtherPathsOfTheApplication() {
        String etag = when().get("/mlbatch/")
                .then()
                .statusCode(200)
                .contentType("text/html")
                .header("Content-Security-Policy", containsString("frame-ancestors 'none'"))
                .body(startsWith("<!doctype html>"))
                .extract()
                .header("ETag");
        given().header("If-None-Match", etag).get("/mlbatch/").then().statusCode(304);
        when().get("/mlbatch/config").then().body("login", equalTo(true));
        when().get("/mlbatch/data/executions").then().statusCode(401);
        String execution = start("[{\"hp\":110,\"wt\":2.62},{\"hp\":90,\"wt\":2}]");
        awaitComplete(execution);
        analyst()
                .get(execution.replaceFirst("/api/(.*)/batch/", "/mlbatch/data/$1/") + "/rows?sort=input:hp")
                .then()
                .body("rows.index", equalTo(List.of(1, 0)));
        analyst().delete(execution).then().statusCode(200);
    }

    @Test
    void bodyBeyondTheDefaultLimitOfQuarkus_isABatch() {
        int records = 500_000;
        String large = "[" + "{\"hp\":110,\"wt\":2.62},".repeat(records - 1) + "{\"hp\":110,\"wt\":2.62}]";
        assertThat(large.length()).isGreaterThan(10 * 1024 * 1024);

        String execution = start(large);

        analyst()
                .get(execution + "?showPartialResults=false")
                .then()
                .statusCode(200)
                .body("totalItemCount", equalTo(records));
        analyst().delete(execution).then().statusCode(200);
    }

    @Test
    void health_showsTheServerOfProducerAndConsumer() {
        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> when().get("/q/health")
                .then()
                .statusCode(200)
                .body("checks.name", hasItems("camel-consumers", "camel-producers"))
                .body(not(containsString("mtcars-1974"))));
    }

    /** Starts a batch; returns the path of its execution. */
    private static String start(String records) {
        return "/api/TxService/1.0/batch/"
                + analyst()
                        .body(records)
                        .post("/api/TxService/1.0/batch?parallelCount=2")
                        .then()
                        .statusCode(202)
                        .extract()
                        .path("batchExecutionId");
    }

    private static RequestSpecification analyst() {
        String token = given().contentType(ContentType.JSON)
                .body("{\"username\":\"analyst\",\"password\":\"mtcars-1974\"}")
                .post("/login")
                .then()
                .statusCode(200)
                .extract()
                .path("access_token");
        return given().contentType(ContentType.JSON).auth().oauth2(token);
    }

    private static void awaitComplete(String execution) {
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> analyst().get(execution).then().body("state", equalTo("Complete")));
    }
}
