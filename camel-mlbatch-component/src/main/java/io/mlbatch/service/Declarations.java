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
package io.mlbatch.service;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.mlbatch.protocol.Parameter;
import io.mlbatch.protocol.ParameterType;
import io.mlbatch.protocol.json.SwaggerJson;

/** Parses the options of an endpoint. */
final class Declarations {

    private Declarations() {}

    /**
     * Parses {@code name:type,name:type}.
     *
     * @param option the option's name, for messages
     * @param text the option's value; {@code null} declares nothing
     * @throws IllegalArgumentException if an entry is not {@code name:type}, or has an unknown type or a duplicate
     *     name; the message names the option and the entry
     */
    static List<Parameter> parameters(String option, String text) {
        Set<String> names = new HashSet<>();
        return entries(text).stream()
                .map(entry -> {
                    Parameter parameter = parameter(option, entry);
                    if (!names.add(parameter.name())) {
                        throw malformed(option, entry, "the name is a duplicate", null);
                    }
                    return parameter;
                })
                .toList();
    }

    private static Parameter parameter(String option, String entry) {
        int colon = entry.lastIndexOf(':');
        if (colon < 1) {
            throw malformed(option, entry, "it is not name:type", null);
        }
        try {
            return new Parameter(
                    entry.substring(0, colon).strip(),
                    ParameterType.parse(entry.substring(colon + 1).strip()));
        } catch (IllegalArgumentException e) {
            throw malformed(option, entry, e.getMessage(), e);
        }
    }

    private static IllegalArgumentException malformed(String option, String entry, String reason, Exception cause) {
        return new IllegalArgumentException(
                "The option " + option + " has the entry '" + entry + "': " + reason, cause);
    }

    /**
     * Checks the option {@code operationId}.
     *
     * @param name {@code null} if the option is not set
     * @throws IllegalArgumentException if it is not an identifier, or is the name of another call in swagger.json
     */
    static void checkOperationId(String name) {
        if (name == null) {
            return;
        }
        if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
            throw new IllegalArgumentException("The option operationId must be letters, digits and underscores with no"
                    + " digit first, not '" + name + "'");
        }
        if (SwaggerJson.COMMON_OPERATIONS.contains(name)) {
            throw new IllegalArgumentException(
                    "The option operationId must not be '" + name + "', which is another call of every service");
        }
    }

    /**
     * Checks an option that has a fixed set of values.
     *
     * @throws IllegalArgumentException if the value is invalid; the message names the option and the valid values
     */
    static void requireOneOf(String option, String value, List<String> valid) {
        if (!valid.contains(value)) {
            throw new IllegalArgumentException(
                    "The option " + option + " must be one of " + String.join(", ", valid) + ", not '" + value + "'");
        }
    }

    /** Returns the entries of a comma-separated list without surrounding blanks; {@code null} has none. */
    static List<String> entries(String text) {
        return text == null || text.isBlank()
                ? List.of()
                : Arrays.stream(text.split(",", -1)).map(String::strip).toList();
    }
}
