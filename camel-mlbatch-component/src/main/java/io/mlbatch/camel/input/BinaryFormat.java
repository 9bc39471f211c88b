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
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

import io.mlbatch.protocol.InvalidRecordException;

/** Binary formats that users send as text by mistake, recognized by their first bytes. */
enum BinaryFormat {
    GZIP("1f8b", "compressed (gzip): name the file *.gz, or set the header Content-Encoding to gzip"),
    ZIP("504b0304", "a zip archive: unpack it and send its files"),
    XLS("d0cf11e0a1b11ae1", "an Excel workbook of the old format (xls): save it as CSV"),
    BZIP2("425a68??314159", "compressed (bzip2): unpack it"),
    XZ("fd377a585a00", "compressed (xz): unpack it"),
    ZSTD("28b52ffd", "compressed (zstd): unpack it"),
    PARQUET("5041523115", "a Parquet file: save it as CSV or JSON"),
    PDF("255044462d", "a PDF document: save its table as CSV");

    private static final String XLSX = "an Excel workbook (xlsx): save it as CSV";

    /** The first entries of a workbook are small, so that its first bytes contain some of their names. */
    private static final int WORKBOOK_BYTES = 4096;

    private final String magic;
    private final String description;

    BinaryFormat(String magic, String description) {
        this.magic = magic;
        this.description = description;
    }

    /** @param in supports marks; its position does not change */
    boolean matches(InputStream in) throws IOException {
        String start = HexFormat.of().formatHex(peek(in, magic.length() / 2));
        return start.length() == magic.length() && start.matches(magic.replace('?', '.'));
    }

    /**
     * @param in supports marks; its position does not change
     * @throws InvalidRecordException when the bytes are not text
     */
    static void requireText(InputStream in) throws IOException {
        for (BinaryFormat format : values()) {
            if (format.matches(in)) {
                boolean workbook = format == ZIP && isWorkbook(in);
                throw InvalidRecordException.of("the body is " + (workbook ? XLSX : format.description));
            }
        }
    }

    private static boolean isWorkbook(InputStream in) throws IOException {
        String start = new String(peek(in, WORKBOOK_BYTES), StandardCharsets.ISO_8859_1);
        return start.contains("[Content_Types].xml") || start.contains("xl/");
    }

    private static byte[] peek(InputStream in, int count) throws IOException {
        in.mark(count);
        byte[] start = in.readNBytes(count);
        in.reset();
        return start;
    }
}
