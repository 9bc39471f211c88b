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

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** A table of texts, and a writer of its CSV that shares nothing with the reader. */
record CsvTable(List<String> header, List<List<String>> rows, String lineEnd, boolean endsLast, boolean quotesAll) {

    /** Tables whose cells are made of these parts. */
    static Arbitrary<CsvTable> of(Arbitrary<String> parts) {
        Arbitrary<String> cells = parts.list().ofMaxSize(5).map(list -> String.join("", list));
        Arbitrary<Boolean> flags = Arbitraries.of(true, false);
        return cells.list().ofMinSize(1).ofMaxSize(4).uniqueElements().flatMap(header -> Combinators.combine(
                        cells.list().ofSize(header.size()).list().ofMaxSize(4),
                        Arbitraries.of("\n", "\r\n", "\r"),
                        flags,
                        flags)
                .as((rows, lineEnd, endsLast, quotesAll) -> new CsvTable(header, rows, lineEnd, endsLast, quotesAll)));
    }

    List<Map<String, Object>> records() {
        List<Map<String, Object>> records = new ArrayList<>();
        for (List<String> row : rows) {
            Map<String, Object> record = new LinkedHashMap<>();
            for (int i = 0; i < header.size(); i++) {
                // a column without a name is not an input
                if (!header.get(i).isEmpty()) {
                    record.put(header.get(i), row.get(i));
                }
            }
            records.add(record);
        }
        return records;
    }

    String csv() {
        return csv(',', '"');
    }

    String csv(char delimiter, char quote) {
        StringBuilder csv = new StringBuilder(line(header, delimiter, quote));
        rows.forEach(row -> csv.append(lineEnd).append(line(row, delimiter, quote)));
        return csv.append(endsLast ? lineEnd : "").toString();
    }

    private String line(List<String> cells, char delimiter, char quote) {
        // one empty cell alone would be an empty line
        boolean alone = cells.size() == 1;
        return cells.stream()
                .map(cell -> cell(cell, alone, delimiter, quote))
                .collect(Collectors.joining(String.valueOf(delimiter)));
    }

    private String cell(String cell, boolean alone, char delimiter, char quote) {
        boolean quoted = quotesAll
                || alone && cell.isEmpty()
                || cell.startsWith("\uFEFF")
                || cell.chars().anyMatch(c -> c == quote || c == delimiter || c == '\r' || c == '\n');
        String mark = String.valueOf(quote);
        return quoted ? mark + cell.replace(mark, mark + mark) + mark : cell;
    }
}
