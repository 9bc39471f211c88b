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
package io.mlbatch.protocol;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.protocol.json.BatchResponseJson;
import io.mlbatch.protocol.json.ServiceDescriptionJson;
import io.mlbatch.protocol.json.StartedJson;

import static org.assertj.core.api.Assertions.assertThat;

/** The known behavior of servers of the API, as far as the documents show it. */
class WireContractQuirksTest {

    private static final ServiceId SERVICE = new ServiceId("TxService", "1.0");
    private static final ExecutionId ID = new ExecutionId(SERVICE, "9c6be3d2");

    private static InputStream json(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static BatchResponse batch(String text) throws IOException {
        return BatchResponseJson.read(json(text), ID, List.of());
    }

    private static BatchResponse batchWithOutput(ParameterType type, String value) throws IOException {
        String text = """
                {"state":"Complete","completedItemCount":1,"totalItemCount":1,
                 "batchExecutionResults":[{"success":true,"outputParameters":{"answer":%s}}]}
                """;
        return BatchResponseJson.read(json(String.format(text, value)), ID, List.of(new Parameter("answer", type)));
    }

    // 1: two spellings of the execution id

    @ParameterizedTest
    @ValueSource(strings = {"batchExecutionId", "BatchExecutionId"})
    void quirk1_executionIdIsReadInEitherSpelling(String spelling) throws IOException {
        String answer = "{\"name\":\"TxService\",\"version\":\"1.0\",\"" + spelling + "\":\"9c6be3d2\"}";

        assertThat(StartedJson.read(json(answer), SERVICE)).isEqualTo(ID);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"BatchExecutionId\":\"9c6be3d2\",\"batchExecutionId\":null}",
                "{\"links\":[{\"batchExecutionId\":\"wrong\"}],\"batchExecutionId\":\"9c6be3d2\",\"meta\":{\"BatchExecutionId\":\"wrong\"}}"
            })
    void quirk1_otherFieldsDoNotHideTheExecutionId(String response) throws IOException {
        assertThat(StartedJson.read(json(response), SERVICE)).isEqualTo(ID);
    }

    // 2: letter case of states

    @ParameterizedTest
    @CsvSource({"pending, PENDING", "InProgress, IN_PROGRESS", "COMPLETE, COMPLETE", "Cancelled, CANCELED"})
    void quirk2_stateIsReadInAnyLetterCase(String text, BatchState expected) throws IOException {
        assertThat(batch("{\"state\":\"" + text + "\"}").state()).isEqualTo(expected);
    }

    // 3: showPartialResults and showPartialResult are query parameters, which this layer does not see

    // 4: absent counts, counts ahead of the state, unknown fields

    @Test
    void quirk4_absentParallelCountIsZero_andFullCountsDoNotMakeTheStateTerminal() throws IOException {
        BatchResponse response = batch("{\"state\":\"InProgress\",\"completedItemCount\":32,\"totalItemCount\":32}");

        assertThat(response.status()).isEqualTo(new BatchStatus(BatchState.IN_PROGRESS, 32, 32, 0));
        assertThat(response.state().isTerminal()).isFalse();
    }

    @Test
    void quirk4_unknownFieldsOfABatchAreSkippedAnywhere() throws IOException {
        BatchResponse response = batch("""
                {"before":{"state":"failed","deep":[{"totalItemCount":99},[[]]]},
                 "state":"Complete","between":[1,{"completedItemCount":7},[]],"completedItemCount":1,
                 "flag":true,"nothing":null,"number":1.5e300,
                 "batchExecutionResults":[
                   {"x":{"success":false},"success":true,"y":[{"errorMessage":"no"}],"errorMessage":"",
                    "outputParameters":{"answer":42},"z":[[{}]],"changedFiles":["a.csv"],
                    "w":{}}],
                 "totalItemCount":1,"after":{"batchExecutionResults":[{},{}]}}
                """);

        assertThat(response.status()).isEqualTo(new BatchStatus(BatchState.COMPLETE, 1, 1, 0));
        assertThat(response)
                .containsExactly(
                        new ServiceResponse(0, true, "", "", Map.of("answer", 42), List.of("a.csv"), List.of()));
    }

    @Test
    void quirk4_unknownFieldsOfADescriptionAreSkipped_unknownTypesAreAny() throws IOException {
        List<ServiceDescription> descriptions = ServiceDescriptionJson.read(json("""
                [{"x":[{"name":"wrong"}],"name":"TxService","y":{"version":"wrong"},"version":"1.0",
                  "inputParameterDefinitions":[{"z":[1],"name":"hp","unit":{"name":"wrong"},"type":"numeric"},
                                               {"name":"raw","type":"tensor"},{"name":"bare"}],
                  "outputParameterDefinitions":null,"outputFileNames":null}]
                """));

        assertThat(descriptions).singleElement().satisfies(description -> {
            assertThat(description.id()).isEqualTo(SERVICE);
            assertThat(description.inputs())
                    .containsExactly(
                            new Parameter("hp", ParameterType.NUMERIC),
                            new Parameter("raw", ParameterType.ANY),
                            new Parameter("bare", ParameterType.ANY));
            assertThat(description.outputs()).isEmpty();
            assertThat(description.outputFileNames()).isEmpty();
        });
    }

