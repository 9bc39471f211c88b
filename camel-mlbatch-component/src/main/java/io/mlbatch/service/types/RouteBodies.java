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
package io.mlbatch.service.types;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.mlbatch.protocol.InvalidRecordException;
import io.mlbatch.protocol.Parameter;
import io.mlbatch.protocol.json.ValueJson;
import io.mlbatch.protocol.objects.ObjectMappingException;

/**
 * Converts records to the bodies that a route receives, and the bodies that it leaves to outputs. A body is a map by
 * name, or an object of the class that the service declares. Thread-safe.
 */
public final class RouteBodies {

    private final List<Parameter> inputs;
    private final List<Parameter> outputs;
    private final InputClass inputClass;
    private final OutputClass outputClass;

    private RouteBodies(
            List<Parameter> inputs, List<Parameter> outputs, InputClass inputClass, OutputClass outputClass) {
        this.inputs = inputs;
        this.outputs = outputs;
        this.inputClass = inputClass;
        this.outputClass = outputClass;
    }

    /** Bodies that are maps. */
    public static RouteBodies ofMaps(List<Parameter> inputs, List<Parameter> outputs) {
        return new RouteBodies(inputs, outputs, null, null);
    }

    /**
     * Bodies that are objects.
     *
     * @param inputs the declared inputs; empty to derive them from the class
     * @param outputs the declared outputs; empty to derive them from the class
     * @param inputType the class of the bodies that the route receives; {@code null} for maps
     * @param outputType the class of the bodies that the route leaves; {@code null} for maps
     * @throws IllegalArgumentException if Jackson cannot map a class, or if a class and the declared parameters do not
     *     agree; the message names the option, the property and the types
     */
    public static RouteBodies of(
            ObjectMapper mapper,
            List<Parameter> inputs,
            List<Parameter> outputs,
            Class<?> inputType,
            Class<?> outputType) {
        InputClass inputClass = inputType == null ? null : new InputClass(mapper, inputType, inputs);
        OutputClass outputClass = outputType == null ? null : new OutputClass(mapper, outputType, outputs);
        return new RouteBodies(
                inputClass == null ? inputs : inputClass.parameters(),
                outputClass == null ? outputs : outputClass.parameters(),
                inputClass,
                outputClass);
    }

    public List<Parameter> inputs() {
        return inputs;
    }

    public List<Parameter> outputs() {
        return outputs;
    }

    /** Describes the bodies that become outputs, for error messages. */
    public String describeOutputs() {
        return outputClass == null ? "a map" : "a map or an object of " + outputClass.name();
    }

    /**
     * Returns the body of a record.
     *
     * @param record the record in its wire form; may be modified
     * @throws InvalidRecordException if the record does not map to an object; the message has its index
     */
    public Object toRoute(int index, Map<String, Object> record) {
        Map<String, Object> decoded = decode(record);
        if (inputClass == null) {
            return decoded;
        }
        try {
            return inputClass.read(decoded);
        } catch (IllegalArgumentException | ObjectMappingException e) {
            throw InvalidRecordException.atRecord(index, e.getMessage(), e);
        }
    }

    /**
     * Checks that a record maps to the body of the route.
     *
     * @throws IllegalArgumentException if it does not map to an object
     */
    public void check(Map<String, Object> record) {
        if (inputClass != null) {
            try {
                inputClass.read(decode(new LinkedHashMap<>(record)));
            } catch (ObjectMappingException e) {
                throw new IllegalArgumentException(e.getMessage(), e);
            }
        }
    }

    private Map<String, Object> decode(Map<String, Object> record) {
        for (Parameter input : inputs) {
            Object value = record.get(input.name());
            if (value != null || record.containsKey(input.name())) {
                record.put(input.name(), input.type().decode(value));
            }
        }
        return record;
    }

    /**
     * Returns the outputs of a body by name if it is an object of the declared class. Returns a tree of Jackson's as a
     * map or a value, and any other body unchanged.
     *
     * @throws ObjectMappingException if a property of the object cannot be read
     */
    public Object fromRoute(Object body) {
        return outputClass != null && outputClass.isInstance(body)
                ? outputClass.write(body)
                : ValueJson.withoutTree(body);
    }
}
