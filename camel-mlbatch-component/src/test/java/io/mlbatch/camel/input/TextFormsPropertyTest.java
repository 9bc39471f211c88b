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
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.converter.stream.InputStreamCache;
import org.apache.camel.converter.stream.ReaderCache;

import io.mlbatch.protocol.json.RecordsJson;

import static io.mlbatch.camel.input.Sources.read;
import static io.mlbatch.camel.input.Sources.source;
import static org.assertj.core.api.Assertions.assertThat;

/** A text is the same records in every form of a body. */
class TextFormsPropertyTest {

    private static Path file;

    @BeforeContainer
    static void makeFile() throws IOException {
        file = Files.createTempFile("forms", ".txt");
    }

    @AfterContainer
    static void deleteFile() throws IOException {
        Files.delete(file);
    }

    @Provide
    Arbitrary<CsvTable> tables() {
        // characters of all these charsets
        return CsvTable.of(Arbitraries.of("a", "\"", ",", "\n", " ", "1.5", "\u00fc", "\u20ac"));
    }

    @Provide
    Arbitrary<Map<String, Object>> records() {
        Arbitrary<Object> values = Arbitraries.of(
                        1, -2.5, true, "\u00fc", "\uD83D\uDE00", "\n", "", List.of(), List.of(1, "a"))
                .asGeneric();
        return Arbitraries.maps(Arbitraries.of("hp", "wt", "\"", ""), values.injectNull(0.1))
                .ofMaxSize(3);
    }

    private static Map<String, Object> forms(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        written.writeBytes(bytes);
        Files.write(file, bytes);
        GenericFile<Object> wrapped = new GenericFile<>();
        wrapped.setFile(file.toFile());

        Map<String, Object> forms = new LinkedHashMap<>();
        forms.put("text", text);
        forms.put("builder", new StringBuilder(text));
        forms.put("reader", new StringReader(text));
        forms.put("cached reader", new ReaderCache(text));
        forms.put("bytes", bytes);
        forms.put("written bytes", written);
        forms.put("bytes with a mark", ("\uFEFF" + text).getBytes(StandardCharsets.UTF_8));
        forms.put("UTF-16 with a mark", ("\uFEFF" + text).getBytes(StandardCharsets.UTF_16LE));
        forms.put("stream", new ByteArrayInputStream(bytes));
        forms.put("cached stream", new InputStreamCache(bytes));
        forms.put("path", file);
        forms.put("file", file.toFile());
        forms.put("file of the file component", wrapped);
        return forms;
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void csv_isTheSameRecordsInEveryForm(@ForAll("tables") CsvTable table) throws IOException {
        forms(table.csv()).forEach((form, body) -> assertThat(source(body, RecordFormat.csv, null, null))
                .as(form)
                .satisfies(source -> assertThat(read(source)).isEqualTo(table.records())));
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void csv_isTheSameRecordsInEveryCharset(@ForAll("tables") CsvTable table) throws IOException {
        for (String name :
                List.of("UTF-8", "UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "windows-1252", "ISO-8859-15")) {
            byte[] bytes = table.csv().getBytes(Charset.forName(name));

            assertThat(read(source(bytes, RecordFormat.auto, "text/csv; charset=" + name, null)))
                    .as(name)
                    .isEqualTo(table.records());
            assertThat(read(source(bytes, Sources.hints(RecordFormat.csv, null, null, Charset.forName(name)))))
                    .as(name)
                    .isEqualTo(table.records());
        }
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void jsonArrayAndJsonLines_areTheSameRecordsInEveryForm(
            @ForAll @Size(min = 1, max = 4) List<@From("records") Map<String, Object>> records) throws IOException {
        List<String> texts = records.stream()
                .map(record -> new String(RecordsJson.writeRecord(record), StandardCharsets.UTF_8))
                .toList();
        String array = "[" + String.join(",", texts) + "]";
        String lines = String.join("\n", texts);

        forms(array)
                .forEach((form, body) -> assertThat(source(body)).as(form).satisfies(source -> assertThat(read(source))
                        .isEqualTo(records)));
        forms(lines).forEach((form, body) -> assertThat(source(body, RecordFormat.jsonl, null, null))
                .as(form)
                .satisfies(source -> assertThat(read(source)).isEqualTo(records)));
    }
}
