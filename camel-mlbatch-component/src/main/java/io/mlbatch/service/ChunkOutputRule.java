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
package io.mlbatch.service;

import java.util.AbstractList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.mlbatch.protocol.Parameter;
import io.mlbatch.protocol.Values;
import io.mlbatch.protocol.json.ValueJson;

/**
 * Divides the body that a route leaves for a chunk into the bodies of its records: a list or an array with one element
 * per record, or a map with a column per declared output. The elements follow the {@link OutputRule}.
 */
final class ChunkOutputRule {

    private final List<Parameter> declared;

    ChunkOutputRule(List<Parameter> declared) {
        this.declared = declared;
    }

    /**
     * Returns the body of each record.
     *
     * @param left the body that the route left for the chunk
     * @param size the number of records of the chunk
     * @throws IllegalArgumentException if the body has another form, or results for another number of records
     */
    List<?> elements(Object left, int size) {
        Object body = ValueJson.withoutTree(left);
        if (body instanceof Map<?, ?> map) {
            return rows(columns(map, size), size);
        }
        List<?> elements = list(body)
                .orElseThrow(() -> new IllegalArgumentException("The route left "
                        + (body == null
                                ? "nothing"
                                : "a body of " + body.getClass().getName())
                        + ", expected a list with the results of " + records(size) + ", or a map of columns"));
        if (elements.size() != size) {
            throw new IllegalArgumentException("The route left " + elements.size() + " results for " + records(size));
        }
        return elements;
    }

    private Map<String, List<?>> columns(Map<?, ?> map, int size) {
        Map<String, List<?>> columns = new LinkedHashMap<>();
        if (declared.isEmpty()) {
            map.forEach(
                    (name, values) -> columns.put(String.valueOf(name), column(String.valueOf(name), values, size)));
        }
        for (Parameter output : declared) {
            if (!map.containsKey(output.name())) {
                throw new IllegalArgumentException("The route left a map without the declared output '" + output.name()
                        + "', expected a column of " + size + " values, or a list of results");
            }
            columns.put(output.name(), column(output.name(), map.get(output.name()), size));
        }
        return columns;
    }

    private static List<?> column(String name, Object values, int size) {
        List<?> column = list(ValueJson.withoutTree(values))
                .orElseThrow(() -> new IllegalArgumentException("output '" + name + "': expected a column of " + size
                        + " values, one per record, got "
                        + (values instanceof Set ? "a set, which has no order" : Values.describe(values))));
        if (column.size() != size) {
            throw new IllegalArgumentException(
                    "output '" + name + "': the column has " + column.size() + " values for " + records(size));
        }
        return column;
    }

    /** Returns the elements of a list or an array; empty for a set, which has no order and drops equal results. */
    private static Optional<List<?>> list(Object values) {
        return values instanceof Set ? Optional.empty() : Values.asList(values);
    }

    /** Returns the columns row by row. A row with an exception is that exception. */
    private static List<Object> rows(Map<String, List<?>> columns, int size) {
        return new AbstractList<>() {
            @Override
            public Object get(int position) {
                Map<String, Object> row = new LinkedHashMap<>();
                for (Map.Entry<String, List<?>> column : columns.entrySet()) {
                    Object value = column.getValue().get(position);
                    if (value instanceof Throwable) {
                        return value;
                    }
                    row.put(column.getKey(), value);
                }
                return row;
            }

            @Override
            public int size() {
                return size;
            }
        };
    }

    private static String records(int size) {
        return size == 1 ? "1 record" : size + " records";
    }
}
