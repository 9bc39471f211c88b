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
import java.io.ByteArrayOutputStream;
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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.apache.camel.converter.stream.InputStreamCache;
import org.apache.camel.converter.stream.ReaderCache;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.client.RecordSource;
import io.mlbatch.client.RecordSource.Records;
import io.mlbatch.protocol.InvalidRecordException;
import io.mlbatch.protocol.UnreadableTextException;

import static io.mlbatch.camel.input.Sources.read;
import static io.mlbatch.camel.input.Sources.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RecordSourcesTest {

    private static final Map<String, Object> FIRST = Map.of("hp", 110, "wt", 2.62);
    private static final Map<String, Object> SECOND = Map.of("hp", 93, "wt", 2.32);

    @TempDir
    private Path temp;

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
    void arrayOfMaps_isRecords() throws IOException {
        assertThat(read(source(new Object[] {FIRST, SECOND}))).containsExactly(FIRST, SECOND);
    }

    @Test
    void mapOfLists_isColumns() throws IOException {
        assertThat(read(source(Map.of("hp", List.of(110, 93), "wt", new double[] {2.62, 2.32}))))
                .containsExactly(FIRST, SECOND);
    }

    @Test
    void columnsOfDifferentLengths_failWithTheColumn() {
        assertThatThrownBy(() -> source(new java.util.TreeMap<>(Map.of("hp", List.of(110, 93), "wt", List.of(2.62)))))
                .isInstanceOf(InvalidRecordException.class)
                .hasMessage("Column 'wt' has 1 values where column 'hp' has 2");
    }

    @Test
    void mapOfSingleValues_isOneRecord() throws IOException {
        assertThat(read(source(FIRST))).containsExactly(FIRST);
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"hp\":110,\"wt\":2.62},{\"hp\":93,\"wt\":2.32}]",
                "  \n [ {\"hp\":110,\"wt\":2.62} , {\"hp\":93,\"wt\":2.32} ] ",
                "{\"hp\":110,\"wt\":2.62}\n{\"hp\":93,\"wt\":2.32}\n",
                "{\"hp\":[110,93],\"wt\":[2.62,2.32]}",
            })
    void jsonText_isDetectedByItsFirstCharacter(String json) throws IOException {
        assertThat(read(source(json))).containsExactly(FIRST, SECOND);
        assertThat(read(source(json.getBytes(StandardCharsets.UTF_8)))).containsExactly(FIRST, SECOND);
        assertThat(read(source(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)))))
                .containsExactly(FIRST, SECOND);
    }

    @Test
    void jsonColumnsOfDifferentLengths_failWithTheColumn() {
        assertThatThrownBy(() -> read(source("{\"hp\":[110,93],\"wt\":[2.62]}")))
                .isInstanceOf(InvalidRecordException.class)
                .hasMessage("Column 'wt' has 1 values where column 'hp' has 2");
    }

    @Test
    void singleJsonObject_isARecordUnlessAllValuesAreLists() throws IOException {
        assertThat(read(source("{\"hp\":110,\"wt\":[1,2]}"))).containsExactly(Map.of("hp", 110, "wt", List.of(1, 2)));
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
    void csvText_isRecordsOfTexts() throws IOException {
        String csv = "hp,wt,model\n110,2.62,\"Mazda, RX4\"\n\n93,2.32,\"Datsun \"\"710\"\"\"\n";

        assertThat(read(source(csv)))
                .containsExactly(
                        Map.of("hp", "110", "wt", "2.62", "model", "Mazda, RX4"),
                        Map.of("hp", "93", "wt", "2.32", "model", "Datsun \"710\""));
    }

    @Test
    void carriageReturnInAField_doesNotEndTheLine() throws IOException {
        assertThat(read(source("hp,model\n110,\"Mazda\r\"\n93,Datsun\n")))
                .containsExactly(Map.of("hp", "110", "model", "Mazda\r"), Map.of("hp", "93", "model", "Datsun"));
    }

    @Test
    void unclosedQuote_isAnError() {
        assertThatThrownBy(() -> read(source("model\nMazda\n\"Datsun\nFiat\n")))
                .isInstanceOf(InvalidRecordException.class)
                .hasMessageStartingWith("after line 2: no CSV: ");
    }

    @Test
    void headerThatIsNoCsv_isAnErrorOfTheFirstLine() {
        assertThatThrownBy(() -> read(source("\"hp\" \"wt\"\n\"Mazda\" 110\n")))
                .isInstanceOf(InvalidRecordException.class)
                .hasMessageStartingWith("line 1: no CSV: ");
    }

    @Test
    void columnsWithAValueThatHasNoForm_areReadForTheCheckOfEachRecord() throws IOException {
        Object value = new Object();

        assertThat(read(source(Map.of("hp", List.of(110, value)))))
                .containsExactly(Map.of("hp", 110), Map.of("hp", value));
    }

    @Test
    void spacesAroundQuotes_areNotPartOfTheField() throws IOException {
        assertThat(read(source("hp, \"model\"\n110 , \" Mazda \" \n")))
                .containsExactly(Map.of("hp", "110 ", "model", " Mazda "));
    }

    @Test
    void byteOrderMark_isNotPartOfTheFirstColumn() throws IOException {
        assertThat(read(source("\uFEFFhp,wt\r\n110,2.62\r\n"))).containsExactly(Map.of("hp", "110", "wt", "2.62"));
    }

    @Test
    void byteOrderMark_overridesTheCharset() throws IOException {
        String csv = "\uFEFFname\nM\u00fcller\n";

        for (Charset charset : List.of(
                StandardCharsets.UTF_8,
                StandardCharsets.UTF_16LE,
                StandardCharsets.UTF_16BE,
                Charset.forName("windows-1252"))) {
            TextHints hints = Sources.hints(RecordFormat.csv, null, null, charset);
            assertThat(read(source(csv.getBytes(StandardCharsets.UTF_8), hints)))
                    .containsExactly(Map.of("name", "M\u00fcller"));
            assertThat(read(source(csv.getBytes(StandardCharsets.UTF_16LE), hints)))
                    .containsExactly(Map.of("name", "M\u00fcller"));
            assertThat(read(source(csv.getBytes(StandardCharsets.UTF_16BE), hints)))
                    .containsExactly(Map.of("name", "M\u00fcller"));
        }
    }

    @Test
    void raggedCsvLine_failsWithItsLineNumber() {
        assertThatThrownBy(() -> read(source("hp,wt\n110,2.62\n\n93\n")))
                .isInstanceOf(InvalidRecordException.class)
                .hasMessage("line 4: expected 2 fields as in line 1, found 1 (delimiter ',')");
    }

    @Test
    void duplicateCsvColumn_isAnError() {
        assertThatThrownBy(() -> read(source("hp,hp\n1,2\n"))).hasMessage("line 1: there are two columns 'hp'");
    }

    @Test
    void emptyText_isAnError() {
        assertThatThrownBy(() -> read(source(""))).hasMessageContaining("line 1: the text is empty");
    }

    @Test
    void undecodableBytes_areAnError() {
        byte[] latin1 = "name\nM\u00fcller\n".getBytes(StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> read(source(latin1)))
                .isInstanceOf(UnreadableTextException.class)
                .hasMessage("line 2: the byte 0xFC is not text in UTF-8: set the option charset to the charset of the"
                        + " text, for example windows-1252");
        assertThat(source(latin1, Sources.hints(RecordFormat.csv, null, null, StandardCharsets.ISO_8859_1)))
                .satisfies(source -> assertThat(read(source)).containsExactly(Map.of("name", "M\u00fcller")));
    }

    @Test
    void file_isReadByItsNameAndRepeatable() throws IOException {
        Path csv = Files.writeString(temp.resolve("cars.CSV"), "[hp],wt\n110,2.62\n");

        RecordSource source = source(csv.toFile());

        assertThat(source.isRepeatable()).isTrue();
        assertThat(read(source)).containsExactly(Map.of("[hp]", "110", "wt", "2.62"));
        assertThat(read(source)).hasSize(1);
    }

    @Test
    void stream_isClosedWithItsRecords() throws IOException {
        AtomicBoolean closed = new AtomicBoolean();
        ByteArrayInputStream stream = new ByteArrayInputStream("[{}]".getBytes(StandardCharsets.UTF_8)) {
            @Override
            public void close() {
                closed.set(true);
            }
        };

        try (Records records = source(stream).open()) {
            assertThat(records.hasNext()).isTrue();
            assertThat(closed).isFalse();
        }
        assertThat(closed).isTrue();
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
    void readerOfJson_isRecords() throws IOException {
        assertThat(read(source(new StringReader("[{\"hp\":110,\"wt\":2.62}]")))).containsExactly(FIRST);
    }

    @Test
    void cachedReader_isReadFromItsStartEveryTime() throws IOException {
        ReaderCache cache = new ReaderCache("[{\"hp\":110}]");
        assertThat(cache.read()).isPositive();

        RecordSource source = source(cache);

        assertThat(source.isRepeatable()).isTrue();
        assertThat(read(source)).hasSize(1);
        assertThat(read(source)).hasSize(1);
    }

    @Test
    void halfOfASurrogatePair_isReadAsItIs_inTextAsInMaps() throws IOException {
        assertThat(read(source("name\n\uD83D\n"))).containsExactly(Map.of("name", "\uD83D"));
        assertThat(read(source(new StringReader("[{\"name\":\"\uDE00\"}]")))).containsExactly(Map.of("name", "\uDE00"));
    }

    @Test
    void javaStreamAndCloseableIterator_areClosedWithTheirRecords() throws IOException {
        AtomicBoolean closed = new AtomicBoolean();

        read(source(Stream.of(FIRST).onClose(() -> closed.set(true))));

        assertThat(closed).isTrue();
    }

    @Test
    void cachedStream_isReadFromItsStartEveryTime() throws IOException {
        InputStreamCache cache = new InputStreamCache("[{\"hp\":110}]".getBytes(StandardCharsets.UTF_8));
        assertThat(cache.read()).isPositive();

        RecordSource source = source(cache);

        assertThat(source.isRepeatable()).isTrue();
        assertThat(read(source)).hasSize(1);
        assertThat(read(source)).hasSize(1);
    }

    @Test
    void byteArrayOutputStream_isRecords() throws IOException {
        ByteArrayOutputStream downloaded = new ByteArrayOutputStream();
        downloaded.writeBytes("hp\n110\n".getBytes(StandardCharsets.UTF_8));

        assertThat(read(source(downloaded))).containsExactly(Map.of("hp", "110"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"hp,hp\n1,2\n", "", "[1", "nothing \uFFFF", "{\"hp\":[1,2],\"wt\":[1]}", "[{\"a\" 1}]"})
    void failures_closeTheStreamOnce(String text) throws IOException {
        for (RecordFormat format : RecordFormat.values()) {
            AtomicInteger closed = new AtomicInteger();
            ByteArrayInputStream stream = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)) {
                @Override
                public void close() {
                    closed.incrementAndGet();
                }
            };
            try {
                read(source(stream, format, null, null));
            } catch (InvalidRecordException | UncheckedIOException | IOException meant) {
                assertThat(meant).isNotNull();
            }
            assertThat(closed.get()).as(format.name()).isPositive();
        }
    }

    @Test
    void failureOfClosing_doesNotHideTheFirstFailure() {
        ByteArrayInputStream stream = new ByteArrayInputStream("hp,hp\n".getBytes(StandardCharsets.UTF_8)) {
            @Override
            public void close() throws IOException {
                throw new IOException("closing");
            }
        };

        assertThatThrownBy(() -> read(source(stream)))
                .hasMessage("line 1: there are two columns 'hp'")
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
    }

    @Test
    void jsonWithAByteOrderMark_isRecords() throws IOException {
        assertThat(read(source("\uFEFF[{\"hp\":110}]"))).containsExactly(Map.of("hp", 110));
        assertThat(read(source("\uFEFF[{\"hp\":110}]".getBytes(StandardCharsets.UTF_16LE))))
                .containsExactly(Map.of("hp", 110));
        assertThat(read(source("\uFEFF{\"hp\":110}".getBytes(StandardCharsets.UTF_16BE))))
                .containsExactly(Map.of("hp", 110));
    }

    @Test
    void lineNumbers_countLinesWithinQuotes() {
        assertThatThrownBy(() -> read(source("hp,model\r\n1,\"a\r\nb\"\r\n2\r\n")))
                .hasMessage("line 4: expected 2 fields as in line 1, found 1 (delimiter ',')");
    }

    @Test
    void headerAndTrailingEmptyLines_areNotRecords() throws IOException {
        assertThat(read(source("hp,wt\r\n"))).isEmpty();
        assertThat(read(source("hp,wt"))).isEmpty();
        assertThat(read(source("hp\n1\n\n\r\n\n"))).hasSize(1);
    }

    @Test
    void trailingComma_isOneMoreField() {
        assertThatThrownBy(() -> read(source("hp,wt\n1,2,\n")))
                .hasMessage("line 2: expected 2 fields as in line 1, found 3 (delimiter ',')");
    }

    @Test
    void longField_isNotTruncated() throws IOException {
        String text = "x".repeat(1_000_000);

        assertThat(read(source("hp\n" + text + "\n"))).containsExactly(Map.of("hp", text));
    }

    @Test
    void nestedValues_areKeptAndTheLastDuplicateFieldWins() throws IOException {
        assertThat(read(source("[{\"a\":{\"b\":[1,2]},\"c\":1,\"c\":2}]")))
                .containsExactly(Map.of("a", Map.of("b", List.of(1, 2)), "c", 2));
    }
}
