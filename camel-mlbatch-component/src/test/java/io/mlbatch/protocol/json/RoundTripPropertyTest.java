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

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.BatchState;
import io.mlbatch.protocol.BatchStatus;
import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.protocol.ServiceResponse;
import io.mlbatch.protocol.json.RecordsJson.RecordIterator;
import io.mlbatch.protocol.spool.SpoolFactory;
import io.mlbatch.testing.Responses;

import static org.assertj.core.api.Assertions.assertThat;

class RoundTripPropertyTest {

    private static final ExecutionId ID = new ExecutionId(new ServiceId("TxService", "1.0"), "9c6be3d2");

    @Provide
    Arbitrary<Map<String, Object>> records() {
        return JsonArbitraries.records();
    }

    @Provide
    Arbitrary<Double> doubles() {
        return JsonArbitraries.doubles();
    }

    @Provide
    Arbitrary<String> texts() {
        return JsonArbitraries.texts();
    }

    @Provide
    Arbitrary<List<ServiceResponse>> results() {
        Arbitrary<ServiceResponse> result = Combinators.combine(
                        Arbitraries.of(true, false),
                        JsonArbitraries.texts(),
                        JsonArbitraries.texts(),
                        JsonArbitraries.records().map(JsonArbitraries::asRead),
                        JsonArbitraries.texts().list().ofMaxSize(3))
                .as((success, error, console, outputs, files) ->
                        new ServiceResponse(0, success, error, console, outputs, files, List.of()));
        return result.injectNull(0.4).list().ofMaxSize(5).map(RoundTripPropertyTest::indexed);
    }

    @Provide
    Arbitrary<BatchResponse> responses() {
        Arbitrary<BatchStatus> status = Combinators.combine(
                        Arbitraries.of(BatchState.class),
                        Arbitraries.integers().greaterOrEqual(0),
                        Arbitraries.integers().greaterOrEqual(0),
                        Arbitraries.integers().greaterOrEqual(0))
                .as(BatchStatus::new);
        return Combinators.combine(status, results()).as((s, results) -> Responses.of(ID, s, results));
    }

