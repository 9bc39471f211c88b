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

import java.io.IOException;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.util.TokenBuffer;

import io.mlbatch.protocol.Parameter;
import io.mlbatch.protocol.ParameterType;
import io.mlbatch.protocol.json.ValueJson;

/** The class of the objects that a route leaves. Jackson writes their properties as outputs. Thread-safe. */
final class OutputClass {

    private final ObjectMapper mapper;
    private final JavaType type;
    private final List<Parameter> parameters;
    private final ObjectWriter writer;

    /**
     * @param declared the declared outputs; empty to derive them from the class
     * @throws IllegalArgumentException if outputs cannot be derived, or if the class does not agree with the declared
     *     outputs
     */
    OutputClass(ObjectMapper mapper, Class<?> outputClass, List<Parameter> declared) {
        this.mapper = mapper;
        this.type = mapper.constructType(outputClass);
        Agreement agreement = new Agreement("outputType", "outputs", type, properties());
        this.parameters = declared.isEmpty() ? agreement.derive() : agreement.merge(declared, OutputClass::fits, false);
        this.writer = mapper.writerFor(type).without(SerializationFeature.WRAP_ROOT_VALUE);
    }

    private List<ClassProperty> properties() {
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
     * Returns the outputs of an object by name. An output that Jackson omits is a missing value.
     *
     * @throws IllegalArgumentException if a property cannot be read
     */
    Map<String, Object> write(Object object) {
        try (TokenBuffer tokens = new TokenBuffer(mapper, false)) {
            writer.writeValue(tokens, object);
            Map<String, Object> outputs = ValueJson.object(tokens.asParserOnFirstToken());
            parameters.forEach(output -> outputs.putIfAbsent(output.name(), null));
            return outputs;
        } catch (JsonMappingException e) {
            throw new IllegalArgumentException(type.toCanonical() + ": " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException(type.toCanonical() + ": " + e.getMessage(), e);
        }
    }
}
