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
package io.mlbatch.camel.output;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.Parameter;
import io.mlbatch.protocol.ParameterType;
import io.mlbatch.protocol.ServiceResponse;
import io.mlbatch.testing.client.Samples;

import static org.assertj.core.api.Assertions.assertThat;

class CsvOutputPropertyTest {

    private static final String COLUMN = "the \"odd\", name\r\n";

    /** A record for each list, whose data frame has one column of these cells. */
    private static BatchResponse batch(List<List<String>> cells) {
        List<ServiceResponse> results = new ArrayList<>();
        for (List<String> column : cells) {
            results.add(new ServiceResponse(
                    results.size(),
                    true,
                    "",
                    "",
                    Map.of("answer", Map.of(COLUMN, column)),
                    List.of(),
                    List.of(new Parameter("answer", ParameterType.DATA_FRAME))));
        }
        return Samples.complete(results);
    }

    /** Any text that UTF-8 can hold, and often characters that CSV quotes. */
    @Provide
    Arbitrary<String> cells() {
        Arbitrary<String> any = Arbitraries.strings()
                .all()
                .ofMaxLength(12)
                .map(text -> new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
        Arbitrary<String> quoted =
                Arbitraries.strings().withChars("\",;\r\n\t #=é").ofMaxLength(8);
        return Arbitraries.oneOf(any, quoted, Arbitraries.of("", "\uD83D\uDE00", "NA", "\uFEFF", "\u2028", "\0"));
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void cells_areReadAsTheyWereWritten(
            @ForAll @Size(min = 1, max = 4) List<@Size(min = 1, max = 4) List<@From("cells") String>> cells)
            throws IOException {
        List<List<String>> expected = new ArrayList<>();
        expected.add(List.of("index", "success", "error", "answer." + COLUMN));
        for (int index = 0; index < cells.size(); index++) {
            for (String cell : cells.get(index)) {
                expected.add(List.of(String.valueOf(index), "TRUE", "", cell));
            }
        }

        List<List<String>> read = new ArrayList<>();
        try (CsvReader<CsvRecord> reader = CsvReader.builder()
                .ofCsvRecord(new InputStreamReader(new Csv(batch(cells)).stream(), StandardCharsets.UTF_8))) {
            reader.forEach(line -> read.add(line.getFields()));
        }

        assertThat(read).isEqualTo(expected);
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void stream_returnsTheSameBytesForAnyBufferSize(
            @ForAll @Size(max = 4) List<@Size(max = 3) List<@From("cells") String>> cells,
            @ForAll @Size(min = 1, max = 5) List<@IntRange(max = 100) Integer> sizes)
            throws IOException {
        InputStream csv = new Csv(batch(cells)).stream();
        byte[] whole = csv.readAllBytes();
        csv.reset();

        ByteArrayOutputStream chunks = new ByteArrayOutputStream();
        boolean ended = false;
        for (int i = 0; !ended; i++) {
            int size = sizes.get(i % sizes.size());
            if (size == 0) {
                int octet = csv.read();
                ended = octet < 0;
                chunks.writeBytes(ended ? new byte[0] : new byte[] {(byte) octet});
            } else {
                byte[] buffer = new byte[size + 2];
                int count = csv.read(buffer, 1, size);
                ended = count < 0;
                chunks.write(buffer, 1, Math.max(count, 0));
                assertThat(buffer[0]).isZero();
                assertThat(buffer[size + 1]).isZero();
            }
        }

        assertThat(chunks.toByteArray()).isEqualTo(whole);
    }
}
