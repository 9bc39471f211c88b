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
package io.mlbatch.protocol.csv;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;

import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.Parameter;
import io.mlbatch.protocol.ServiceResponse;

/**
 * The {@link Rows} of results as lines of CSV (RFC 4180) in UTF-8, each encoded when it is read. The first line has the
 * names of the columns.
 */
public final class CsvLines implements Iterator<byte[]> {

    private final Iterable<ServiceResponse> results;
    private final Set<String> inputColumns;
    private List<String> columns;
    private Rows rows;
    private final StringWriter line = new StringWriter();
    private final CsvWriter writer = CsvWriter.builder()
            .lineDelimiter(LineDelimiter.CRLF)
            .autoFlush(true)
            .build(line);

    /** @param results are iterated twice, from the first call of {@link #next} on */
    public CsvLines(Iterable<ServiceResponse> results) {
        this(results, Set.of());
    }

    /** Lines of results that may carry their input. */
    public CsvLines(BatchResponse response) {
        this(response, response.results().inputColumns());
    }

    /**
     * Lines of results that carry their input.
     *
     * @param inputColumns the columns of the input of all results
     */
    public CsvLines(Iterable<ServiceResponse> results, Set<String> inputColumns) {
        this.results = results;
        this.inputColumns = inputColumns;
    }

    /** All columns: those of one output together, declared outputs in their order. */
    private List<String> columns() {
        Map<String, Set<String>> byOutput = new LinkedHashMap<>();
        for (ServiceResponse result : results) {
            for (Parameter declared : result.definitions()) {
                byOutput.computeIfAbsent(declared.name(), name -> new LinkedHashSet<>());
            }
            new ResultTable(result, inputColumns).outputs().forEach((output, columns) -> byOutput.computeIfAbsent(
                            output, name -> new LinkedHashSet<>())
                    .addAll(columns.keySet()));
        }
        Set<String> columns = new LinkedHashSet<>();
        inputColumns.forEach(column -> columns.add(ResultTable.inputName(column, inputColumns)));
        columns.addAll(ResultTable.FIXED_COLUMNS);
        byOutput.values().forEach(columns::addAll);
        return List.copyOf(columns);
    }

    @Override
    public boolean hasNext() {
        return rows == null || rows.hasNext();
    }

    @Override
    public byte[] next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        if (rows == null) {
            // the first line names the columns of all rows, and even the last result may add one: the results are
            // iterated twice, because buffering the rows would hold the whole batch in memory
            columns = columns();
            rows = new Rows(results, inputColumns);
            return encoded(columns);
        }
        Map<String, Object> row = rows.next();
        List<String> fields = new ArrayList<>(columns.size());
        for (String column : columns) {
            fields.add(CsvText.of(row.get(column)));
        }
        return encoded(fields);
    }

    private byte[] encoded(List<String> fields) {
        writer.writeRecord(fields);
        byte[] encoded = line.toString().getBytes(StandardCharsets.UTF_8);
        line.getBuffer().setLength(0);
        return encoded;
    }
}
