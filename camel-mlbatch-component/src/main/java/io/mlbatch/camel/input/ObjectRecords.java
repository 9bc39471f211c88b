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
package io.mlbatch.camel.input;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.camel.spi.BeanIntrospection;
import org.apache.camel.spi.BeanIntrospection.MethodInfo;

import io.mlbatch.protocol.InvalidRecordException;
import io.mlbatch.protocol.Values;
import io.mlbatch.protocol.WireScalar;
import io.mlbatch.protocol.json.ValueJson;

/**
 * Converts Java objects to records: maps, Java records by their components, other objects of an application by the
 * getters that Camel's introspection finds, and a {@code JsonNode} of Jackson like a map. Values and objects of the JDK
 * are not records.
 */
final class ObjectRecords {

    private static final List<Class<?>> VALUES = List.of(CharSequence.class, Number.class, Enum.class, Iterable.class);

    private final BeanIntrospection beans;
    private final Map<Class<?>, Map<String, Method>> known = new ConcurrentHashMap<>();

    ObjectRecords(BeanIntrospection beans) {
        this.beans = beans;
    }

    /** @throws InvalidRecordException when the object is not a record, or a property cannot be read */
    Map<String, Object> record(int index, Object object) {
        return find(index, object)
                .orElseThrow(() -> InvalidRecordException.atRecord(
                        index, "expected a map of inputs, got " + Values.describe(object), null));
    }

    /** Converts an object; empty when it is not a record. */
    Optional<Map<String, Object>> find(int index, Object element) {
        // first: to check each map for another interface would take longer than to encode it
        if (element instanceof Map<?, ?> map && isRecord(map)) {
            return Optional.of(asRecord(map));
        }
        Object object = ValueJson.withoutTree(element);
        Map<String, Object> record = new LinkedHashMap<>();
        if (object instanceof Map<?, ?> map) {
            map.forEach((name, value) -> record.put(name(index, name), ValueJson.withoutTree(value)));
            return Optional.of(record);
        }
        if (object == null) {
            return Optional.empty();
        }
        known.computeIfAbsent(object.getClass(), this::getters)
                .forEach((name, getter) -> record.put(name, ValueJson.withoutTree(read(index, object, name, getter))));
        return record.isEmpty() ? Optional.empty() : Optional.of(record);
    }

    /** A copy of each map would take longer than its encoding. */
    private static boolean isRecord(Map<?, ?> map) {
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!(entry.getKey() instanceof String) || ValueJson.isTree(entry.getValue())) {
                return false;
            }
        }
        return true;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> asRecord(Map<?, ?> map) {
        return (Map<String, Object>) map;
    }

    private static String name(int index, Object key) {
        try {
            return WireScalar.name(key);
        } catch (IllegalArgumentException e) {
            throw InvalidRecordException.atRecord(index, e.getMessage(), e);
        }
    }

    private Map<String, Method> getters(Class<?> type) {
        Map<String, Method> getters = type.isRecord() ? new LinkedHashMap<>() : new TreeMap<>();
        if (type.isRecord()) {
            for (RecordComponent component : type.getRecordComponents()) {
                getters.put(component.getName(), component.getAccessor());
            }
        } else if (!isValue(type)) {
            for (MethodInfo method : beans.cacheClass(type).methods) {
                if (method.isGetter && !Modifier.isStatic(method.method.getModifiers())) {
                    getters.put(method.getterOrSetterShorthandName, method.method);
                }
            }
        }
        // the class need not be public; if a module forbids access, reading reports it
        getters.values().forEach(Method::trySetAccessible);
        return getters;
    }

    private static boolean isValue(Class<?> type) {
        String module = String.valueOf(type.getModule().getName());
        return module.startsWith("java.")
                || module.startsWith("jdk.")
                || VALUES.stream().anyMatch(value -> value.isAssignableFrom(type));
    }

    private static Object read(int index, Object object, String name, Method getter) {
        try {
            return getter.invoke(object);
        } catch (InvocationTargetException e) {
            throw unreadable(index, object, name, e.getCause());
        } catch (IllegalAccessException e) {
            throw unreadable(index, object, name, e);
        }
    }

    private static InvalidRecordException unreadable(int index, Object object, String name, Throwable cause) {
        return InvalidRecordException.atRecord(
                index,
                "property '" + name + "' of " + object.getClass().getName() + " cannot be read: " + cause,
                cause);
    }
}
