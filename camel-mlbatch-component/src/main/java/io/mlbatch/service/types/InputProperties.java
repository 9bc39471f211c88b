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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

import com.fasterxml.jackson.databind.AnnotationIntrospector;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.BeanDeserializerBase;
import com.fasterxml.jackson.databind.deser.DefaultDeserializationContext;
import com.fasterxml.jackson.databind.deser.SettableBeanProperty;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.util.NameTransformer;

import io.mlbatch.protocol.Parameter.Presence;

/** Finds the properties that Jackson sets in objects of a class. */
final class InputProperties {

    private static final Set<Class<?>> OPTIONAL_NUMBERS =
            Set.of(OptionalInt.class, OptionalLong.class, OptionalDouble.class);

    private final DeserializationConfig config;
    private final DeserializationContext context;
    private final PropertyTypes types;

    InputProperties(ObjectMapper mapper) {
        this.config = mapper.getDeserializationConfig();
        this.context = ((DefaultDeserializationContext) mapper.getDeserializationContext()).createDummyInstance(config);
        this.types = new PropertyTypes(mapper);
    }

    /**
     * Returns the properties; none for a class that is not mapped by properties, like a map, or whose subclasses have
     * properties of their own ({@code @JsonTypeInfo}).
     */
    List<ClassProperty> of(JavaType type) throws JsonMappingException {
        if (config.findTypeDeserializer(type) != null) {
            return List.of();
        }
        JsonDeserializer<?> deserializer = context.findContextualValueDeserializer(type, null);
        if (!(deserializer instanceof BeanDeserializerBase bean)) {
            return List.of();
        }
        Map<String, SettableBeanProperty> settable = new HashMap<>();
        bean.properties().forEachRemaining(property -> settable.put(property.getName(), property));
        List<ClassProperty> properties = new ArrayList<>();
        BeanDescription description = description(type);
        // the definitions have the order of the class and the unwrapped properties
        List<BeanPropertyDefinition> definitions = description.findProperties();
        // known after the search for the definitions only
        settable.keySet().removeAll(description.getIgnoredPropertyNames());
        for (BeanPropertyDefinition definition : definitions) {
            NameTransformer transformer = transformer(definition.getPrimaryMember());
            SettableBeanProperty property = settable.get(definition.getName());
            if (transformer != null && definition.couldDeserialize()) {
                for (ClassProperty nested : of(definition.getPrimaryType())) {
                    properties.add(nested.renamed(transformer.transform(nested.name())));
                }
            } else if (property != null) {
                properties.add(ClassProperty.of(property, types.of(property.getType(), property), presence(property)));
            }
        }
        return properties;
    }

    /** Returns whether an object has no place for values that are not one of its properties. */
    boolean rejectsOthers(JavaType type) {
        BeanDescription description = config.introspect(type);
        return config.isEnabled(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                && description.findAnySetterAccessor() == null
                && !config.getDefaultPropertyIgnorals(type.getRawClass(), description.getClassInfo())
                        .getIgnoreUnknown();
    }

    private BeanDescription description(JavaType type) {
        BeanDescription description = config.introspect(type);
        Class<?> builder = introspector().findPOJOBuilder(description.getClassInfo());
        return builder == null
                ? description
                : config.getClassIntrospector()
                        .forDeserializationWithBuilder(config, config.constructType(builder), config, description);
    }

    private NameTransformer transformer(AnnotatedMember member) {
        return member == null ? null : introspector().findUnwrappingNameTransformer(member);
    }

    private AnnotationIntrospector introspector() {
        return config.getAnnotationIntrospector();
    }

    private static Presence presence(SettableBeanProperty property) {
        JavaType type = property.getType();
        if (type.isPrimitive()) {
            return Presence.NON_NULL;
        }
        if (property.isRequired()) {
            return Presence.REQUIRED;
        }
        return type.isReferenceType() || OPTIONAL_NUMBERS.contains(type.getRawClass())
                ? Presence.OPTIONAL
                : Presence.UNSPECIFIED;
    }
}
