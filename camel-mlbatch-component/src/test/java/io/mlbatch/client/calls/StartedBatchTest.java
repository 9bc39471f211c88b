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
package io.mlbatch.client.calls;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.client.BatchClient;
import io.mlbatch.client.InvalidInputException;
import io.mlbatch.client.MlbatchException;
import io.mlbatch.client.NotFoundException;
import io.mlbatch.client.RecordSource;
import io.mlbatch.client.StartRequest;
import io.mlbatch.client.StartedBatch;
import io.mlbatch.protocol.ApiCall;
import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.BatchState;
import io.mlbatch.protocol.Parameter;
import io.mlbatch.protocol.ParameterType;
import io.mlbatch.protocol.ServiceResponse;
import io.mlbatch.protocol.json.BatchResponseJson;
import io.mlbatch.protocol.spool.SpoolFactory;
import io.mlbatch.testing.VirtualTime;
import io.mlbatch.testing.client.FakeTransport;

import static io.mlbatch.testing.client.FakeTransport.fail;
import static io.mlbatch.testing.client.FakeTransport.respond;
import static io.mlbatch.testing.client.Samples.DESCRIPTION;
import static io.mlbatch.testing.client.Samples.EXECUTION;
import static io.mlbatch.testing.client.Samples.SERVICE;
import static io.mlbatch.testing.client.Samples.STARTED;
import static io.mlbatch.testing.client.Samples.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Records that are not sent, and records that are kept for the results. */
class StartedBatchTest {

    private static final List<Parameter> OUTPUTS = List.of(new Parameter("answer", ParameterType.NUMERIC));

    private final FakeTransport server = new FakeTransport()
            .on(ApiCall.DESCRIBE, respond(DESCRIPTION))
            .on(ApiCall.START, (request, body) -> {
                sent = new String(body.readAllBytes(), StandardCharsets.UTF_8);
                return STARTED;
            });
    private String sent;

    @TempDir
    private Path folder;

    private BatchClient client(SpoolFactory spools) {
        return new DefaultBatchClient(server, new ServiceDescriptions(new VirtualTime()), true, spools);
    }

    private StartedBatch start(List<Map<String, Object>> records, boolean keepsInput, boolean skipsInvalid) {
        return client(SpoolFactory.IN_MEMORY)
                .start(SERVICE, RecordSource.of(records), new StartRequest(10, "k-1", false, keepsInput, skipsInvalid));
    }

    /** One record for each letter; those of {@code x} do not fit. */
    private static List<Map<String, Object>> records(String letters) {
        return IntStream.range(0, letters.length())
                .<Map<String, Object>>mapToObj(index -> letters.charAt(index) == 'x'
                        ? Map.of("hp", "many", "id", "r" + index)
                        : Map.of("hp", index, "wt", 1, "id", "r" + index))
                .toList();
    }

