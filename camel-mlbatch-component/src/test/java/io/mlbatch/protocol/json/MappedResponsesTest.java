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
package io.mlbatch.protocol.json;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.BatchState;
import io.mlbatch.protocol.BatchStatus;
import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.Parameter;
import io.mlbatch.protocol.ParameterType;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.protocol.ServiceResponse;
import io.mlbatch.protocol.spool.SpoolFactory;
import io.mlbatch.testing.Responses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Responses that an object mapper writes, as {@code marshal().json()} does: the JSON of the wire. */
class MappedResponsesTest {

    private static final ObjectMapper JACKSON = new ObjectMapper();
    private static final ObjectMapper SETTINGS = new ObjectMapper()
            .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .setDefaultPropertyInclusion(JsonInclude.Include.NON_EMPTY);
    private static final ExecutionId ID = new ExecutionId(new ServiceId("TxService", "1.0"), "9c6be3d2");

    @TempDir
    private Path folder;

    private static JsonNode mapped(Object response) throws IOException {
        return JACKSON.readTree(JACKSON.writeValueAsBytes(response));
    }

    private static ServiceResponse result(int index) {
        return new ServiceResponse(
                index,
                true,
                "",
                "printed",
                Map.of("answer", Map.of("am", Arrays.asList(0.5, null))),
                List.of("a.csv"),
                List.of(new Parameter("answer", ParameterType.DATA_FRAME)),
                Map.of("a.csv", new byte[] {1, 2}));
    }

    @Test
    void resultOfARecord_isTheJsonOfTheWire() throws IOException {
        ServiceResponse result = result(0);
        assertThat(mapped(result)).isEqualTo(JACKSON.readTree(ServiceResponseJson.write(result)));
    }

    @Test
    void resultsOfABatch_areTheJsonOfTheWireWithNullInGaps() throws IOException {
        BatchStatus status = new BatchStatus(BatchState.IN_PROGRESS, 2, 4, 10);
        ServiceResponse failed =
                new ServiceResponse(3, false, "no model", "", Map.of(), List.of(), List.of(), Map.of());
        String wire = new String(
                BatchResponseJson.stream(
                                status,
                                Arrays.asList(
                                                null,
                                                ServiceResponseJson.write(result(1)),
                                                null,
                                                ServiceResponseJson.write(failed))
                                        .iterator())
                        .readAllBytes(),
                StandardCharsets.UTF_8);
        try (BatchResponse response = BatchResponseJson.read(
                Texts.stream(wire), ID, List.of(new Parameter("answer", ParameterType.DATA_FRAME)))) {
            assertThat(mapped(response)).isEqualTo(JACKSON.readTree(wire));
            assertThat(SETTINGS.readTree(SETTINGS.writeValueAsBytes(Map.of("response", response)))
                            .get("response"))
                    .isEqualTo(JACKSON.readTree(wire));
            assertThat(JACKSON.<JsonNode>valueToTree(response)).isEqualTo(JACKSON.readTree(wire));
            assertThat(JACKSON.readTree(JACKSON.writeValueAsString(JACKSON.readValue(wire, BatchResponse.class))))
                    .isEqualTo(JACKSON.readTree(wire));
        }
    }

    @Test
    void jsonOfABatch_isReadWithItsResultsInAnyDocument() throws IOException {
        String json =
                "{\"state\":\"Complete\",\"completedItemCount\":3,\"totalItemCount\":3,\"batchExecutionResults\":["
                        + "{\"success\":true,\"outputParameters\":{\"answer\":0.10,\"text\":\"\u00e9\"}},null,"
                        + "{\"success\":false,\"errorMessage\":\"no model\"}]}";
        for (BatchResponse response : SETTINGS.readValue("[" + json + "," + json + "]", BatchResponse[].class)) {
            assertThat(response.state()).isEqualTo(BatchState.COMPLETE);
            assertThat(response.results().isOnDisk()).isFalse();
            assertThat(response.execution(0).outputs()).isEqualTo(Map.of("answer", 0.1, "text", "é"));
            assertThat(response.hasExecution(1)).isFalse();
            assertThat(response.execution(2).error()).isEqualTo("no model");
            assertThat(response.executionId().value()).isEqualTo("unknown");
        }
        assertThatThrownBy(() -> JACKSON.readValue(json.substring(0, json.length() - 2), BatchResponse.class))
                .isInstanceOf(IOException.class);
        assertThat(JACKSON.readValue("{\"success\":true,\"outputParameters\":{\"a\":1}}", ServiceResponse.class)
                        .output("a"))
                .isEqualTo(1);
    }

    @Test
    void manyResults_areReadToDiskUpToTheLimit() throws IOException {
        String results = String.join(",", Collections.nCopies(1000, "{\"success\":true,\"outputParameters\":{}}"));
        String json = "{\"state\":\"Complete\",\"completedItemCount\":1000,\"totalItemCount\":1000,"
                + "\"batchExecutionResults\":[" + results + "]}";
        try (SpoolFactory spools = new SpoolFactory(1024, folder);
                JsonParser parser = JACKSON.createParser(json)) {
            parser.nextToken();
            BatchResponse response = BatchResponseJson.read(parser, ID, spools, json.length() + 1);
            assertThat(response.results().isOnDisk()).isTrue();
            assertThat(response).hasSize(1000);
            assertThat(parser.currentToken()).isEqualTo(JsonToken.END_OBJECT);
            assertThat(parser.nextToken()).isNull();
        }
        try (JsonParser parser = JACKSON.createParser(json)) {
            parser.nextToken();
            assertThatThrownBy(() -> BatchResponseJson.read(parser, ID, SpoolFactory.IN_MEMORY, 1000))
                    .hasMessage("the batch result has more than 1000 bytes");
        }
    }

    @Test
    void batchWithoutResults_hasAnEmptyList() throws IOException {
        BatchResponse response = Responses.of(ID, new BatchStatus(BatchState.PENDING, 0, 4, 10), List.of());
        assertThat(JACKSON.writeValueAsString(response))
                .contains("\"state\":\"" + BatchState.PENDING.wireName() + "\"", "\"batchExecutionResults\":[]");
    }
}
