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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import io.mlbatch.protocol.DataFrame;
import io.mlbatch.protocol.Parameter;
import io.mlbatch.protocol.ParameterType;
import io.mlbatch.protocol.ServiceDescription;
import io.mlbatch.protocol.ServiceResponse;
import io.mlbatch.protocol.json.RecordsJson;
import io.mlbatch.protocol.json.ServiceResponseJson;

/** A record of an execution beside its result. Both are parsed when they are needed. Not thread-safe. */
final class Row {

    private static final byte[] NOTHING = {'"'};
    /** As JSON has it: a text like 007 is not a number. */
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?");

    private static final int MAX_DIGITS = 15;

    private final int index;
    private final ServiceDescription service;
    private final Optional<byte[]> storedInput;
    private final Optional<byte[]> storedResult;
    private Map<String, Object> input;
    private ServiceResponse result;

    /**
     * @param index the 0-based index of the record
     * @param storedInput the record; empty if it is not needed
     * @param storedResult the result; empty if the record has not been computed
     */
    Row(int index, ServiceDescription service, Optional<byte[]> storedInput, Optional<byte[]> storedResult) {
        this.index = index;
        this.service = service;
        this.storedInput = storedInput;
        this.storedResult = storedResult;
    }

    int index() {
        return index;
    }

    boolean isFailed() {
        return storedResult
                .filter(stored -> !ServiceResponseJson.isSuccess(stored))
                .isPresent();
    }

    /** Returns the result; empty if the record has not been computed. */
    Optional<ServiceResponse> result() {
        if (result == null && storedResult.isPresent()) {
            try {
                result = ServiceResponseJson.read(storedResult.get(), index, service.outputs());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return Optional.ofNullable(result);
    }

    /** Returns the record as it was sent. Of an invalid record, only the reason is stored. */
    Map<String, Object> sent() {
        byte[] stored = storedInput.orElse(NOTHING);
        if (stored[0] == '"') {
            return Map.of();
        }
        try {
            return RecordsJson.readRecord(stored);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Returns the record with the declared types. All values of a CSV file are stored as texts: in a column that is not
     * declared, a text that is a number counts as one. A value that does not fit its type stays as it was sent.
     */
    Map<String, Object> input() {
        if (input == null) {
            input = new LinkedHashMap<>(sent());
            for (Parameter declared : service.inputs()) {
                input.computeIfPresent(declared.name(), (name, value) -> typed(declared.type(), value));
            }
            input.replaceAll((name, value) -> isDeclared(name) ? value : untyped(value));
        }
        return input;
    }

    private static Object typed(ParameterType type, Object value) {
        try {
            return type.decode(type.encode(value));
        } catch (IllegalArgumentException unfit) {
            return value;
        }
    }

    private boolean isDeclared(String name) {
        return service.inputs().stream().anyMatch(declared -> declared.name().equals(name));
    }

    private static Object untyped(Object value) {
        // a longer one would be rounded
        return value instanceof String text
                        && text.length() <= MAX_DIGITS
                        && NUMBER.matcher(text).matches()
                ? (Object) Double.valueOf(text)
                : value;
    }

    /** Returns the values by column: the inputs, then the outputs. A failed record has no outputs. */
    Map<Column, Object> cells() {
        Map<Column, Object> cells = new LinkedHashMap<>();
        input().forEach((name, value) -> cells.put(new Column(Column.Kind.INPUT, name), value));
        successful().ifPresent(computed -> computed.outputs().forEach((name, value) -> {
            if (value instanceof DataFrame frame) {
                frame.forEach((column, values) ->
                        cells.put(new Column(Column.Kind.OUTPUT, name + "." + column), single(values)));
            } else {
                cells.put(new Column(Column.Kind.OUTPUT, name), value);
            }
        }));
        return cells;
    }

    /** Returns the value of a column as {@link #cells} does, in a shorter time. */
    Object cell(Column column) {
        if (column.kind() == Column.Kind.INPUT) {
            return input().get(column.name());
        }
        Optional<ServiceResponse> computed =
                successful().filter(response -> response.rawOutputs().containsKey(column.name()));
        if (computed.isEmpty()) {
            // a column of a data frame, or none
            return cells().get(column);
        }
        Object value = computed.get().output(column.name());
        return value instanceof DataFrame ? null : value;
    }

    private Optional<ServiceResponse> successful() {
        return isFailed() ? Optional.empty() : result();
    }

    /** A service usually returns a data frame of one row for each record. */
    private static Object single(List<Object> values) {
        return values.isEmpty() ? null : values.size() == 1 ? values.get(0) : values;
    }
}
