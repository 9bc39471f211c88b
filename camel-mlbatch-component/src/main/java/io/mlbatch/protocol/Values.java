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
package io.mlbatch.protocol;

import java.lang.reflect.Array;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Converts and describes Java values for the protocol. */
public final class Values {

    private static final int SHOWN_CHARACTERS = 60;

    private Values() {}

    /**
     * Returns whether a value is of a common class that has one wire form. The check is a shortcut: to find that such a
     * value implements none of the interfaces for other shapes takes longer than to write it.
     */
    public static boolean isPlain(Object value) {
        return value instanceof String
                || value instanceof Integer
                || value instanceof Double
                || value instanceof Long
                || value instanceof Boolean;
    }

    /** Returns a list, another collection or an array (of primitives too) as a list; empty for any other value. */
    public static Optional<List<?>> asList(Object value) {
        if (value instanceof List<?> list) {
            return Optional.of(list);
        }
        if (value instanceof Collection<?> collection) {
            return Optional.of(new ArrayList<>(collection));
        }
        if (value != null && value.getClass().isArray()) {
            return Optional.of(new AbstractList<Object>() {
                @Override
                public Object get(int index) {
                    return Array.get(value, index);
                }

                @Override
                public int size() {
                    return Array.getLength(value);
                }
            });
        }
        return Optional.empty();
    }

    /** Returns a short text that shows a value and its kind, for error messages. */
    public static String describe(Object value) {
        if (value == null) {
            return "nothing";
        }
        if (value instanceof CharSequence text) {
            return "the text '" + shortened(text.toString()) + "'";
        }
        if (value instanceof Boolean) {
            return "the logical " + value;
        }
        // the text of another library's number may show its identity
        if (value instanceof Number && value.getClass().getName().startsWith("java.")) {
            return "the number " + shortened(value.toString());
        }
        if (value instanceof Map<?, ?> map) {
            return "a map with the keys " + shortened(map.keySet().toString());
        }
        return asList(value)
                .map(list -> "a list of " + list.size())
                .orElseGet(() -> "a " + classOf(value).getName());
    }

    /** Returns the class that a reader knows: an enum constant with a body of its own has a class without a name. */
    private static Class<?> classOf(Object value) {
        return value instanceof Enum<?> constant ? constant.getDeclaringClass() : value.getClass();
    }

    private static String shortened(String text) {
        return text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "…";
    }
}
