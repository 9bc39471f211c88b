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

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.apache.camel.converter.stream.InputStreamCache;
import org.apache.camel.converter.stream.ReaderCache;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.client.RecordSource;
import io.mlbatch.client.RecordSource.Records;
import io.mlbatch.protocol.InvalidRecordException;

import static io.mlbatch.camel.input.Sources.read;
import static io.mlbatch.camel.input.Sources.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class RecordSourcesTest {

    private static final Map<String, Object> FIRST = Map.of("hp", 110, "wt", 2.62);
    private static final Map<String, Object> SECOND = Map.of("hp", 93, "wt", 2.32);

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A stream that counts how often it is closed. */
    private static final class CloseCountingStream extends ByteArrayInputStream {

        private final AtomicInteger closed = new AtomicInteger();

        CloseCountingStream(String text) {
            super(utf8(text));
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }

    @Nested
    class Objects {

        @Test
        void listOfMaps_isRepeatableRecords() throws IOException {
            RecordSource source = source(List.of(FIRST, SECOND));

            assertThat(source.isRepeatable()).isTrue();
            assertThat(read(source)).containsExactly(FIRST, SECOND);
            assertThat(read(source)).containsExactly(FIRST, SECOND);
        }

        @Test
        void iteratorAndStream_areReadOnce() throws IOException {
            Iterator<Map<String, Object>> iterator = List.of(FIRST, SECOND).iterator();

            assertThat(source(iterator).isRepeatable()).isFalse();
            assertThat(read(source(iterator))).containsExactly(FIRST, SECOND);
            assertThat(read(source(Stream.of(FIRST)))).containsExactly(FIRST);
        }

        @Test
        void javaStream_isClosedWithItsRecords() throws IOException {
            AtomicBoolean closed = new AtomicBoolean();

            read(source(Stream.of(FIRST).onClose(() -> closed.set(true))));

            assertThat(closed).isTrue();
        }

        @Test
        void mapOfLists_isColumns() throws IOException {
            assertThat(read(source(Map.of("hp", List.of(110, 93), "wt", new double[] {2.62, 2.32}))))
                    .containsExactly(FIRST, SECOND);
        }

        @Test
        void mapOfSingleValues_isOneRecord() throws IOException {
            assertThat(read(source(FIRST))).containsExactly(FIRST);
        }

        @Test
        void columnsOfDifferentLengths_failWithTheColumn() {
            for (Object body : List.of(
                    new TreeMap<>(Map.of("hp", List.of(110, 93), "wt", List.of(2.62))),
                    "{\"hp\":[110,93],\"wt\":[2.62]}")) {
                assertThatThrownBy(() -> read(source(body)))
                        .isInstanceOf(InvalidRecordException.class)
                        .hasMessage("Column 'wt' has 1 values where column 'hp' has 2");
            }
        }

        @Test
        void columnsWithAValueThatHasNoForm_areReadForTheCheckOfEachRecord() throws IOException {
            Object value = new Object();

            assertThat(read(source(Map.of("hp", List.of(110, value)))))
                    .containsExactly(Map.of("hp", 110), Map.of("hp", value));
        }

        @Test
        void elementThatIsNotAMap_failsWithItsIndex() {
            assertThatThrownBy(() -> read(source(List.of(FIRST, 42))))
                    .isInstanceOf(InvalidRecordException.class)
                    .hasMessage("record 1: expected a map of inputs, got the number 42");
        }

        @Test
        void bodyOfAnotherKind_failsWithItsClass() {
            assertThatThrownBy(() -> source(42)).hasMessageContaining("got the number 42");
            assertThatThrownBy(() -> source(null)).hasMessageContaining("got nothing");
        }
    }

    @Nested
    class Json {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "[{\"hp\":110,\"wt\":2.62},{\"hp\":93,\"wt\":2.32}]",
                    "  \n [ {\"hp\":110,\"wt\":2.62} , {\"hp\":93,\"wt\":2.32} ] ",
                    "{\"hp\":110,\"wt\":2.62}\n{\"hp\":93,\"wt\":2.32}\n",
                    "{\"hp\":[110,93],\"wt\":[2.62,2.32]}",
                    "\uFEFF[{\"hp\":110,\"wt\":2.62},{\"hp\":93,\"wt\":2.32}]",
                })
        void jsonText_isDetectedByItsFirstCharacter(String json) throws IOException {
            for (Object body :
                    List.of(json, utf8(json), new ByteArrayInputStream(utf8(json)), new StringReader(json))) {
                assertThat(read(source(body))).containsExactly(FIRST, SECOND);
            }
        }

        @Test
        void singleJsonObject_isARecordUnlessAllValuesAreLists() throws IOException {
            assertThat(read(source("{\"hp\":110,\"wt\":[1,2]}")))
                    .containsExactly(Map.of("hp", 110, "wt", List.of(1, 2)));
        }

        @Test
        void singleJsonLine_isARecordEvenIfAllValuesAreLists() throws IOException {
            assertThat(read(source("{\"x\":[1,2]}\n", RecordFormat.jsonl, null, null)))
                    .containsExactly(Map.of("x", List.of(1, 2)));
        }

        @Test
        void brokenJson_failsWithLineAndColumn() {
            assertThatThrownBy(() -> read(source("[{\"hp\":110},\n{\"hp\" 93}]")))
                    .cause()
                    .hasMessageContaining("line 2, column");
        }

        @Test
        void nestedValues_areKeptAndTheLastDuplicateFieldWins() throws IOException {
            assertThat(read(source("[{\"a\":{\"b\":[1,2]},\"c\":1,\"c\":2}]")))
                    .containsExactly(Map.of("a", Map.of("b", List.of(1, 2)), "c", 2));
        }
    }

    @Nested
    class CsvText {

        private static final List<Arguments> TABLES = List.of(
                arguments(
                        "hp,wt,model\n110,2.62,\"Mazda, RX4\"\n\n93,2.32,\"Datsun \"\"710\"\"\"\n",
                        List.of(
                                Map.of("hp", "110", "wt", "2.62", "model", "Mazda, RX4"),
                                Map.of("hp", "93", "wt", "2.32", "model", "Datsun \"710\""))),
                // a carriage return within a field does not end the line
                arguments(
                        "hp,model\n110,\"Mazda\r\"\n93,Datsun\n",
                        List.of(Map.of("hp", "110", "model", "Mazda\r"), Map.of("hp", "93", "model", "Datsun"))),
                // spaces around quotes are not part of the field
                arguments("hp, \"model\"\n110 , \" Mazda \" \n", List.of(Map.of("hp", "110 ", "model", " Mazda "))),
                // a byte order mark is not part of the first column
                arguments("\uFEFFhp,wt\r\n110,2.62\r\n", List.of(Map.of("hp", "110", "wt", "2.62"))),
                // half of a surrogate pair
                arguments("name\n\uD83D\n", List.of(Map.of("name", "\uD83D"))),
                // headers and trailing empty lines are not records
                arguments("hp,wt\r\n", List.of()),
                arguments("hp,wt", List.of()),
                arguments("hp\n1\n\n\r\n\n", List.of(Map.of("hp", "1"))));

        @ParameterizedTest
        @FieldSource("TABLES")
        void csvText_isRecordsOfTexts(String csv, List<Map<String, Object>> records) throws IOException {
            assertThat(read(source(csv))).isEqualTo(records);
        }

        private static final List<Arguments> INVALID_TEXTS = List.of(
                arguments("model\nMazda\n\"Datsun\nFiat\n", "after line 2: no CSV: "),
                arguments("\"hp\" \"wt\"\n\"Mazda\" 110\n", "line 1: no CSV: "),
                arguments("hp,wt\n110,2.62\n\n93\n", "line 4: expected 2 fields as in line 1, found 1 (delimiter ',')"),
                arguments("hp,wt\n1,2,\n", "line 2: expected 2 fields as in line 1, found 3 (delimiter ',')"),
                // lines within quotes count
                arguments(
                        "hp,model\r\n1,\"a\r\nb\"\r\n2\r\n",
                        "line 4: expected 2 fields as in line 1, found 1 (delimiter ',')"),
                arguments("hp,hp\n1,2\n", "line 1: there are two columns 'hp'"),
                arguments("", "line 1: the text is empty"));

        @ParameterizedTest
        @FieldSource("INVALID_TEXTS")
        void invalidCsv_failsWithItsLine(String csv, String message) {
            assertThatThrownBy(() -> read(source(csv)))
                    .isInstanceOf(InvalidRecordException.class)
                    .hasMessageStartingWith(message);
        }

        @Test
        void longField_isNotTruncated() throws IOException {
            String text = "x".repeat(1_000_000);

            assertThat(read(source("hp\n" + text + "\n"))).containsExactly(Map.of("hp", text));
        }

        @Test
        void byteOrderMark_overridesTheCharset() throws IOException {
            String csv = "\uFEFFname\nM\u00fcller\n";
            List<Charset> marked =
                    List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE);

            for (Charset named : List.of(
                    StandardCharsets.UTF_8,
                    StandardCharsets.UTF_16LE,
                    StandardCharsets.UTF_16BE,
                    Charset.forName("windows-1252"))) {
                TextHints hints = Sources.hints(RecordFormat.csv, null, null, named);
                for (Charset charset : marked) {
                    assertThat(read(source(csv.getBytes(charset), hints)))
                            .containsExactly(Map.of("name", "M\u00fcller"));
                }
            }
        }
    }

    @Nested
    class Streams {

        @Test
        void file_isReadByItsNameAndRepeatable(@TempDir Path temp) throws IOException {
            Path csv = Files.writeString(temp.resolve("cars.CSV"), "[hp],wt\n110,2.62\n");

            RecordSource source = source(csv.toFile());

            assertThat(source.isRepeatable()).isTrue();
            assertThat(read(source)).containsExactly(Map.of("[hp]", "110", "wt", "2.62"));
            assertThat(read(source)).hasSize(1);
        }

        @Test
        void stream_isClosedWithItsRecords() throws IOException {
            CloseCountingStream stream = new CloseCountingStream("[{}]");

            try (Records records = source(stream).open()) {
                assertThat(records.hasNext()).isTrue();
                assertThat(stream.closed).hasValue(0);
            }
            assertThat(stream.closed).hasPositiveValue();
        }

        @Test
        void reader_isReadOnDemandAndClosedWithItsRecords() throws IOException {
            EndlessLines lines = new EndlessLines("hp,model", "110,M\u00fcller \uD83D\uDE00");

            RecordSource source = source(lines);
            try (Records records = source.open()) {
                assertThat(records.next()).isEqualTo(Map.of("hp", "110", "model", "M\u00fcller \uD83D\uDE00"));
                assertThat(records.hasNext()).isTrue();
                assertThat(lines.isClosed()).isFalse();
            }

            assertThat(source.isRepeatable()).isFalse();
            assertThat(lines.isClosed()).isTrue();
        }

        @Test
        void cachedReaderOrStream_isReadFromItsStartEveryTime() throws IOException {
            ReaderCache reader = new ReaderCache("[{\"hp\":110}]");
            InputStreamCache stream = new InputStreamCache(utf8("[{\"hp\":110}]"));
            assertThat(reader.read() + stream.read()).isEqualTo('[' + '[');

            for (Object cache : List.of(reader, stream)) {
                RecordSource source = source(cache);

                assertThat(source.isRepeatable()).isTrue();
                assertThat(read(source)).hasSize(1);
                assertThat(read(source)).hasSize(1);
            }
        }

        @Test
        void readerOfJson_keepsHalfOfASurrogatePair() throws IOException {
            assertThat(read(source(new StringReader("[{\"name\":\"\uDE00\"}]"))))
                    .containsExactly(Map.of("name", "\uDE00"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"hp,hp\n1,2\n", "", "[1", "nothing \uFFFF", "{\"hp\":[1,2],\"wt\":[1]}", "[{\"a\" 1}]"})
        void failure_closesTheStream(String text) {
            for (RecordFormat format : RecordFormat.values()) {
                CloseCountingStream stream = new CloseCountingStream(text);
                try {
                    read(source(stream, format, null, null));
                } catch (InvalidRecordException | UncheckedIOException | IOException invalidInThisFormat) {
                    assertThat(invalidInThisFormat).isNotNull();
                }
                assertThat(stream.closed.get()).as(format.name()).isPositive();
            }
        }

        @Test
        void failureOfClosing_doesNotHideTheFirstFailure() {
            ByteArrayInputStream stream = new ByteArrayInputStream(utf8("hp,hp\n")) {
                @Override
                public void close() throws IOException {
                    throw new IOException("closing");
                }
            };

            assertThatThrownBy(() -> read(source(stream)))
                    .hasMessage("line 1: there are two columns 'hp'")
                    .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
        }
    }
}
