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
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.util.TokenBuffer;

import io.mlbatch.protocol.DataFrame;
import io.mlbatch.protocol.Parameter;
import io.mlbatch.protocol.ParameterType;
import io.mlbatch.protocol.objects.ValueTokens;

/** The class of the objects that a route receives. Jackson creates them from records. Thread-safe. */
final class InputClass {

    private static final Pattern HINT = Pattern.compile(" \\(set [^)]*\\)");

    private final ObjectMapper mapper;
    private final JavaType type;
    private final Map<String, JavaType> properties;
    private final List<Parameter> parameters;
    private final ObjectReader reader;

    /**
     * @param declared the declared inputs; empty to derive them from the class
     * @throws IllegalArgumentException if Jackson cannot create objects of the class, if inputs cannot be derived, or
     *     if the class does not agree with the declared inputs
     */
    InputClass(ObjectMapper mapper, Class<?> inputClass, List<Parameter> declared) {
        this.mapper = mapper;
        this.type = mapper.constructType(inputClass);
        InputProperties finder = new InputProperties(mapper);
        List<ClassProperty> found = properties(finder);
        Agreement agreement = new Agreement("inputType", "inputs", type, found);
        this.parameters = declared.isEmpty()
                ? agreement.derive()
                : agreement.merge(declared, InputClass::fits, !finder.rejectsOthers(type));
        this.properties = found.stream()
                .collect(Collectors.toMap(ClassProperty::name, ClassProperty::javaType, (first, second) -> first));
        this.reader = strict(mapper.readerFor(type), found);
    }

    private List<ClassProperty> properties(InputProperties finder) {
        try {
            return finder.of(type);
        } catch (JsonMappingException e) {
            throw new IllegalArgumentException("The option inputType: " + e.getOriginalMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("The option inputType: " + e.getMessage(), e);
        }
    }

    /** Returns a reader that rejects values which Jackson would replace: null by 0, and the number of a constant. */
    private static ObjectReader strict(ObjectReader lenient, List<ClassProperty> properties) {
        boolean enumsAreNumbers = properties.stream()
                .anyMatch(property -> property.javaType().isEnumType()
                        && property.type().filter(ParameterType.INTEGER::equals).isPresent());
        ObjectReader reader = lenient.without(DeserializationFeature.UNWRAP_ROOT_VALUE)
                .with(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);
        return enumsAreNumbers ? reader : reader.with(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS);
    }

    /** A number without a fraction fits a property for numbers with one. */
    private static boolean fits(ParameterType declared, ParameterType property) {
        return declared == property || declared == ParameterType.INTEGER && property == ParameterType.NUMERIC;
    }

    List<Parameter> parameters() {
        return parameters;
    }

    /**
     * Creates the object of a record.
     *
     * @param record the values in the Java form of the declared types
     * @throws IllegalArgumentException if a value does not fit its property; the message names both
     */
    Object read(Map<String, Object> record) {
        try (TokenBuffer tokens = new TokenBuffer(mapper, false)) {
            tokens.writeStartObject();
            for (Map.Entry<String, Object> value : record.entrySet()) {
                tokens.writeFieldName(value.getKey());
                ValueTokens.write(tokens, shaped(value.getKey(), value.getValue()));
            }
            tokens.writeEndObject();
            return reader.readValue(tokens.asParserOnFirstToken());
        } catch (JsonMappingException e) {
            throw new IllegalArgumentException(place(e) + ": " + reason(e), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Object shaped(String name, Object value) {
        JavaType property = properties.get(name);
        return value instanceof DataFrame frame && property != null ? shaped(name, frame, property) : value;
    }

    /** Returns a table in the shape of its property: a list of rows, columns, or one row. */
    private Object shaped(String name, DataFrame frame, JavaType property) {
        if (property.isReferenceType()) {
            return shaped(name, frame, property.getReferencedType());
        }
        if (PropertyTypes.isList(property)) {
            return frame.rows();
        }
        boolean hasColumns = property.isJavaLangObject()
                || property.isMapLikeType()
                        && (property.getContentType().isJavaLangObject()
                                || PropertyTypes.isList(property.getContentType()));
        if (hasColumns) {
            return frame;
        }
        if (frame.rowCount() != 1) {
            throw new IllegalArgumentException("property '" + name + "' of " + type.toCanonical()
                    + " is one object, but the data.frame has " + frame.rowCount() + " rows");
        }
        return frame.rows().get(0);
    }

    /** Returns the message without Jackson's hints about the features of its mapper. */
    private static String reason(JsonMappingException e) {
        return HINT.matcher(e.getOriginalMessage()).replaceAll("");
    }

    private String place(JsonMappingException e) {
        String path = e.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                .collect(Collectors.joining("."))
                .replace(".[", "[");
        return path.isEmpty() ? type.toCanonical() : "property '" + path + "' of " + type.toCanonical();
    }
}
