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

import java.util.Optional;

import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonArrayFormatVisitor;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonBooleanFormatVisitor;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonFormatVisitorWrapper;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonIntegerFormatVisitor;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonMapFormatVisitor;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonNumberFormatVisitor;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonObjectFormatVisitor;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonStringFormatVisitor;

import io.mlbatch.protocol.ParameterType;

/** Finds the parameter type of a Java type, by the JSON that Jackson writes for its values. */
final class PropertyTypes {

    private final SerializerProvider provider;

    PropertyTypes(ObjectMapper mapper) {
        this.provider = mapper.getSerializerProviderInstance();
    }

    /**
     * Returns the parameter type; empty for values without one, and if values of any type are accepted.
     *
     * @param property the property with this type, whose annotations count; {@code null} for the elements of a list
     */
    Optional<ParameterType> of(JavaType type, BeanProperty property) throws JsonMappingException {
        if (type.isJavaLangObject()) {
            return Optional.empty();
        }
        if (type.isReferenceType()) {
            return of(type.getReferencedType(), property);
        }
        if (isList(type)) {
            return ofList(type.getContentType());
        }
        if (type.isMapLikeType()) {
            return Optional.of(ParameterType.DATA_FRAME);
        }
        return of(type, provider.findValueSerializer(type, property));
    }

    /** Returns the parameter type of the JSON that a serializer writes for a single value. */
    Optional<ParameterType> of(JavaType type, JsonSerializer<?> serializer) throws JsonMappingException {
        if (type.hasRawClass(byte[].class) || type.hasRawClass(char[].class)) {
            // Jackson writes a text, and describes it as an array
            return Optional.of(ParameterType.CHARACTER);
        }
        FormatVisitor format = new FormatVisitor(provider);
        serializer.acceptJsonFormatVisitor(format, type);
        return Optional.ofNullable(format.type);
    }

    private Optional<ParameterType> ofList(JavaType content) throws JsonMappingException {
        if (content.isJavaLangObject()) {
            return Optional.of(ParameterType.VECTOR);
        }
        return of(content, (BeanProperty) null).flatMap(element -> switch (element) {
            case LOGICAL, NUMERIC, INTEGER, CHARACTER -> Optional.of(ParameterType.VECTOR);
            case VECTOR -> Optional.of(ParameterType.MATRIX);
            case DATA_FRAME -> isList(content) ? Optional.empty() : Optional.of(ParameterType.DATA_FRAME);
            case MATRIX, ANY -> Optional.empty();
        });
    }

    /** Returns whether values of a Java type are JSON arrays of their elements. */
    static boolean isList(JavaType type) {
        return type.isCollectionLikeType()
                || type.isArrayType() && !type.hasRawClass(byte[].class) && !type.hasRawClass(char[].class);
    }

    /** Receives the format of a value from its serializer. */
    private static final class FormatVisitor extends JsonFormatVisitorWrapper.Base {

        private ParameterType type;

        FormatVisitor(SerializerProvider provider) {
            super(provider);
        }

        @Override
        public JsonObjectFormatVisitor expectObjectFormat(JavaType javaType) {
            type = ParameterType.DATA_FRAME;
            return null;
        }

        @Override
        public JsonMapFormatVisitor expectMapFormat(JavaType javaType) {
            type = ParameterType.DATA_FRAME;
            return null;
        }

        @Override
        public JsonArrayFormatVisitor expectArrayFormat(JavaType javaType) {
            type = ParameterType.VECTOR;
            return null;
        }

        @Override
        public JsonStringFormatVisitor expectStringFormat(JavaType javaType) {
            type = ParameterType.CHARACTER;
            return null;
        }

        @Override
        public JsonNumberFormatVisitor expectNumberFormat(JavaType javaType) {
            type = ParameterType.NUMERIC;
            return null;
        }

        @Override
        public JsonIntegerFormatVisitor expectIntegerFormat(JavaType javaType) {
            type = ParameterType.INTEGER;
            return null;
        }

        @Override
        public JsonBooleanFormatVisitor expectBooleanFormat(JavaType javaType) {
            type = ParameterType.LOGICAL;
            return null;
        }
    }
}
