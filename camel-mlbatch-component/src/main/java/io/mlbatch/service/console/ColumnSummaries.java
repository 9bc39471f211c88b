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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The histograms of all numeric columns of the successful records. Not thread-safe. */
final class ColumnSummaries {

    private static final int MAX_COLUMNS = 100;

    private final Map<Column, NumericBins> bins = new LinkedHashMap<>();
    /** Columns with a value that is not a number; limited like the others. */
    private final Set<Column> others = new HashSet<>();

    private long records;

    void add(Row row) {
        if (row.isFailed()) {
            return;
        }
        records++;
        row.cells().forEach(this::add);
    }

    private void add(Column column, Object value) {
        if (value == null || others.contains(column)) {
            return;
        }
        if (!(value instanceof Number number)) {
            if (others.size() < MAX_COLUMNS || bins.containsKey(column)) {
                others.add(column);
                bins.remove(column);
            }
        } else if (ChartCalls.isFinite(number) && (bins.size() < MAX_COLUMNS || bins.containsKey(column))) {
            bins.computeIfAbsent(column, added -> new NumericBins()).add(number.doubleValue());
        }
    }

    /** Returns the document of the response. */
    Map<String, Object> fields(boolean complete) {
        List<Map<String, Object>> columns = new ArrayList<>();
        bins.forEach((column, histogram) -> {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("name", column.name());
            fields.put("kind", column.kind().wireName());
            fields.put("missing", records - histogram.count());
            fields.putAll(histogram.fields());
            columns.add(fields);
        });
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("complete", complete);
        document.put("records", records);
        document.put("columns", columns);
        return document;
    }
}
