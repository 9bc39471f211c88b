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

import java.util.Objects;

/**
 * A declared input or output of a service.
 *
 * @param name the name, unique among the service's inputs or outputs
 * @param type its type; {@link ParameterType#ANY} for a type that this library does not know
 * @param presence whether a record needs the input
 * @param description a text for people, or an empty text
 */
public record Parameter(String name, ParameterType type, Presence presence, String description) {

    /** Whether a record needs an input. */
    public enum Presence {
        /** The declaration does not state it. */
        UNSPECIFIED,
        /** The input may be absent. */
        OPTIONAL,
        /** The input must be present, also if its value is missing. */
        REQUIRED,
        /** The input must be present and have a value. */
        NON_NULL
    }

    public Parameter {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(presence, "presence");
        Objects.requireNonNull(description, "description");
    }

    /** Declares an input or output by its name and type only. */
    public Parameter(String name, ParameterType type) {
        this(name, type, Presence.UNSPECIFIED, "");
    }

    /** Returns whether a record without this input is invalid for any server. */
    public boolean isRequired() {
        return presence == Presence.REQUIRED || presence == Presence.NON_NULL;
    }
}
