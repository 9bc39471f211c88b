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
package io.mlbatch.camel.input;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import io.mlbatch.client.RecordSource;
import io.mlbatch.client.RecordSource.Records;
import io.mlbatch.protocol.InvalidRecordException;

import static io.mlbatch.camel.input.Sources.csv;
import static io.mlbatch.camel.input.Sources.read;
import static io.mlbatch.camel.input.Sources.source;
import static org.assertj.core.api.Assertions.assertThat;

class CsvPropertyTest {

    /** Characters with a meaning in CSV, and others. */
    private static Arbitrary<String> parts() {
        return Arbitraries.oneOf(
                Arbitraries.of("\"", ",", ";", "\t", "\r", "\n", "\r\n", " ", "#", "[", "{", "\0", "\uFEFF", "\u2028"),
                Arbitraries.of("a", "NA", "1.5", "\u00fc", "\u20ac", "\uD83D\uDE00"));
    }

    @Provide
    Arbitrary<CsvTable> tables() {
        return CsvTable.of(parts());
    }

    @Provide
    Arbitrary<byte[]> garbage() {
        return Arbitraries.oneOf(
                parts().list().ofMaxSize(30).map(list -> String.join("", list).getBytes(StandardCharsets.UTF_8)),
                Arbitraries.bytes().array(byte[].class).ofMaxSize(60));
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void table_isReadAsItWasWritten(@ForAll("tables") CsvTable table) throws IOException {
        List<Map<String, Object>> read = read(csv(table.csv(), ",", ".", "\"", null));

        assertThat(read).isEqualTo(table.records());
        List<String> named =
                table.header().stream().filter(name -> !name.isEmpty()).toList();
        assertThat(read).allSatisfy(record -> assertThat(record.keySet()).containsExactlyElementsOf(named));
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void tableWithAnyDelimiterAndQuote_isReadAsItWasWritten(
            @ForAll("tables") CsvTable table, @ForAll("delimiters") char delimiter, @ForAll("quotes") char quote)
            throws IOException {
        String text = table.csv(delimiter, quote);

        assertThat(read(csv(text, String.valueOf(delimiter), ".", String.valueOf(quote), null)))
                .isEqualTo(table.records());
        if (table.quotesAll() && table.header().size() > 1 && ",;\t|".indexOf(delimiter) >= 0) {
            assertThat(read(csv(text, "auto", ".", String.valueOf(quote), null)))
                    .as("delimiter found by the first line")
                    .isEqualTo(table.records());
        }
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void textsThatMeanMissing_areNullWhereverTheyAre(@ForAll("tables") CsvTable table) throws IOException {
        List<Map<String, Object>> expected = table.records();
        expected.forEach(record -> record.replaceAll(
                (name, cell) -> Set.of("NA", "a").contains(cell.toString().strip()) ? null : cell));

        assertThat(read(csv(table.csv(), ",", ".", "\"", "NA, a"))).isEqualTo(expected);
    }

    /** An arbitrary of its own: {@code @Chars} adds other characters to those of a {@code char}. */
    @Provide
    Arbitrary<Character> quotes() {
        return Arbitraries.of('"', '\'', '`');
    }

    @Provide
    Arbitrary<Character> delimiters() {
        return Arbitraries.of(',', ';', '\t', '|', ' ', ':', '^', '\u0001', '\u00a7');
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void garbage_isRecordsOrAnInvalidRecord(@ForAll("garbage") byte[] garbage, @ForAll RecordFormat format)
            throws IOException {
        for (Charset charset : List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16, StandardCharsets.ISO_8859_1)) {
            RecordSource source = source(garbage, Sources.hints(format, null, null, charset));
            List<Map<String, Object>> read = new ArrayList<>();
            try (Records records = source.open()) {
                while (records.hasNext()) {
                    read.add(records.next());
                    assertThat(read).as("it ends").hasSizeLessThanOrEqualTo(garbage.length);
                }
            } catch (InvalidRecordException | UncheckedIOException | IOException meant) {
                assertThat(meant.getMessage()).isNotBlank();
            }
        }
    }
}
