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

import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

import io.mlbatch.protocol.csv.CsvFormat;

/**
 * The options for reading bodies.
 *
 * @param format takes precedence over content type and file name
 * @param charset of bytes; {@code null} for that of the content type, or else of the exchange
 * @param csv the form of delimited texts
 * @param columns the names of inputs in records of any form
 */
public record InputOptions(RecordFormat format, Charset charset, CsvFormat csv, ColumnMapping columns) {

    /**
     * @param format the option recordFormat
     * @param charset the option of that name, or {@code null}
     * @throws IllegalArgumentException names the options
     */
    public static InputOptions of(
            RecordFormat format,
            String charset,
            String csvDelimiter,
            String csvDecimal,
            String csvQuote,
            String csvNull,
            String columns) {
        Character delimiter = CsvFormat.character("csvDelimiter", csvDelimiter, "auto");
        Character quote = CsvFormat.character("csvQuote", csvQuote, "none");
        char decimal = CsvFormat.decimal("csvDecimal", csvDecimal);
        Set<String> missing = csvNull == null
                ? Set.of()
                : Arrays.stream(csvNull.split(",", -1)).map(String::strip).collect(Collectors.toSet());
        CsvFormat csv;
        try {
            csv = new CsvFormat(delimiter, decimal, quote, missing);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "csvDelimiter=" + csvDelimiter + ", csvDecimal=" + csvDecimal + ", csvQuote=" + csvQuote + ": "
                            + e.getMessage(),
                    e);
        }
        return new InputOptions(format, charset(charset), csv, ColumnMapping.parse(columns));
    }

    private static Charset charset(String name) {
        try {
            return name == null ? null : Charset.forName(name);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("charset '" + name + "' is unknown", e);
        }
    }
}
