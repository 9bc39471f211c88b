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
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.apache.camel.RoutesBuilder;
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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Routes that receive and leave objects, over a real server. */
@Tag("host")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MlbatchServiceTypesIT {

    private static final String TYPES =
            "inputType=" + Car.class.getName() + "&outputType=" + Prediction.class.getName();
    private static final String CAR = "{\"hp\":110,\"weight\":2.62,\"gearbox\":\"MANUAL\",\"built\":\"1974-05-01\"}";

    public enum Gearbox {
        MANUAL,
        AUTOMATIC
    }

    public record Car(
            @JsonPropertyDescription("Gross power") double hp,
            @JsonProperty(value = "weight", required = true) Double wt,
            Gearbox gearbox,
            LocalDate built) {

        public Car {
            if (hp < 0) {
                throw new IllegalArgumentException("hp must not be negative");
            }
        }
    }

    public record Prediction(@JsonProperty("am_Pred") double probability, Gearbox gearbox, LocalDate checked) {}

    private RunningHost host;

    @BeforeAll
    void start() throws Exception {
        host = RunningHost.open(routes());
    }

    @AfterAll
    void stop() throws Exception {
        host.close();
    }

    private static RoutesBuilder routes() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                for (String service : List.of("Typed/1.0?" + TYPES, "Refusing/1.0?invalidRecords=refuse&" + TYPES)) {
                    from("mlbatch-service:" + service).transform().body(Car.class, MlbatchServiceTypesIT::score);
                }
                from("mlbatch-service:Chunked/1.0?chunkSize=5&" + TYPES)
                        .transform()
                        .body(List.class, cars -> ((List<?>) cars)
                                .stream()
                                        .map(Car.class::cast)
                                        .map(MlbatchServiceTypesIT::score)
                                        .toList());
            }
        };
    }

    private static Object score(Car car) {
        return car.gearbox() == Gearbox.AUTOMATIC
                ? Map.of("am_Pred", 1)
                : new Prediction(car.hp() * car.wt(), car.gearbox(), car.built().plusDays(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Typed", "Chunked"})
    void objects_areScoredAndRecordsThatDoNotMapFailAlone(String service) throws Exception {
        String batch = "/api/" + service + "/1.0/batch";
        HttpResponse<String> started = host.post(
                batch,
                "[" + CAR + "," + CAR.replace("MANUAL", "AUTOMATIC") + "," + CAR.replace("MANUAL", "CVT") + ","
                        + CAR.replace("110", "null") + "," + CAR.replace("110", "-1") + "]");
        assertThat(started.statusCode()).as(started.body()).isEqualTo(202);
        String path = batch + "/" + started.body().replaceAll(".*\"batchExecutionId\":\"([^\"]+)\".*", "$1");
        Awaitility.await()
                .atMost(1, TimeUnit.MINUTES)
                .until(() -> host.get(path).body().contains("\"state\":\"Complete\""));

        assertThat(host.get(path).body())
                .containsSubsequence(
                        "\"outputParameters\":{\"am_Pred\":288.2,\"gearbox\":\"MANUAL\",\"checked\":\"1974-05-02\"}",
                        "\"outputParameters\":{\"am_Pred\":1}",
                        "\"errorMessage\":\"record 2: property 'gearbox' of " + Car.class.getName()
                                + ": Cannot deserialize value of type",
                        "from String \\\"CVT\\\": not one of the values accepted for Enum class",
                        "\"errorMessage\":\"record 3: input 'hp' (numeric) needs a value, got null\"",
                        "\"errorMessage\":\"record 4: " + Car.class.getName() + ": Cannot construct instance of",
                        "problem: hp must not be negative");
    }

    @Test
    void singleRecord_isAnObjectAndRejectedIfItDoesNotMap() throws Exception {
        assertThat(host.post("/api/Typed/1.0", CAR).body())
                .contains("\"outputParameters\":{\"am_Pred\":288.2,\"gearbox\":\"MANUAL\",\"checked\":\"1974-05-02\"}");
        HttpResponse<String> rejected = host.post("/api/Typed/1.0", CAR.replace("MANUAL", "CVT"));
        assertThat(rejected.statusCode()).isEqualTo(400);
        assertThat(rejected.body()).contains("the record: property 'gearbox' of ");
    }

    @Test
    void invalidRecordsRefuse_rejectsTheBatchOfARecordThatDoesNotMap() throws Exception {
        HttpResponse<String> rejected =
                host.post("/api/Refusing/1.0/batch", "[" + CAR + "," + CAR.replace("MANUAL", "CVT") + "]");
        assertThat(rejected.statusCode()).isEqualTo(400);
        assertThat(rejected.body()).contains("record 1: property 'gearbox' of ");
        assertThat(host.get("/api/Refusing/1.0/batch").body()).isEqualTo("[]");
    }

    @Test
    void parametersOfTheClasses_areInTheDescriptionAndSwaggerJson() throws Exception {
        assertThat(host.get("/services/Typed/1.0").body())
                .contains(
                        "\"inputParameterDefinitions\":[{\"name\":\"hp\",\"type\":\"numeric\"},"
                                + "{\"name\":\"weight\",\"type\":\"numeric\"},{\"name\":\"gearbox\",\"type\":\"character\"},"
                                + "{\"name\":\"built\",\"type\":\"character\"}]",
                        "\"outputParameterDefinitions\":[{\"name\":\"am_Pred\",\"type\":\"numeric\"},"
                                + "{\"name\":\"gearbox\",\"type\":\"character\"},{\"name\":\"checked\",\"type\":\"character\"}]");
        assertThat(host.get("/api/Typed/1.0/swagger.json").body())
                .contains(
                        "\"hp\":{\"type\":\"number\",\"format\":\"double\",\"description\":\"Gross power\"}",
                        "\"required\":[\"hp\",\"weight\"]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        inputType=com.acme.Missing               | The option inputType: the class 'com.acme.Missing' is not on the class path
        inputType=com.acme.Fixtures.Car          | (a nested class is named Outer$Inner)
        outputType=com.acme.Missing              | The option outputType: the class 'com.acme.Missing' is not on the class path
        inputType=java.lang.Comparable       | objects of java.lang.Comparable cannot be created: it is abstract
        TYPES&inputs=hp:numeric,weight:vector,gearbox:character,built:character | property 'weight' of CLASS$Car is \
        numeric (java.lang.Double), inputs declares it as vector
        TYPES&outputs=am_Pred:numeric        | property 'gearbox' of CLASS$Prediction is character (CLASS$Gearbox), \
        which outputs does not declare
        """)
    void classThatCannotBeUsed_failsTheStartOfTheRoute(String options, String message) {
        String className = MlbatchServiceTypesIT.class.getName();
        String uri = "mlbatch-service:Wrong/1.0?" + options.replace("TYPES", TYPES);
        assertThatThrownBy(() -> RouteBuilder.addRoutes(
                        host.camelContext(), builder -> builder.from(uri).to("log:none")))
                .hasStackTraceContaining(message.replace("CLASS", className));
    }
}