    // 5: results that are not there, and failed ones

    @ParameterizedTest
    @ValueSource(strings = {"", ",\"batchExecutionResults\":null", ",\"batchExecutionResults\":[]"})
    void quirk5_pendingBatchHasNoResults(String results) throws IOException {
        BatchResponse response = batch("{\"state\":\"pending\",\"totalItemCount\":2" + results + "}");

        assertThat(response).isEmpty();
        assertThat(response.hasExecution(0)).isFalse();
        assertThat(response.totalItemCount()).isEqualTo(2);
    }

    @Test
    void quirk5_partialResultsKeepTheIndexOfTheirRecords() throws IOException {
        BatchResponse response = batch("""
                {"state":"inProgress","completedItemCount":2,"totalItemCount":5,
                 "batchExecutionResults":[null,{"success":true,"outputParameters":{"answer":1}},null,
                                          {"success":true,"outputParameters":{"answer":3}}]}
                """);

        assertThat(response).extracting(ServiceResponse::index).containsExactly(1, 3);
        assertThat(response.execution(1).output("answer")).isEqualTo(1);
        assertThat(response.execution(3).output("answer")).isEqualTo(3);
        assertThat(Arrays.asList(response.hasExecution(0), response.hasExecution(2), response.hasExecution(4)))
                .containsOnly(false);
    }

    @Test
    void quirk5_failedRecordDoesNotFailTheBatch() throws IOException {
        BatchResponse response = batch("""
                {"state":"Complete","completedItemCount":2,"totalItemCount":2,"batchExecutionResults":[
                  {"success":false,"errorMessage":"object 'hp' not found","consoleOutput":"Error",
                   "changedFiles":null,"outputParameters":null},
                  {"success":true,"errorMessage":null,"consoleOutput":null,"outputParameters":{}}]}
                """);

        assertThat(response.state()).isEqualTo(BatchState.COMPLETE);
        assertThat(response.execution(0).success()).isFalse();
        assertThat(response.execution(0).error()).isEqualTo("object 'hp' not found");
        assertThat(response.execution(0).consoleOutput()).isEqualTo("Error");
        assertThat(response.execution(0).rawOutputs()).isEmpty();
        assertThat(response.execution(0).changedFiles()).isEmpty();
        assertThat(response.execution(1).success()).isTrue();
        assertThat(response.execution(1).error()).isEmpty();
    }

    // 7: forms of values

    @ParameterizedTest
    @CsvSource({
        "'\"NaN\"', NaN",
        "'\"Inf\"', Infinity",
        "'\"-Inf\"', -Infinity",
        "'[\"Inf\"]', Infinity",
        "0.592204, 0.592204",
        "4, 4.0"
    })
    void quirk7_nonFiniteNumericIsADouble(String wire, double expected) throws IOException {
        assertThat(batchWithOutput(ParameterType.NUMERIC, wire).execution(0).output("answer"))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[null]", "\"NA\""})
    void quirk7_missingNumericIsNullAndNotNaN(String wire) throws IOException {
        assertThat(batchWithOutput(ParameterType.NUMERIC, wire).execution(0).output("answer"))
                .isNull();
    }

    @Test
    void quirk7_columnWiseDataFrameIsADataFrame() throws IOException {
        Object answer = batchWithOutput(
                        ParameterType.DATA_FRAME, "{\"am_Pred\":[0.592204,null],\"n\":[1,2],\"who\":[\"a\",\"NaN\"]}")
                .execution(0)
                .output("answer");

        assertThat(answer).isInstanceOfSatisfying(DataFrame.class, frame -> {
            assertThat(frame.keySet()).containsExactly("am_Pred", "n", "who");
            assertThat(frame.get("am_Pred")).containsExactly(0.592204, null);
            assertThat(frame.rows().get(0).values()).containsExactly(0.592204, 1, "a");
            assertThat(frame.rows().get(1).values()).containsExactly(null, 2, "NaN");
        });
    }

    @Test
    void quirk7_matrixIsAListOfRows() throws IOException {
        assertThat(batchWithOutput(ParameterType.MATRIX, "[[1,2.5],[null,\"Inf\"]]")
                        .execution(0)
                        .output("answer"))
                .isEqualTo(List.of(List.of(1, 2.5), Arrays.asList(null, Double.POSITIVE_INFINITY)));
    }
}
