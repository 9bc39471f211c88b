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
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.client.RecordSource;
import io.mlbatch.protocol.UnreadableTextException;

import static io.mlbatch.camel.input.Sources.read;
import static io.mlbatch.camel.input.Sources.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

/** Bytes that are compressed, binary, or in an undeclared charset. */
class EncodedBytesTest {

    private static final String CSV = "hp,wt\n110,2.62\n93,2.32\n";

    private static byte[] gzip(String text) {
        return gzip(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }

    private static byte[] zip(String... entries) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (String entry : entries) {
                zip.putNextEntry(new ZipEntry(entry));
                zip.write(entry.getBytes(StandardCharsets.UTF_8));
            }
        }
        return out.toByteArray();
    }

    /** A stream like that of a network, which does not know the number of available bytes. */
    private static InputStream network(byte[]... parts) {
        InputStream whole = new ByteArrayInputStream(new byte[0]);
        for (byte[] part : parts) {
            whole = new SequenceInputStream(whole, new ByteArrayInputStream(part) {
                @Override
                public synchronized int available() {
                    return 0;
                }
            });
        }
        return whole;
    }

    @ParameterizedTest
    @CsvSource({
        "cars.csv.gz, 'hp,wt\n110,2.62\n93,2.32\n'",
        "cars.tsv.gz, 'hp\twt\n110\t2.62\n93\t2.32\n'",
        "cars.TSV.GZ, 'hp\twt\n110\t2.62\n93\t2.32\n'",
        "cars.json.gz, '[{\"hp\":\"110\",\"wt\":\"2.62\"},{\"hp\":\"93\",\"wt\":\"2.32\"}]'",
        "cars.ndjson.gz, '{\"hp\":\"110\",\"wt\":\"2.62\"}\n{\"hp\":\"93\",\"wt\":\"2.32\"}\n'",
        "cars.gz, 'hp,wt\n110,2.62\n93,2.32\n'",
    })
    void fileNameThatEndsWithGz_isUnpackedAndReadByTheNameBeforeIt(String fileName, String text) throws IOException {
        assertThat(read(source(gzip(text), RecordFormat.auto, null, fileName)))
                .containsExactly(Map.of("hp", "110", "wt", "2.62"), Map.of("hp", "93", "wt", "2.32"));
    }

    @Test
    void severalGzipMembers_areReadToTheLastOne() throws IOException {
        InputStream members = network(gzip("hp,wt\n110,2.62\n"), gzip("93,2.32\n"));

        assertThat(read(source(members, RecordFormat.auto, null, "cars.csv.gz")))
                .hasSize(2);
    }

    @Test
    void nameThatEndsWithGz_ofATextThatIsNotCompressed_isRead() throws IOException {
        assertThat(read(source(CSV.getBytes(StandardCharsets.UTF_8), RecordFormat.auto, null, "cars.csv.gz")))
                .hasSize(2);
    }

    private static Throwable failure(byte[] bytes) {
        Throwable thrown = catchThrowable(() -> read(source(bytes, RecordFormat.auto, null, "cars.csv.gz")));
        return thrown instanceof UncheckedIOException ? thrown.getCause() : thrown;
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 15, 25})
    void truncatedGzip_isReportedAsTruncated(int length) {
        byte[] whole = gzip(CSV);

        assertThat(failure(Arrays.copyOf(whole, length)))
                .isInstanceOf(UnreadableTextException.class)
                .hasMessage("the gzip data is truncated");
    }

    @Test
    void corruptGzip_isReportedAsCorrupt() {
        byte[] corrupt = gzip(CSV);
        corrupt[corrupt.length - 6] ^= 1;

        assertThat(failure(corrupt))
                .isInstanceOf(UnreadableTextException.class)
                .hasMessageStartingWith("the gzip data is corrupt: ");
    }

    @Test
    void zipArchivesAndWorkbooks_areNamed() throws IOException {
        assertThatThrownBy(() -> read(source(zip("cars.csv"))))
                .hasMessage("the body is a zip archive: unpack it and send its files");
        for (byte[] workbook : List.of(
                zip("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml"),
                zip("docProps/app.xml", "docProps/core.xml", "xl/workbook.xml"))) {
            assertThatThrownBy(() -> read(source(workbook, RecordFormat.auto, null, "cars.csv")))
                    .hasMessage("the body is an Excel workbook (xlsx): save it as CSV");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "D0CF11E0A1B11AE10000, an Excel workbook of the old format (xls): save it as CSV",
        "1F8B0800000000000003, 'compressed (gzip): name the file *.gz, or set the header Content-Encoding to gzip'",
        "425A68393141592653590000, compressed (bzip2): unpack it",
        "FD377A585A00000004E6D6B4, compressed (xz): unpack it",
        "28B52FFD00000000, compressed (zstd): unpack it",
        "5041523115041510, a Parquet file: save it as CSV or JSON",
        "255044462d312e37, a PDF document: save its table as CSV",
    })
    void binaryFormat_isNamed(String hex, String name) {
        byte[] bytes = HexFormat.of().parseHex(hex);

        for (RecordFormat format : RecordFormat.values()) {
            assertThatThrownBy(() -> read(source(bytes, format, null, null))).hasMessage("the body is " + name);
        }
    }

    @Test
    void gzipWithinGzip_isNamed() {
        assertThatThrownBy(() -> read(source(gzip(gzip(CSV)), RecordFormat.auto, null, "cars.csv.gz")))
                .hasMessageStartingWith("the body is compressed (gzip)");
    }

    @Test
    void bytesThatTheCharsetDoesNotHave_areAnErrorThatNamesByteCharsetLineAndOption() {
        byte[] latin1 = "name,hp\r\nMazda,110\r\nCitro\u00ebn,93\r\n".getBytes(StandardCharsets.ISO_8859_1);

        byte[] json = "[{\"name\":\n\n\"Citro\u00ebn\"}]".getBytes(StandardCharsets.ISO_8859_1);

        for (RecordSource source :
                List.of(source(latin1), source(latin1, RecordFormat.csv, null, null), source(json))) {
            assertThatThrownBy(() -> read(source))
                    .hasMessageContaining("line 3: the byte 0xEB is not text in UTF-8: set the option charset");
        }
    }

    @Test
    void utf16WithoutAMark_isFoundByItsZeros() throws IOException {
        for (String text : List.of(CSV, "[{\"hp\":110},{\"hp\":93}]")) {
            assertThat(read(source(text.getBytes(StandardCharsets.UTF_16LE)))).hasSize(2);
            assertThat(read(source(text.getBytes(StandardCharsets.UTF_16BE)))).hasSize(2);
        }
    }

    @Test
    void utf32WithAMark_isRead() throws IOException {
        for (String charset : List.of("UTF-32LE", "UTF-32BE")) {
            assertThat(read(source(("\uFEFF" + CSV).getBytes(java.nio.charset.Charset.forName(charset)))))
                    .containsExactly(Map.of("hp", "110", "wt", "2.62"), Map.of("hp", "93", "wt", "2.32"));
        }
    }

    @Test
    void jsonInADeclaredCharset_isRead() throws IOException {
        byte[] latin1 = "[{\"name\":\"M\u00fcller\"}]".getBytes(StandardCharsets.ISO_8859_1);

        assertThat(read(source(latin1, RecordFormat.auto, "application/json; charset=ISO-8859-1", null)))
                .containsExactly(Map.of("name", "M\u00fcller"));
    }
}
