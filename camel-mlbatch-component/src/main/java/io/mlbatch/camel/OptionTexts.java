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
package io.mlbatch.camel;

import java.util.Arrays;
import java.util.Map;

import org.apache.camel.TypeConverter;

import io.mlbatch.protocol.DurationOption;

/** Checks options before Camel binds them, because Camel's errors name neither the expected form nor enum values. */
final class OptionTexts {

    private final TypeConverter converter;
    private final Map<String, Object> options;

    OptionTexts(TypeConverter converter, Map<String, Object> options) {
        this.converter = converter;
        this.options = options;
    }

    void requireOneOf(String option, Enum<?>[] values) {
        if (!isConvertible(option, values[0].getDeclaringClass())) {
            throw new IllegalArgumentException(
                    "Unknown " + option + " '" + options.get(option) + "': it is one of " + Arrays.toString(values));
        }
    }

    void requireDurations(String... names) {
        for (String option : names) {
            DurationOption.requireValid(option, options.get(option));
        }
    }

    void requireNumbers(String... names) {
        require(Integer.class, "a whole number", names);
    }

    void requireBooleans(String... names) {
        require(Boolean.class, "true or false", names);
    }

    private void require(Class<?> type, String form, String... names) {
        for (String option : names) {
            if (!isConvertible(option, type)) {
                throw new IllegalArgumentException(option + " must be " + form + ", not '" + options.get(option) + "'");
            }
        }
    }

    private boolean isConvertible(String option, Class<?> type) {
        Object value = options.get(option);
        boolean reference = value instanceof String text && text.startsWith("#");
        return value == null || reference || converter.tryConvertTo(type, value) != null;
    }

    /** @throws IllegalArgumentException when the value is below the least one; the message names the option */
    static void requireAtLeast(int least, String option, long value) {
        if (value < least) {
            throw new IllegalArgumentException(option + " must be " + least + " or more, not " + value);
        }
    }
}
