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

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonFormatVisitorWrapper;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonObjectFormatVisitor;
import com.fasterxml.jackson.databind.ser.BeanPropertyWriter;

import io.mlbatch.protocol.Parameter.Presence;
import io.mlbatch.protocol.ParameterType;

/** Finds the properties that Jackson writes for objects of a class. */
final class OutputProperties {

    private final ObjectMapper mapper;
    private final PropertyTypes types;

    OutputProperties(ObjectMapper mapper) {
        this.mapper = mapper;
        this.types = new PropertyTypes(mapper);
    }

    /** Returns the properties; none for a class whose objects are not JSON objects with fixed names. */
    List<ClassProperty> of(JavaType type) throws JsonMappingException {
        List<ClassProperty> properties = new ArrayList<>();
        mapper.acceptJsonFormatVisitor(type, new JsonFormatVisitorWrapper.Base() {
            @Override
            public JsonObjectFormatVisitor expectObjectFormat(JavaType ignored) {
                return new Collector(getProvider(), properties);
            }
        });
        return properties;
    }

    private final class Collector extends JsonObjectFormatVisitor.Base {

        private final List<ClassProperty> properties;

        Collector(SerializerProvider provider, List<ClassProperty> properties) {
            super(provider);
            this.properties = properties;
        }

        @Override
        public void property(BeanProperty property) throws JsonMappingException {
            if (!hasNamesOfItsOwn(property)) {
                properties.add(ClassProperty.of(property, type(property), Presence.UNSPECIFIED));
            }
        }

        /** Returns whether the property is a map whose entries Jackson writes in its place ({@code @JsonAnyGetter}). */
        private boolean hasNamesOfItsOwn(BeanProperty property) {
            return property.getMember() != null
                    && Boolean.TRUE.equals(mapper.getSerializationConfig()
                            .getAnnotationIntrospector()
                            .hasAnyGetter(property.getMember()));
        }

        @Override
        public void optionalProperty(BeanProperty property) throws JsonMappingException {
            property(property);
        }

        private Optional<ParameterType> type(BeanProperty property) throws JsonMappingException {
            JavaType type = property.getType();
            boolean isValue = !PropertyTypes.isList(type) && !type.isMapLikeType() && !type.isReferenceType();
            return isValue && property instanceof BeanPropertyWriter writer && writer.hasSerializer()
                    ? types.of(type, writer.getSerializer())
                    : types.of(type, property);
        }
    }
}
