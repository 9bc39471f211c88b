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

import java.util.Optional;

import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.JavaType;

import io.mlbatch.protocol.Parameter;
import io.mlbatch.protocol.Parameter.Presence;
import io.mlbatch.protocol.ParameterType;

/**
 * A property of a class, as Jackson maps it.
 *
 * @param name the name in JSON
 * @param type the type of an input or output with this property's values; empty for a property without one, or one that
 *     accepts values of any type
 */
record ClassProperty(
        String name, JavaType javaType, Optional<ParameterType> type, Presence presence, String description) {

    static ClassProperty of(BeanProperty property, Optional<ParameterType> type, Presence presence) {
        String description = property.getMetadata().getDescription();
        return new ClassProperty(
                property.getName(), property.getType(), type, presence, description == null ? "" : description);
    }

    ClassProperty renamed(String newName) {
        return new ClassProperty(newName, javaType, type, presence, description);
    }

    Parameter asParameter(ParameterType declared) {
        return new Parameter(name, declared, presence, description);
    }

    /** Describes the property's type for error messages. */
    String describeType() {
        String java = javaType.toCanonical();
        return type.map(parameterType -> parameterType.wireName() + " (" + java + ")")
                .orElse(java);
    }
}
