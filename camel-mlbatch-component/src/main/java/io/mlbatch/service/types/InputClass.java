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
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.mlbatch.protocol.DataFrame;
import io.mlbatch.protocol.Parameter;
import io.mlbatch.protocol.ParameterType;
import io.mlbatch.protocol.objects.ObjectMapping;
import io.mlbatch.protocol.objects.ObjectMappingException;

/** The class of the objects that a route receives. Jackson creates them from records. Thread-safe. */
final class InputClass {

    private final ObjectMapping mapping;
    private final JavaType type;
    private final Map<String, JavaType> properties;
    private final List<Parameter> parameters;

    /**
     * @param declared the declared inputs; empty to derive them from the class
     * @throws IllegalArgumentException if Jackson cannot create objects of the class, if inputs cannot be derived, or
     *     if the class does not agree with the declared inputs
     */
    InputClass(ObjectMapper mapper, Class<?> inputClass, List<Parameter> declared) {
        this.mapping = new ObjectMapping(mapper);
        this.type = mapper.constructType(inputClass);
        InputProperties finder = new InputProperties(mapper);
        List<ClassProperty> found = properties(finder);
        Agreement agreement = new Agreement("inputType", "inputs", type, found);
        this.parameters = declared.isEmpty()
                ? agreement.derive()
                : agreement.merge(declared, InputClass::fits, !finder.rejectsOthers(type));
        this.properties = found.stream()
                .collect(Collectors.toMap(ClassProperty::name, ClassProperty::javaType, (first, second) -> first));
    }

    private List<ClassProperty> properties(InputProperties finder) {
        try {
            mapping.requireReadable(type.getRawClass());
            return finder.of(type);
        } catch (JsonMappingException e) {
            throw new IllegalArgumentException("The option inputType: " + e.getOriginalMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("The option inputType: " + e.getMessage(), e);
        }
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
     * @throws IllegalArgumentException if a table does not fit its property; the message names both
     * @throws ObjectMappingException if another value does not fit its property; the message names both
     */
    Object read(Map<String, Object> record) {
        Map<String, Object> values = new LinkedHashMap<>(record);
        values.replaceAll(this::shaped);
        return mapping.toObject(values, type.getRawClass());
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
            return new LinkedHashMap<>(frame);
        }
        if (frame.rowCount() != 1) {
            throw new IllegalArgumentException("property '" + name + "' of " + type.toCanonical()
                    + " is one object, but the data.frame has " + frame.rowCount() + " rows");
        }
        return frame.rows().get(0);
    }
}
