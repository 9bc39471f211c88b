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
import java.util.Objects;
import java.util.function.BiFunction;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;

import io.mlbatch.protocol.objects.ObjectMapping;
import io.mlbatch.protocol.objects.ObjectMappingException;
import io.mlbatch.protocol.objects.ServiceResponseDeserializer;
import io.mlbatch.protocol.objects.ServiceResponseSerializer;

/**
 * The result of one record ({@code WebServiceResult}). Immutable. Jackson writes and reads the wire's JSON. The
 * properties are the fields of the wire for other libraries that map objects.
 */
@JsonSerialize(using = ServiceResponseSerializer.class)
@JsonDeserialize(using = ServiceResponseDeserializer.class)
public final class ServiceResponse {

    // The names of the wire, for libraries that map objects. They are fields: getters beside the methods of those
    // names would make expressions such as ${body.success} ambiguous for Camel.

    /** The same as {@link #success()}. */
    public final boolean success;

    /** The same as {@link #consoleOutput()}. */
    public final String consoleOutput;

    /** The same as {@link #changedFiles()}. */
    public final List<String> changedFiles;

    /** The same as {@link #outputFiles()}. */
    public final Map<String, byte[]> outputFiles;

    private final int index;
    private final String error;
    private final Map<String, Object> rawOutputs;
    private final List<Parameter> definitions;
    private final ObjectMapping objects;
    private final int artifactIndex;
    private final Map<String, Object> input;

    /**
     * @param index the record's 0-based index within its batch; the index of its artifacts as well
     * @param success false when the service failed for this record
     * @param error the reason of the failure; empty otherwise
     * @param consoleOutput the text that the service printed; empty when it printed nothing
     * @param rawOutputs the outputs as received, by name
     * @param changedFiles names of the files that the record created
     * @param definitions the outputs that the service declares, from which {@link #outputs()} decodes
     * @param outputFiles the files that came with the result, by name. Empty within a batch: its files are fetched one
     *     by one
     */
    public ServiceResponse(
            int index,
            boolean success,
            String error,
            String consoleOutput,
            Map<String, Object> rawOutputs,
            List<String> changedFiles,
            List<Parameter> definitions,
            Map<String, byte[]> outputFiles) {
        this.index = index;
        this.success = success;
        this.error = error == null ? "" : error;
        this.consoleOutput = consoleOutput == null ? "" : consoleOutput;
        this.rawOutputs = Collections.unmodifiableMap(new LinkedHashMap<>(rawOutputs));
        this.changedFiles = List.copyOf(changedFiles);
        this.definitions = List.copyOf(definitions);
        this.outputFiles = Collections.unmodifiableMap(new LinkedHashMap<>(outputFiles));
        this.objects = null;
        this.artifactIndex = index;
        this.input = Map.of();
    }

    private ServiceResponse(
            ServiceResponse other, int index, int artifactIndex, Map<String, Object> input, ObjectMapping objects) {
        this.index = index;
        this.success = other.success;
        this.error = other.error;
        this.consoleOutput = other.consoleOutput;
        this.rawOutputs = other.rawOutputs;
        this.changedFiles = other.changedFiles;
        this.definitions = other.definitions;
        this.outputFiles = other.outputFiles;
        this.objects = objects;
        this.artifactIndex = artifactIndex;
        this.input = input;
    }

    /** Creates a result within a batch. */
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

    /**
     * Returns the record's 0-based index in the input. It is also the index of its artifacts, unless records before it
     * were not sent, see {@link #artifactIndex()}.
     */
    public int index() {
        return index;
    }

    /**
     * Returns the record's 0-based index on the server, with which its artifacts are requested; -1 for a record that
     * was not sent.
     */
    public int artifactIndex() {
        return artifactIndex;
    }

    /** Returns the input record, with the columns that the service does not declare; empty without joinInput. */
    public Map<String, Object> input() {
        return input;
    }

    /** Returns the same result with its input record. */
    public ServiceResponse withInput(Map<String, Object> record) {
        return new ServiceResponse(this, index, artifactIndex, Collections.unmodifiableMap(record), objects);
    }

