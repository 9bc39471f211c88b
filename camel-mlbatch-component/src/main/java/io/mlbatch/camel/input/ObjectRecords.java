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

import java.sql.Clob;
import java.util.Calendar;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

import io.mlbatch.protocol.InvalidRecordException;
import io.mlbatch.protocol.Values;
import io.mlbatch.protocol.WireScalar;
import io.mlbatch.protocol.json.ValueJson;
import io.mlbatch.protocol.objects.ObjectMapping;
import io.mlbatch.protocol.objects.ObjectMappingException;

/**
 * Converts Java objects to records: maps as they are, a {@code JsonNode} of Jackson like a map, and objects of an
 * application as the mapper has them. Values and objects of the JDK are not records.
 */
final class ObjectRecords {

    private static final List<Class<?>> OPTIONALS =
            List.of(Optional.class, OptionalDouble.class, OptionalInt.class, OptionalLong.class);

    /** Classes with a form of their own, also where an application or a driver extends them. */
    private static final List<Class<?>> VALUES = List.of(
            CharSequence.class,
            Number.class,
            Enum.class,
            Iterable.class,
            Map.class,
            Date.class,
            Calendar.class,
            Clob.class);

    private static final ClassValue<Boolean> MAPPED = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return type.isArray() ? MAPPED.get(type.getComponentType()) : isMapped(type);
        }
    };

    private final ObjectMapping mapping;

    ObjectRecords(ObjectMapping mapping) {
        this.mapping = mapping;
    }

    /** @throws InvalidRecordException when the object is not a record, or a property cannot be read */
    Map<String, Object> record(int index, Object object) {
        return find(index, object)
                .orElseThrow(() -> InvalidRecordException.atRecord(
                        index, "expected a map of inputs, got " + Values.describe(object), null));
    }

    /** Converts an object; empty when it is not a record. */
    Optional<Map<String, Object>> find(int index, Object element) {
        Object object = element instanceof Optional<?> optional ? optional.orElse(null) : element;
        if (object instanceof Map<?, ?> map && isRecord(map)) {
            return Optional.of(asRecord(map));
        }
        try {
            Object plain = ValueJson.withoutTree(object);
            if (plain instanceof Map<?, ?> map) {
                Map<String, Object> record = new LinkedHashMap<>();
                map.forEach((name, value) -> record.put(WireScalar.name(name), withoutObjects(value)));
                return Optional.of(record);
            }
            boolean hasProperties = plain != null && !plain.getClass().isArray() && MAPPED.get(plain.getClass());
            return hasProperties ? mapping.toMap(plain) : Optional.empty();
        } catch (ObjectMappingException e) {
            throw InvalidRecordException.atRecord(index, e.getMessage(), e.getCause());
        } catch (IllegalArgumentException e) {
            throw InvalidRecordException.atRecord(index, e.getMessage(), e);
        }
    }

    /** A copy of each map would take longer than its encoding. */
    private static boolean isRecord(Map<?, ?> map) {
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!(entry.getKey() instanceof String) || isObject(entry.getValue())) {
                return false;
            }
        }
        return true;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> asRecord(Map<?, ?> map) {
        return (Map<String, Object>) map;
    }

    private Object withoutObjects(Object value) {
        return isObject(value) ? mapping.toValue(value) : value;
    }

    /** Of a list, the first element decides: a look at all elements would take longer than their encoding. */
    private static boolean isObject(Object value) {
        if (value == null || Values.isPlain(value)) {
            return false;
        }
        if (value instanceof List<?> list) {
            return !list.isEmpty() && !(list.get(0) instanceof List<?>) && isObject(list.get(0));
        }
        return ValueJson.isTree(value) || MAPPED.get(value.getClass());
    }

    private static boolean isMapped(Class<?> type) {
        String module = String.valueOf(type.getModule().getName());
        return OPTIONALS.contains(type)
                || !module.startsWith("java.")
                        && !module.startsWith("jdk.")
                        && VALUES.stream().noneMatch(value -> value.isAssignableFrom(type));
    }
}
