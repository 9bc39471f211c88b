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
package io.mlbatch.service.console;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

import io.mlbatch.protocol.BatchStatus;
import io.mlbatch.protocol.Parameter;
import io.mlbatch.protocol.ParameterType;
import io.mlbatch.protocol.ServiceDescription;
import io.mlbatch.protocol.ServiceResponse;
import io.mlbatch.protocol.json.ValueJson;

/** Rows as one JSON document: declared columns, then those that the rows have besides. Not thread-safe. */
final class TableDocument {

    /** Rows are left out beyond this size, so that a document of large records does not need much memory. */
    private static final int MAX_CHARACTERS = 4 << 20;

    private final Map<Column, String> types = new LinkedHashMap<>();
    private final Map<Column, Integer> positions = new LinkedHashMap<>();
    private final List<Map<String, Object>> rows = new ArrayList<>();
    private int characters;

    TableDocument(ServiceDescription service) {
        declare(service.inputs(), Column.Kind.INPUT);
        declare(service.outputs(), Column.Kind.OUTPUT);
    }

    private void declare(List<Parameter> parameters, Column.Kind kind) {
        for (Parameter parameter : parameters) {
            // a data frame of the outputs has a column for each of its own, whose names are not declared
            if (kind == Column.Kind.INPUT || parameter.type() != ParameterType.DATA_FRAME) {
                Column column = new Column(kind, parameter.name());
                position(column);
                types.put(column, parameter.type().wireName());
            }
        }
    }

    private int position(Column column) {
        return positions.computeIfAbsent(column, added -> positions.size());
    }

    boolean isFull() {
        return characters > MAX_CHARACTERS;
    }

    void add(Row row) {
        Object[] values = new Object[positions.size()];
        for (Map.Entry<Column, Object> cell : row.cells().entrySet()) {
            int position = position(cell.getKey());
            values = position < values.length ? values : Arrays.copyOf(values, positions.size());
            values[position] = CellValue.of(cell.getValue());
            characters += values[position] instanceof String text ? text.length() : Long.BYTES;
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("index", row.index());
        fields.put("success", row.result().map(ServiceResponse::success).orElse(null));
        fields.put(
                "error", CellValue.of(row.result().map(ServiceResponse::error).orElse("")));
        fields.put("values", Arrays.asList(values));
        fields.put("files", row.result().map(ServiceResponse::changedFiles).orElse(List.of()));
        rows.add(fields);
    }

    /**
     * Returns the document.
     *
     * @param matching the number of rows of the whole table
     * @param failed the number of failed records; empty if it is not known
     */
    byte[] write(BatchStatus status, int matching, OptionalInt failed) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("state", status.state().wireName());
        document.put("completed", status.completedItemCount());
        document.put("total", status.totalItemCount());
        document.put("matching", matching);
        document.put("failed", failed.isPresent() ? failed.getAsInt() : null);
        document.put("rows", rows);
        document.put("columns", positions.keySet().stream().map(this::fields).toList());
        return ValueJson.bytes(document);
    }

    private Map<String, Object> fields(Column column) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", column.name());
        fields.put("kind", column.kind().wireName());
        fields.put("type", types.get(column));
        return fields;
    }
}
