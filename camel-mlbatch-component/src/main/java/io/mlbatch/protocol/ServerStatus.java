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

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * The health that a server reports ({@code GET /status}).
 *
 * @param code of the server as a whole
 * @param components the status of each part that the server reports, by name, in the server's order: {@code pass} and
 *     the like; an empty text when the server does not report a single word
 * @param details the details of the components that have some, as texts, by the component's name and their own
 */
public record ServerStatus(Code code, Map<String, String> components, Map<String, Map<String, String>> details) {

    public ServerStatus {
        Objects.requireNonNull(code, "code");
        components = Collections.unmodifiableMap(new LinkedHashMap<>(components));
        Map<String, Map<String, String>> copies = new LinkedHashMap<>();
        details.forEach(
                (component, texts) -> copies.put(component, Collections.unmodifiableMap(new LinkedHashMap<>(texts))));
        details = Collections.unmodifiableMap(copies);
    }

    /** A status whose components have no details. */
    public ServerStatus(Code code, Map<String, String> components) {
        this(code, components, Map.of());
    }

    /** Whether a server works. */
    public enum Code {
        PASS,
        /** The server works, and something needs attention. */
        WARN,
        FAIL;

        /**
         * Finds a code by its name in any letter case.
         *
         * @throws IllegalArgumentException for another text; the message lists the codes
         */
        public static Code parse(String text) {
            for (Code code : values()) {
                if (code.name().equalsIgnoreCase(text.strip())) {
                    return code;
                }
            }
            throw new IllegalArgumentException(
                    "Unknown status code '" + text + "': the codes are " + Arrays.toString(values()));
        }

        /** Returns the spelling of the servers, like {@code pass}. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
