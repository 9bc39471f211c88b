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

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.ser.BeanPropertyWriter;
import com.fasterxml.jackson.databind.ser.PropertyWriter;
import com.fasterxml.jackson.databind.ser.VirtualBeanPropertyWriter;

/**
 * The properties that a class has for a mapper, also where {@code JsonInclude} leaves out their values: an input that
 * is absent is an error for a service, a missing value is not.
 */
final class IncludedProperties {

    private final ObjectMapper mapper;
    private final Map<Class<?>, List<BeanPropertyWriter>> known = new ConcurrentHashMap<>();

    IncludedProperties(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    /**
     * Adds the properties of an object that its map does not have.
     *
     * @param excluded the names that the application's filter excludes
     * @param values converts the values of added properties
     */
    void addTo(Map<String, Object> map, Object object, Set<String> excluded, UnaryOperator<Object> values) {
        for (BeanPropertyWriter property : known.computeIfAbsent(object.getClass(), this::find)) {
            if (!map.containsKey(property.getName()) && !excluded.contains(property.getName())) {
                map.put(property.getName(), values.apply(read(object, property)));
            }
        }
    }

    private static Object read(Object object, BeanPropertyWriter property) {
        try {
            return property.get(object);
        } catch (Exception e) {
            throw ObjectMappingException.unreadable(
                    object.getClass(), JsonMappingException.wrapWithPath(e, object, property.getName()));
        }
    }

    private static Include ofProperty(SerializerProvider provider, Class<?> type, BeanPropertyWriter property) {
        return property.findPropertyInclusion(provider.getConfig(), type).getValueInclusion();
    }

    private static boolean isSelective(Include include) {
        return include != Include.ALWAYS && include != Include.USE_DEFAULTS;
    }

    /** Returns the properties whose values may be left out. */
    private List<BeanPropertyWriter> find(Class<?> type) {
        List<BeanPropertyWriter> found = new ArrayList<>();
        SerializerProvider provider = mapper.getSerializerProviderInstance();
        Include ofClass = provider.getConfig()
                .introspectClassAnnotations(type)
                .findPropertyInclusion(JsonInclude.Value.empty())
                .getValueInclusion();
        try {
            Iterator<PropertyWriter> properties =
                    provider.findValueSerializer(type).properties();
            while (properties.hasNext()) {
                // the properties of an unwrapped one have names of their own
                if (properties.next() instanceof BeanPropertyWriter property
                        && !property.isUnwrapping()
                        && !(property instanceof VirtualBeanPropertyWriter)
                        && (isSelective(ofClass) || isSelective(ofProperty(provider, type, property)))) {
                    found.add(property);
                }
            }
        } catch (JsonMappingException e) {
            throw ObjectMappingException.unreadable(type, e);
        }
        // with a view, the mapper leaves properties out deliberately
        return provider.getActiveView() == null ? found : List.of();
    }
}
