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
package io.mlbatch.protocol.objects;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import com.fasterxml.jackson.core.TreeNode;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.AbstractDeserializer;
import com.fasterxml.jackson.databind.deser.BeanDeserializerBase;
import com.fasterxml.jackson.databind.deser.DefaultDeserializationContext;
import com.fasterxml.jackson.databind.deser.ValueInstantiator;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.type.LogicalType;

import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.ServiceResponse;

/** Inspects classes before the first object is read: Jackson itself finds some errors only then. */
final class ReadableTypes {

    private final ObjectMapper mapper;
    private final Map<Class<?>, Set<String>> properties = new ConcurrentHashMap<>();

    ReadableTypes(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    /** Returns true also for maps and trees, which have any property. */
    boolean hasProperty(Class<?> type, String name) {
        return type == Object.class
                || Map.class.isAssignableFrom(type)
                || TreeNode.class.isAssignableFrom(type)
                || properties.computeIfAbsent(type, this::properties).contains(name);
    }

    private Set<String> properties(Class<?> type) {
        DeserializationConfig config = mapper.getDeserializationConfig();
        BeanDescription bean = config.introspect(mapper.constructType(type));
        Class<?> builder = bean.findPOJOBuilder();
        if (builder != null) {
            bean = config.introspectForBuilder(mapper.constructType(builder), bean);
        }
        Set<String> names = new HashSet<>();
        for (BeanPropertyDefinition property : bean.findProperties()) {
            names.add(property.getName());
            property.findAliases().forEach(alias -> names.add(alias.getSimpleName()));
        }
        return names;
    }

    /** @throws IllegalArgumentException names the class and the reason why its objects cannot be created */
    void requireReadable(Class<?> type) {
        if (type == ServiceResponse.class || type == BatchResponse.class) {
            throw unfit(type, "it is a response, whose properties are not the outputs");
        }
        JsonDeserializer<?> deserializer;
        try {
            DefaultDeserializationContext context = (DefaultDeserializationContext) mapper.getDeserializationContext();
            deserializer = context.createDummyInstance(mapper.getDeserializationConfig())
                    .findRootValueDeserializer(mapper.constructType(type));
        } catch (JsonMappingException e) {
            throw new IllegalArgumentException(type.getName() + " cannot be read: " + e.getOriginalMessage(), e);
        }
        if (deserializer instanceof AbstractDeserializer) {
            throw unfit(type, "it is abstract, and no annotation names an implementation");
        }
        LogicalType shape = deserializer.logicalType();
        if (type.isArray() || type.isPrimitive() || shape != null && !hasProperties(shape)) {
            throw unfit(type, "it is not a class of objects with properties");
        }
        if (deserializer instanceof BeanDeserializerBase bean && !canCreate(bean.getValueInstantiator())) {
            throw unfit(type, "it has neither a default constructor nor one whose parameters are properties");
        }
    }

    private static boolean hasProperties(LogicalType shape) {
        return shape == LogicalType.POJO || shape == LogicalType.Map || shape == LogicalType.Untyped;
    }

    private static boolean canCreate(ValueInstantiator instantiator) {
        return instantiator.canCreateUsingDefault()
                || instantiator.canCreateFromObjectWith()
                || instantiator.canCreateUsingDelegate();
    }

    private static IllegalArgumentException unfit(Class<?> type, String reason) {
        return new IllegalArgumentException("objects of " + type.getName() + " cannot be created: " + reason);
    }
}