    /** Returns the same result of a record that has another index in the input than on the server. */
    public ServiceResponse withIndex(int inputIndex) {
        return new ServiceResponse(this, inputIndex, artifactIndex, input, objects);
    }

    /** Returns the same result, of a record that was not sent. */
    public ServiceResponse notSent() {
        return new ServiceResponse(this, index, -1, input, objects);
    }

    /** Returns false when the service failed for this record. */
    public boolean success() {
        return success;
    }

    /** Returns the reason why the service failed for this record; empty otherwise. */
    public String error() {
        return error;
    }

    /** Returns the text that the service printed; empty when it printed nothing. */
    public String consoleOutput() {
        return consoleOutput;
    }

    /** Returns the outputs as received, by name. */
    public Map<String, Object> rawOutputs() {
        return rawOutputs;
    }

    /** Returns the names of the files that the record created. */
    public List<String> changedFiles() {
        return changedFiles;
    }

    /** Returns the outputs that the service declares. */
    public List<Parameter> definitions() {
        return definitions;
    }

    /** Returns the files that came with the result, by name; empty within a batch. */
    public Map<String, byte[]> outputFiles() {
        return outputFiles;
    }

    /**
     * Returns the outputs, decoded by their declared types (see {@link ParameterType}); undeclared outputs are
     * unchanged.
     */
    public Map<String, Object> outputs() {
        Map<String, Object> decoded = new LinkedHashMap<>();
        rawOutputs.forEach((name, raw) -> decoded.put(name, decode(name, raw)));
        return Collections.unmodifiableMap(decoded);
    }

    /**
     * Returns one output, decoded by its declared type.
     *
     * @throws NoSuchElementException when the result has no output of that name; the message lists the names
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

    /**
     * Returns the outputs as an object whose properties they are, by the Jackson mapper of the component. A data frame
     * is the list of its rows; with one row, it is also an object. If the only output is a data frame, and the class
     * has no property of its name, the class is that of its row: {@code as(Row.class)} or {@code as(Row[].class)}. A
     * missing value of a primitive property is an error, not 0.
     *
     * @throws IllegalStateException when the service failed for this record; the message has the reason
     * @throws ObjectMappingException when an output does not fit; the message names the record, the property and the
     *     class
     */
    public <T> T as(Class<T> type) {
        return mapped((mapping, outputs) -> mapping.toOne(outputs, type));
    }

    /** Like {@link #as}, but returns the list of its rows for a data frame that does not have exactly one row. */
    public Object asObjectOrRows(Class<?> type) {
        return mapped((mapping, outputs) -> mapping.toResult(outputs, type));
    }

    private <T> T mapped(BiFunction<ObjectMapping, Map<String, Object>, T> conversion) {
        if (!success) {
            throw new IllegalStateException("record " + index + " has no outputs, because it failed: " + error);
        }
        try {
            return conversion.apply(objects == null ? ObjectMapping.byDefault() : objects, outputs());
        } catch (ObjectMappingException e) {
            throw e.atRecord(index);
        }
    }

    /** Returns the same result, whose objects are mapped in this way. */
    public ServiceResponse withObjects(ObjectMapping mapping) {
        return new ServiceResponse(this, index, artifactIndex, input, mapping);
    }

    /** The same as {@link #error()}, under the name of the wire. */
    public String getErrorMessage() {
        return error;
    }

    /** The same as {@link #rawOutputs()}, under the name of the wire. */
    public Map<String, Object> getOutputParameters() {
        return rawOutputs;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ServiceResponse that
                && index == that.index
                && success == that.success
                && error.equals(that.error)
                && consoleOutput.equals(that.consoleOutput)
                && rawOutputs.equals(that.rawOutputs)
                && changedFiles.equals(that.changedFiles)
                && definitions.equals(that.definitions)
                && outputFiles.equals(that.outputFiles)
                && artifactIndex == that.artifactIndex
                && input.equals(that.input);
    }

    @Override
    public int hashCode() {
        return Objects.hash(index, success, error, rawOutputs);
    }

    @Override
    public String toString() {
        return "ServiceResponse[record " + index + ", " + (success ? "outputs " + rawOutputs : "failed: " + error)
                + "]";
    }
}