    private static BatchResponse received(int results, SpoolFactory spools) throws Exception {
        List<String> each = new ArrayList<>();
        for (int index = 0; index < results; index++) {
            each.add("{\"success\":true, \"outputParameters\":{\"answer\":" + index + "}}");
        }
        String text = "{\"state\":\"Complete\",\"completedItemCount\":" + results + ",\"totalItemCount\":" + results
                + ",\"batchExecutionResults\":[ " + String.join(" , ", each) + " ]}";
        return BatchResponseJson.read(
                new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), EXECUTION, OUTPUTS, spools);
    }

    @ParameterizedTest
    @ValueSource(strings = {"v", "vvv", "xv", "vx", "xxv", "vxx", "vxv", "xvxxvvx", "vvvxvvvxxxvvv"})
    void rejectedRecords_areFailedResultsAtTheirPlaces(String letters) throws Exception {
        List<Map<String, Object>> records = records(letters);
        int valid = (int) letters.chars().filter(letter -> letter == 'v').count();
        try (SpoolFactory disk = new SpoolFactory(0, folder)) {
            StartedBatch batch = client(disk)
                    .start(SERVICE, RecordSource.of(records), new StartRequest(10, "k-1", false, true, true));
            BatchResponse response = batch.complete(received(valid, disk));

            assertThat(batch.sent()).isEqualTo(valid);
            assertThat(sent.split("\\},\\{")).hasSize(valid);
            assertThat(response.completedItemCount()).isEqualTo(letters.length());
            assertThat(response.totalItemCount()).isEqualTo(letters.length());
            assertThat(response.results().size()).isEqualTo(letters.length());
            assertThat(response.results().isOnDisk()).isTrue();
            assertThat(response.results().inputColumns())
                    .containsExactlyInAnyOrderElementsOf(
                            letters.contains("v") ? List.of("hp", "wt", "id") : List.of("hp", "id"));
            BatchResponse read = BatchResponseJson.read(BatchResponseJson.stream(response), EXECUTION, OUTPUTS, disk);
            List<ServiceResponse> each = new ArrayList<>();
            response.forEach(each::add);
            assertThat(each).hasSize(letters.length());
            int next = 0;
            for (int index = 0; index < letters.length(); index++) {
                ServiceResponse result = each.get(index);
                assertThat(result).isEqualTo(response.execution(index));
                assertThat(result.index()).isEqualTo(index);
                assertThat(result.input()).isEqualTo(records.get(index));
                assertThat(read.execution(index).success()).isEqualTo(result.success());
                assertThat(response.results().json(index)).startsWith('{').endsWith('}');
                if (letters.charAt(index) == 'v') {
                    assertThat(result.artifactIndex()).isEqualTo(next);
                    assertThat(read.execution(index).output("answer")).isEqualTo((double) next++);
                } else {
                    assertThat(result.artifactIndex()).isEqualTo(-1);
                    assertThat(result.error()).startsWith("record " + index + ": input 'hp' (numeric)");
                }
            }
            assertThat(response.hasExecution(letters.length())).isFalse();
            assertThatExceptionOfType(NoSuchElementException.class)
                    .isThrownBy(() -> response.execution(letters.length()));
            response.close();
        }
    }

    @Test
    void stateWithoutResults_stillHasThoseOfTheRejectedRecords() {
        BatchResponse response = start(records("vxv"), false, true).complete(status(BatchState.FAILED, 0, 2));

        assertThat(response).extracting(ServiceResponse::index).containsExactly(1);
        assertThat(response.results().json())
                .hasContent("[null," + new String(response.results().json(1), StandardCharsets.UTF_8) + "]");
    }

    @Test
    void noValidRecord_startsNoBatch() {
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> start(records("xx"), true, true))
                .withMessageStartingWith("start TxService/1.0: none of the 2 records fits the service, so that no batch"
                        + " was started; record 0: input 'hp' (numeric)");
        assertThat(server.requests(ApiCall.START)).isEmpty();
    }

    @Test
    void largeInput_skipsInvalidRecordsWhileItIsSent() {
        List<Map<String, Object>> records = new ArrayList<>(records("v".repeat(60_000) + "x"));
        // within the record, behind fields that are written already
        records.add(500, Map.of("hp", 1, "wt", new Object(), "id", "odd"));
        StartedBatch batch = start(records, true, true);

        assertThat(sent).startsWith("[{").endsWith("}]").doesNotContain(",,", "[,", ",]");
        assertThat(sent.split("\"wt\"")).hasSize(60_001);
        assertThat(batch.sent()).isEqualTo(60_000);
        assertThat(batch.rejected().size()).isEqualTo(2);
        assertThat(batch.input().size()).isEqualTo(60_002);
        assertThat(batch.input().get(501)).containsEntry("id", "r500");
    }

    @Test
    void inputOfAnExecution_isReadInPages() throws Exception {
        server.on(ApiCall.RECORDS, respond("[{\"id\":\"a\"},{\"id\":\"b\"}]"), respond("[{\"id\":\"c\",\"hp\":null}]"));

        BatchResponse joined = client(SpoolFactory.IN_MEMORY).joinInput(received(3, SpoolFactory.IN_MEMORY), null);

        assertThat(joined)
                .extracting(ServiceResponse::input)
                .containsExactly(Map.of("id", "a"), Map.of("id", "b"), withNull("id", "c", "hp"));
        assertThat(server.requests(ApiCall.RECORDS))
                .extracting(request -> request.target().replaceFirst(".*/records", ""))
                .containsExactly("?from=0&count=3", "?from=2&count=1");
    }

    private static Map<String, Object> withNull(String name, Object value, String missing) {
        Map<String, Object> record = new HashMap<>(Collections.singletonMap(missing, null));
        record.put(name, value);
        return record;
    }

    @Test
    void serverWithoutInputRecords_isNamedInTheError() {
        server.on(ApiCall.SWAGGER, respond("{\"paths\":{\"/api/TxService/1.0/batch/{executionId}\":{}}}"))
                .on(ApiCall.RECORDS, fail(context -> new NotFoundException(context, 404, "no", "not found")));
        BatchClient client = client(SpoolFactory.IN_MEMORY);

        for (Runnable call :
                List.<Runnable>of(() -> client.requireInput(SERVICE), () -> client.joinInput(oneResult(), null))) {
            assertThatExceptionOfType(MlbatchException.class)
                    .isThrownBy(call::run)
                    .withMessageContaining("joinInput needs a server that returns input records");
        }
    }

    private static BatchResponse oneResult() {
        try {
            return received(1, SpoolFactory.IN_MEMORY);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
