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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.apache.camel.component.file.GenericFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.protocol.InvalidRecordException;

import static io.mlbatch.camel.input.Sources.read;
import static io.mlbatch.camel.input.Sources.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TextHintsTest {

    /** CSV that begins like JSON. */
    private static final String BRACKETED = "[hp]\n110\n";

    private static final byte[] LATIN1 = "name\nM\u00fcller\n".getBytes(StandardCharsets.ISO_8859_1);

    @TempDir
    private Path temp;

    private static TextHints hints(RecordFormat format, String contentType, String fileName) {
        return Sources.hints(format, contentType, fileName, StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource({
        "text/csv, csv",
        "text/csv; charset=utf-8; header=present, csv",
        "Text/CSV, csv",
        "application/x-ndjson, jsonl",
        "application/x-ndjson; charset=utf-8, jsonl",
        "application/jsonl, jsonl",
        "application/json, json",
        "application/json;charset=UTF-8, json",
        "application/vnd.acme+json, json",
        "application/octet-stream, auto",
        "text/plain, auto",
        "'', auto",
        ", auto",
    })
    void contentType_statesTheFormat(String contentType, RecordFormat format) {
        assertThat(hints(RecordFormat.auto, contentType, null).format()).isEqualTo(format);
    }

    @ParameterizedTest
    @CsvSource({
        "cars.csv, csv",
        "in/cars.2024.CSV, csv",
        "cars.json, json",
        "cars.jsonl, jsonl",
        "cars.ndjson, jsonl",
        "cars.txt, auto",
        "csv, auto",
        ", auto",
    })
    void fileName_statesTheFormatIfTheContentTypeDoesNot(String fileName, RecordFormat format) {
        assertThat(hints(RecordFormat.auto, null, fileName).format()).isEqualTo(format);
        assertThat(hints(RecordFormat.auto, "application/octet-stream", fileName)
                        .format())
                .isEqualTo(format);
        assertThat(hints(RecordFormat.auto, "application/x-ndjson", fileName).format())
                .isEqualTo(RecordFormat.jsonl);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "auto")
    void formatOption_overridesAllHints(RecordFormat format) throws IOException {
        for (String contentType : new String[] {null, "text/csv", "application/json", "application/x-ndjson"}) {
            for (String fileName : new String[] {null, "x.csv", "x.json", "x.jsonl"}) {
                assertThat(hints(format, contentType, fileName).format()).isEqualTo(format);
            }
        }
        Path json = Files.writeString(temp.resolve("cars.json"), BRACKETED);
        assertThat(read(source(json, RecordFormat.csv, "application/json", "x.json")))
                .containsExactly(Map.of("[hp]", "110"));
    }

    @Test
    void textWithoutHints_isDetectedByItsFirstCharacter() throws IOException {
        assertThat(read(source(BRACKETED, RecordFormat.auto, "text/csv", null))).hasSize(1);
        assertThatThrownBy(() -> read(source(BRACKETED))).hasMessageContaining("the records");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/csv; charset=iso-8859-1",
                "text/csv;charset=ISO-8859-1;header=present",
                "text/csv; Charset=\"iso-8859-1\"",
            })
    void charsetOfTheContentType_isUsed(String contentType) throws IOException {
        assertThat(read(source(LATIN1, RecordFormat.auto, contentType, null)))
                .containsExactly(Map.of("name", "M\u00fcller"));
        assertThat(read(source("name\nM\u00fcller\n", RecordFormat.auto, contentType, null)))
                .as("characters need no charset")
                .containsExactly(Map.of("name", "M\u00fcller"));
    }

    @Test
    void contentTypeWithoutCharset_keepsTheCharset() {
        TextHints hints = Sources.hints(RecordFormat.auto, "text/csv", null, StandardCharsets.ISO_8859_1);

        assertThat(hints.charset()).isEqualTo(StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/csv; charset=latin-99", "text/csv; charset=", "text/csv; charset=?"})
    void unknownCharsetOfTheContentType_isNamedInTheError(String contentType) {
        assertThatThrownBy(() -> source(LATIN1, RecordFormat.auto, contentType, null))
                .isInstanceOf(InvalidRecordException.class)
                .hasMessage("the charset of the content type '" + contentType + "' is unknown");
    }

    @Test
    void fileNameOfTheBody_overridesTheHeaderIfItStatesAFormat() throws IOException {
        Path csv = Files.writeString(temp.resolve("cars.csv"), BRACKETED);
        Path temporary = Files.writeString(temp.resolve("cars.csv.inprogress"), BRACKETED);

        assertThat(read(source(csv, RecordFormat.auto, null, "x.json"))).hasSize(1);
        assertThat(read(source(csv.toFile(), RecordFormat.auto, null, "x.json")))
                .hasSize(1);
        assertThat(read(source(temporary, RecordFormat.auto, null, "cars.csv"))).hasSize(1);
        assertThat(read(source(BRACKETED, RecordFormat.auto, null, "cars.csv"))).hasSize(1);
    }

    @Test
    void fileOfTheFileComponent_isReadFromDisk() throws IOException {
        GenericFile<Object> wrapped = new GenericFile<>();
        wrapped.setFile(Files.writeString(temp.resolve("cars.csv"), BRACKETED).toFile());

        assertThat(source(wrapped).isRepeatable()).isTrue();
        assertThat(read(source(wrapped))).containsExactly(Map.of("[hp]", "110"));

        wrapped.setFile(temp.resolve("cars.csv"));
        assertThat(read(source(wrapped))).containsExactly(Map.of("[hp]", "110"));
    }

    @Test
    void fileOfAnotherComponent_isReadFromItsBody() throws IOException {
        GenericFile<Object> wrapped = new GenericFile<>();
        wrapped.setFile("a handle of the FTP client");
        wrapped.setBody(BRACKETED.getBytes(StandardCharsets.UTF_8));

        assertThat(read(source(wrapped, RecordFormat.auto, null, "cars.csv"))).containsExactly(Map.of("[hp]", "110"));
    }
}
