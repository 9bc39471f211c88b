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

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.mlbatch.client.RecordSource;
import io.mlbatch.protocol.Parameter;

/**
 * The option {@code columns}: the names that a service's inputs have in the records.
 *
 * @param columnByInput the names of those inputs that differ
 */
public record ColumnMapping(Map<String, String> columnByInput) {

    /**
     * @param text like {@code hp=power,wt=weight}, or {@code null}
     * @throws IllegalArgumentException names the option
     */
    public static ColumnMapping parse(String text) {
        Map<String, String> columns = new LinkedHashMap<>();
        for (String pair : text == null ? new String[0] : text.split(",")) {
            String[] names = pair.strip().split("\\s*=\\s*", 2);
            if (names.length < 2 || names[0].isEmpty() || names[1].isEmpty()) {
                throw new IllegalArgumentException(
                        "columns must be input=column pairs separated by commas, not '" + text + "'");
            }
            if (columns.put(names[0], names[1]) != null) {
                throw new IllegalArgumentException("columns names the input '" + names[0] + "' twice");
            }
        }
        return new ColumnMapping(columns);
    }

    /** The records, which are {@linkplain RecordSource#named named} after the inputs. */
    RecordSource rename(RecordSource source) {
        return columnByInput.isEmpty() ? source : new RenamedSource(source);
    }

    private List<Parameter> columns(List<Parameter> inputs) {
        return inputs.stream()
                .map(input -> new Parameter(columnByInput.getOrDefault(input.name(), input.name()), input.type()))
                .toList();
    }

    private Map<String, Object> rename(Map<String, Object> record) {
        Map<String, Object> renamed = new LinkedHashMap<>(record);
        // a column with the name of a mapped input is a different column
        renamed.keySet().removeAll(columnByInput.keySet());
        columnByInput.forEach((input, column) -> {
            if (record.containsKey(column)) {
                renamed.put(input, record.get(column));
            }
        });
        return renamed;
    }

    private final class RenamedSource implements RecordSource {

        private final RecordSource source;

        RenamedSource(RecordSource source) {
            this.source = source;
        }

        @Override
        public RecordSource forInputs(List<Parameter> inputs) {
            return new RenamedSource(source.forInputs(columns(inputs)));
        }

        @Override
        public Records open() throws IOException {
            return source.open();
        }

        @Override
        public Map<String, Object> named(Map<String, Object> record) {
            return rename(record);
        }

        @Override
        public boolean isRepeatable() {
            return source.isRepeatable();
        }
    }
}
