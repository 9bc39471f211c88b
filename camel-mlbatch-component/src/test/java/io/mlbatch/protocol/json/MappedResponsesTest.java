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
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.BatchState;
import io.mlbatch.protocol.BatchStatus;
import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.Parameter;
import io.mlbatch.protocol.ParameterType;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.protocol.ServiceResponse;

import static org.assertj.core.api.Assertions.assertThat;

/** What a library that maps objects, as {@code marshal().json()} uses, makes of responses: the wire's JSON. */
class MappedResponsesTest {

    private static final ObjectMapper JACKSON = new ObjectMapper();
    private static final ExecutionId ID = new ExecutionId(new ServiceId("TxService", "1.0"), "9c6be3d2");

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
            // no files within a batch, and an empty map where a library cannot know that there are none
            String expected = wire.replace("\"outputParameters\":{}", "\"outputParameters\":{},\"outputFiles\":{}");
            assertThat(mapped(response)).isEqualTo(JACKSON.readTree(expected));
        }
    }

    @Test
    void batchWithoutResults_hasAnEmptyList() throws IOException {
        BatchResponse response = Responses.of(ID, new BatchStatus(BatchState.PENDING, 0, 4, 10), List.of());
        assertThat(JACKSON.writeValueAsString(response))
                .contains("\"state\":\"" + BatchState.PENDING.wireName() + "\"", "\"batchExecutionResults\":[]");
    }
}
