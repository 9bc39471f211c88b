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
package io.mlbatch.protocol;

import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A table of named columns of the same length. As a {@link Map} it is column-wise, which is the form on the wire:
 * {@code {"am_Pred":[0.592204]}}; {@link #rows()} is the same table row by row. Immutable; missing values are
 * {@code null}.
 */
public final class DataFrame extends AbstractMap<String, List<Object>> {

    private final Map<String, List<Object>> columns;
    private final int rowCount;

    private DataFrame(Map<String, List<Object>> columns, int rowCount) {
        this.columns = columns;
        this.rowCount = rowCount;
    }

    /**
     * Creates a table from columns.
     *
     * @throws IllegalArgumentException when the lengths differ; the message names the column
     */
    public static DataFrame ofColumns(Map<String, ? extends List<?>> columns) {
        Map<String, List<Object>> copy = new LinkedHashMap<>();
        String first = null;
        int length = 0;
        for (Map.Entry<String, ? extends List<?>> column : columns.entrySet()) {
            List<Object> values = Collections.unmodifiableList(new ArrayList<>(column.getValue()));
            if (first == null) {
                first = column.getKey();
                length = values.size();
            } else if (values.size() != length) {
                throw new IllegalArgumentException("Column '" + column.getKey() + "' has " + values.size()
                        + " values where column '" + first + "' has " + length);
            }
            copy.put(column.getKey(), values);
        }
        return new DataFrame(Collections.unmodifiableMap(copy), length);
    }

    /** Creates a table from rows. The columns are the names in order of appearance; absent cells are {@code null}. */
    public static DataFrame ofRows(List<? extends Map<?, ?>> rows) {
        Map<String, List<Object>> columns = new LinkedHashMap<>();
        for (int row = 0; row < rows.size(); row++) {
            for (Entry<?, ?> cell : rows.get(row).entrySet()) {
                List<Object> column = columns.computeIfAbsent(
                        WireScalar.name(cell.getKey()),
                        name -> new ArrayList<>(Collections.nCopies(rows.size(), null)));
                column.set(row, cell.getValue());
            }
        }
        columns.replaceAll((name, values) -> Collections.unmodifiableList(values));
        return new DataFrame(Collections.unmodifiableMap(columns), rows.size());
    }

    /** Returns the number of rows, which is the length of each column. */
    public int rowCount() {
        return rowCount;
    }

    /**
     * Returns the numbers of a column as an array, for models; a missing value is {@code NaN}.
     *
     * @throws IllegalArgumentException if the table has no such column, or a value is not a number; the message names
     *     it
     */
    public double[] numbers(String column) {
        List<Object> values = columns.get(column);
        if (values == null) {
            throw new IllegalArgumentException("No column '" + column + "', the columns are " + columns.keySet());
        }
        double[] numbers = new double[rowCount];
        for (int row = 0; row < rowCount; row++) {
            Object value = values.get(row);
            if (value instanceof Number number) {
                numbers[row] = number.doubleValue();
            } else if (value == null) {
                numbers[row] = Double.NaN;
            } else {
                throw new IllegalArgumentException(
                        "Column '" + column + "', row " + row + ": expected a number, got " + Values.describe(value));
            }
        }
        return numbers;
    }

    /**
     * Returns the table row by row. Each row is a map in the order of the columns. The list is a view: it copies
     * nothing before a row is read.
     */
    public List<Map<String, Object>> rows() {
        return new AbstractList<>() {
            @Override
            public Map<String, Object> get(int index) {
                Map<String, Object> row = new LinkedHashMap<>();
                columns.forEach((name, values) -> row.put(name, values.get(index)));
                return row;
            }

            @Override
            public int size() {
                return rowCount;
            }
        };
    }

    @Override
    public Set<Entry<String, List<Object>>> entrySet() {
        return columns.entrySet();
    }
}
