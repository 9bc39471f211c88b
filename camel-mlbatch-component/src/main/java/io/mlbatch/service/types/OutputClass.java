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

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.mlbatch.protocol.Parameter;
import io.mlbatch.protocol.ParameterType;
import io.mlbatch.protocol.objects.ObjectMapping;
import io.mlbatch.protocol.objects.ObjectMappingException;

/** The class of the objects that a route leaves. Jackson writes their properties as outputs. Thread-safe. */
final class OutputClass {

    private final ObjectMapping mapping;
    private final JavaType type;
    private final List<Parameter> parameters;

    /**
     * @param declared the declared outputs; empty to derive them from the class
     * @throws IllegalArgumentException if outputs cannot be derived, or if the class does not agree with the declared
     *     outputs
     */
    OutputClass(ObjectMapper mapper, Class<?> outputClass, List<Parameter> declared) {
        this.mapping = new ObjectMapping(mapper);
        this.type = mapper.constructType(outputClass);
        Agreement agreement = new Agreement("outputType", "outputs", type, properties(mapper));
        this.parameters = declared.isEmpty() ? agreement.derive() : agreement.merge(declared, OutputClass::fits, false);
    }

    private List<ClassProperty> properties(ObjectMapper mapper) {
        try {
            return new OutputProperties(mapper).of(type);
        } catch (JsonMappingException e) {
            throw new IllegalArgumentException("The option outputType: " + e.getOriginalMessage(), e);
        }
    }

    /** A number without a fraction fits an output for numbers with one. */
    private static boolean fits(ParameterType declared, ParameterType property) {
        return declared == property || declared == ParameterType.NUMERIC && property == ParameterType.INTEGER;
    }

    List<Parameter> parameters() {
        return parameters;
    }

    String name() {
        return type.toCanonical();
    }

    boolean isInstance(Object body) {
        return type.getRawClass().isInstance(body);
    }

    /**
     * Returns the outputs of an object by name.
     *
     * @throws ObjectMappingException if a property cannot be read
     */
    Map<String, Object> write(Object object) {
        return mapping.toMap(object).orElse(Map.of());
    }
}
