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

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.mlbatch.protocol.DataFrame;
import io.mlbatch.protocol.ServiceResponse;

/**
 * A record of an execution beside its result.
 *
 * @param index the 0-based index of the record
 * @param input the record; empty if it has not been read or was not valid
 * @param result the result; empty if the record has not been computed
 */
record Row(int index, Map<String, Object> input, Optional<ServiceResponse> result) {

    boolean isFailed() {
        return result.filter(computed -> !computed.success()).isPresent();
    }

    /** Returns the values by column: the inputs, then the outputs. A failed record has no outputs. */
    Map<Column, Object> cells() {
        Map<Column, Object> cells = new LinkedHashMap<>();
        input.forEach((name, value) -> cells.put(new Column(Column.Kind.INPUT, name), value));
        result.filter(ServiceResponse::success)
                .map(ServiceResponse::outputs)
                .ifPresent(outputs -> outputs.forEach((name, value) -> addOutput(cells, name, value)));
        return cells;
    }

    private static void addOutput(Map<Column, Object> cells, String name, Object value) {
        if (value instanceof DataFrame frame) {
            frame.forEach(
                    (column, values) -> cells.put(new Column(Column.Kind.OUTPUT, name + "." + column), single(values)));
        } else {
            cells.put(new Column(Column.Kind.OUTPUT, name), value);
        }
    }

    /** A service usually returns a data frame of one row for each record. */
    private static Object single(List<Object> values) {
        return values.isEmpty() ? null : values.size() == 1 ? values.get(0) : values;
    }
}
