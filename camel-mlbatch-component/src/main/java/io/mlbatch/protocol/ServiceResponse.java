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

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * The result of one record ({@code WebServiceResult}).
 *
 * @param index the record's 0-based index within its batch; the index of its artifacts as well
 * @param success false when the service failed for this record
 * @param error why it failed; empty otherwise
 * @param consoleOutput what the service printed; empty when nothing
 * @param rawOutputs the outputs as they came, by name
 * @param changedFiles names of the files that the record left
 * @param definitions the outputs that the service declares, from which {@link #outputs()} decodes
 * @param outputFiles the files that came with the result, by name. Empty within a batch: its files are fetched one by
 *     one
 */
public record ServiceResponse(
        int index,
        boolean success,
        String error,
        String consoleOutput,
        Map<String, Object> rawOutputs,
        List<String> changedFiles,
        List<Parameter> definitions,
        Map<String, byte[]> outputFiles) {

    public ServiceResponse {
        error = error == null ? "" : error;
        consoleOutput = consoleOutput == null ? "" : consoleOutput;
        rawOutputs = Collections.unmodifiableMap(new LinkedHashMap<>(rawOutputs));
        changedFiles = List.copyOf(changedFiles);
        definitions = List.copyOf(definitions);
        outputFiles = Collections.unmodifiableMap(new LinkedHashMap<>(outputFiles));
    }

    /** A result within a batch. */
    public ServiceResponse(
            int index,
            boolean success,
            String error,
            String consoleOutput,
            Map<String, Object> rawOutputs,
            List<String> changedFiles,
            List<Parameter> definitions) {
        this(index, success, error, consoleOutput, rawOutputs, changedFiles, definitions, Map.of());
    }

    /** The outputs, decoded by their declared types (see {@link ParameterType}); undeclared ones as they came. */
    public Map<String, Object> outputs() {
        Map<String, Object> decoded = new LinkedHashMap<>();
        rawOutputs.forEach((name, raw) -> decoded.put(name, decode(name, raw)));
        return Collections.unmodifiableMap(decoded);
    }

    /**
     * One output, decoded by its declared type.
     *
     * @throws NoSuchElementException when there is none of that name; the message lists the names
     */
    public Object output(String name) {
        if (!rawOutputs.containsKey(name)) {
            throw new NoSuchElementException("Record " + index + " has no output '" + name + "': it has "
                    + rawOutputs.keySet() + (success ? "" : " and failed: " + error));
        }
        return decode(name, rawOutputs.get(name));
    }

    private Object decode(String name, Object raw) {
        for (Parameter definition : definitions) {
            if (definition.name().equals(name)) {
                return definition.type().decode(raw);
            }
        }
        return raw;
    }
}
