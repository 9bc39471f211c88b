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

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;

import io.mlbatch.protocol.DataFrame;
import io.mlbatch.protocol.Parameter;
import io.mlbatch.protocol.ParameterType;
import io.mlbatch.protocol.ServiceResponse;

/** One result as a table, see {@link Rows}. */
final class ResultTable {

    /** The columns that every result has, before those of its outputs. */
    static final List<String> FIXED_COLUMNS = List.of("index", "success", "error");

    private static final DataFrame NO_ROWS = DataFrame.ofColumns(Map.of());

    private final ServiceResponse result;
    private final Set<String> inputColumns;
    private final Map<String, Map<String, IntFunction<Object>>> outputs = new LinkedHashMap<>();
    private int rowCount = 1;

    /** @param inputColumns the columns of the input of all results; empty when the results do not carry their input */
    ResultTable(ServiceResponse result, Set<String> inputColumns) {
        this.result = result;
        this.inputColumns = inputColumns;
        if (!result.success()) {
            return;
        }
        Map<String, Object> values = result.outputs();
        for (Parameter declared : result.definitions()) {
            Object value = values.get(declared.name());
            if (value == null && declared.type() == ParameterType.DATA_FRAME) {
                add(declared.name(), NO_ROWS);
            } else if (values.containsKey(declared.name())) {
                add(declared.name(), value);
            }
        }
        values.forEach((name, value) -> {
            if (!outputs.containsKey(name)) {
                add(name, value);
            }
        });
    }

    private void add(String output, Object value) {
        Map<String, IntFunction<Object>> columns = new LinkedHashMap<>();
        outputs.put(output, columns);
        if (value instanceof DataFrame frame) {
            addFrame(output, frame, columns);
        } else {
            boolean taken = FIXED_COLUMNS.contains(output) || inputColumns.contains(output);
            columns.put(taken ? "output." + output : output, row -> value);
        }
    }

    private void addFrame(String output, DataFrame frame, Map<String, IntFunction<Object>> columns) {
        if (frame.rowCount() == 0) {
            return;
        }
        rowCount = Math.max(rowCount, frame.rowCount());
        frame.forEach((column, cells) ->
                columns.put(output + "." + column, row -> row < cells.size() ? cells.get(row) : null));
    }

    /** The outputs in order, each with the cells of its columns by row. */
    Map<String, Map<String, IntFunction<Object>>> outputs() {
        return outputs;
    }

    /** Returns the name that a column of the input has in a row, which no other column of the input has. */
    static String inputName(String column, Set<String> inputColumns) {
        if (!FIXED_COLUMNS.contains(column)) {
            return column;
        }
        String name = "input." + column;
        while (inputColumns.contains(name)) {
            name = "input." + name;
        }
        return name;
    }

    /** At least 1, so that no record is lost. */
    int rowCount() {
        return rowCount;
    }

    Map<String, Object> row(int number) {
        Map<String, Object> row = new LinkedHashMap<>();
        for (String column : inputColumns) {
            row.put(inputName(column, inputColumns), result.input().get(column));
        }
        row.put("index", result.index());
        row.put("success", result.success());
        row.put("error", result.error());
        outputs.values()
                .forEach(columns -> columns.forEach((column, cells) -> {
                    // the second column would silently replace the first
                    if (row.containsKey(column)) {
                        throw new IllegalStateException(
                                "Record " + result.index() + " has two columns '" + column + "'");
                    }
                    row.put(column, cells.apply(number));
                }));
        return row;
    }
}