    private static List<ServiceResponse> indexed(List<ServiceResponse> results) {
        List<ServiceResponse> indexed = new ArrayList<>();
        for (ServiceResponse r : results) {
            indexed.add(
                    r == null
                            ? null
                            : new ServiceResponse(
                                    indexed.size(),
                                    r.success(),
                                    r.error(),
                                    r.consoleOutput(),
                                    r.rawOutputs(),
                                    r.changedFiles(),
                                    List.of()));
        }
        return indexed;
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void records_areReadAsWritten(@ForAll @Size(max = 4) List<@From("records") Map<String, Object>> records)
            throws IOException {
        List<Map<String, Object>> read = new ArrayList<>();
        try (RecordIterator iterator = RecordsJson.read(Texts.stream(Texts.array(records)))) {
            iterator.forEachRemaining(read::add);
        }

        assertThat(read).isEqualTo(records.stream().map(JsonArbitraries::asRead).toList());
        for (int i = 0; i < read.size(); i++) {
            assertThat(read.get(i).keySet())
                    .containsExactlyElementsOf(records.get(i).keySet());
        }
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void recordsInLines_areReadAsWritten(
            @ForAll("records") Map<String, Object> first, @ForAll("records") Map<String, Object> second)
            throws IOException {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        lines.writeBytes(RecordsJson.writeRecord(first));
        lines.write('\n');
        lines.writeBytes(RecordsJson.writeRecord(second));

        try (RecordIterator iterator = RecordsJson.read(new ByteArrayInputStream(lines.toByteArray()))) {
            assertThat(iterator.next()).isEqualTo(JsonArbitraries.asRead(first));
            assertThat(iterator.next()).isEqualTo(JsonArbitraries.asRead(second));
            assertThat(iterator.hasNext()).isFalse();
        }
    }

    @Property
    void finiteNumbers_areExact_andOthersAreTexts(@ForAll("doubles") double number) throws IOException {
        Object read = RecordsJson.readRecord(RecordsJson.writeRecord(Map.of("x", number)))
                .get("x");

        if (Double.isFinite(number)) {
            assertThat(read).isInstanceOf(Double.class);
            assertThat(Double.doubleToRawLongBits((Double) read)).isEqualTo(Double.doubleToRawLongBits(number));
        } else {
            assertThat(read).isIn("NaN", "Inf", "-Inf");
        }
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void batchResponse_isReadAsStreamed(@ForAll("responses") BatchResponse response) throws IOException {
        BatchResponse read = BatchResponseJson.read(BatchResponseJson.stream(response), ID, List.of());

        assertThat(read.status()).isEqualTo(response.status());
        assertThat(read).containsExactlyElementsOf(response);
        for (int index = -1; index < 7; index++) {
            assertThat(read.hasExecution(index)).isEqualTo(response.hasExecution(index));
        }
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void results_areFoundAsSent_inMemoryAndOnDisk(
            @ForAll("results") List<ServiceResponse> results, @ForAll @IntRange(max = 500) int threshold)
            throws IOException {
        BatchStatus status = new BatchStatus(BatchState.COMPLETE, results.size(), results.size(), 10);
        Iterator<byte[]> sent = results.stream()
                .map(result -> result == null ? null : ServiceResponseJson.write(result))
                .iterator();

        try (BatchResponse read = BatchResponseJson.read(
                BatchResponseJson.stream(status, sent),
                ID,
                List.of(),
                new SpoolFactory(threshold, Path.of(System.getProperty("java.io.tmpdir"))))) {
            for (int index = 0; index < results.size(); index++) {
                assertThat(read.hasExecution(index)).isEqualTo(results.get(index) != null);
                if (read.hasExecution(index)) {
                    assertThat(read.execution(index)).isEqualTo(results.get(index));
                }
            }
            assertThat(read)
                    .containsExactlyElementsOf(
                            results.stream().filter(Objects::nonNull).toList());
        }
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void serviceResponse_isReadAsWritten(@ForAll("responses") BatchResponse response) throws IOException {
        for (ServiceResponse result : response) {
            ServiceResponse read = Json.read(
                    new ByteArrayInputStream(ServiceResponseJson.write(result)),
                    "the test",
                    parser -> ServiceResponseJson.read(parser, result.index(), List.of()));

            assertThat(read).isEqualTo(result);
            assertThat(read.rawOutputs().keySet())
                    .containsExactlyElementsOf(result.rawOutputs().keySet());
        }
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void stream_returnsTheSameBytesInChunksOfAnySize(
            @ForAll("responses") BatchResponse response,
            @ForAll @Size(min = 1, max = 5) List<@IntRange(max = 100) Integer> sizes)
            throws IOException {
        byte[] whole = BatchResponseJson.stream(response).readAllBytes();

        ByteArrayOutputStream chunks = new ByteArrayOutputStream();
        InputStream in = BatchResponseJson.stream(response);
        boolean ended = false;
        for (int i = 0; !ended; i++) {
            int size = sizes.get(i % sizes.size());
            if (size == 0) {
                int octet = in.read();
                ended = octet < 0;
                chunks.writeBytes(ended ? new byte[0] : new byte[] {(byte) octet});
            } else {
                byte[] buffer = new byte[size + 2];
                int n = in.read(buffer, 1, size);
                ended = n < 0;
                chunks.write(buffer, 1, Math.max(n, 0));
                assertThat(buffer[0]).isZero();
                assertThat(buffer[size + 1]).isZero();
            }
        }

        assertThat(chunks.toByteArray()).isEqualTo(whole);
    }

    @Property
    void names_areReadAsWritten(@ForAll List<@From("texts") String> names) throws IOException {
        assertThat(NamesJson.read(new ByteArrayInputStream(NamesJson.write(names)), "the names"))
                .isEqualTo(names);
    }
}
