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

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.mlbatch.protocol.InvalidRecordException;
import io.mlbatch.protocol.Parameter;
import io.mlbatch.protocol.ParameterType;

/**
 * The columns that a header names. Columns without a name, which R and pandas write for row names, are omitted. Of
 * columns with the same name the first counts, unless the name is the name of an input: the intended column is then
 * unknown.
 */
final class CsvColumns {

    private static final Set<ParameterType> NUMBERS = EnumSet.of(ParameterType.NUMERIC, ParameterType.INTEGER);

    private final CsvFormat format;
    private final List<Column> columns = new ArrayList<>();
    private final Set<String> inputs;

    private record Column(int position, String name, boolean number) {}

    /**
     * @param line of the header, for errors
     * @param inputs that are declared; empty when any column may be one
     */
    CsvColumns(List<String> header, long line, List<Parameter> inputs, CsvFormat format) {
        this.format = format;
        Map<String, ParameterType> types = new HashMap<>();
        inputs.forEach(input -> types.put(input.name(), input.type()));
        this.inputs = types.keySet();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < header.size(); i++) {
            String name = header.get(i);
            if (name.isEmpty()) {
                continue;
            }
            if (names.add(name)) {
                columns.add(new Column(i, name, NUMBERS.contains(types.get(name))));
            } else if (types.isEmpty() || types.containsKey(name)) {
                throw InvalidRecordException.atPlace("line " + line, "there are two columns '" + name + "'", null);
            }
        }
    }

    /** @param first the position of the first column's field */
    Map<String, Object> record(List<String> fields, int first, long line) {
        Map<String, Object> record = new LinkedHashMap<>();
        for (Column column : columns) {
            String field = fields.get(first + column.position());
            if (hasWrongPoint(column, field)) {
                // 1.234 may mean 1234 here, and would be read as 1.234
                throw InvalidRecordException.inRecord(
                        "line " + line,
                        "the number '" + field + "' in column '" + column.name() + "' has a point, but the decimal is '"
                                + format.decimal() + "'",
                        texts(fields, first));
            }
            record.put(column.name(), value(column, field));
        }
        return record;
    }

    /** Returns the fields of a line that is not valid, unchanged; a line with fewer fields has fewer columns. */
    Map<String, Object> texts(List<String> fields, int first) {
        Map<String, Object> record = new LinkedHashMap<>();
        for (Column column : columns) {
            if (first + column.position() < fields.size()) {
                record.put(column.name(), fields.get(first + column.position()));
            }
        }
        return record;
    }

    List<String> names() {
        return columns.stream().map(Column::name).toList();
    }

    /**
     * Returns whether inputs are declared and no input has a column. A text without records is then not CSV, but for
     * example a web page.
     */
    boolean lackAllInputs() {
        return !inputs.isEmpty() && columns.stream().noneMatch(column -> inputs.contains(column.name()));
    }

    private boolean isMissing(String field) {
        return !format.missing().isEmpty() && format.missing().contains(field.strip());
    }

    private boolean hasWrongPoint(Column column, String field) {
        return format.decimal() != '.' && column.number() && !isMissing(field) && field.indexOf('.') >= 0;
    }

    private String value(Column column, String field) {
        if (isMissing(field)) {
            return null;
        }
        return column.number() ? field.replace(format.decimal(), '.') : field;
    }
}
