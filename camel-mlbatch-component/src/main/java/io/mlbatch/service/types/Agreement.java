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

import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JavaType;

import io.mlbatch.protocol.Parameter;
import io.mlbatch.protocol.Parameter.Presence;
import io.mlbatch.protocol.ParameterType;

/**
 * Combines the declared parameters of a service with the properties of the class that its route uses.
 *
 * @param typeOption the option with the class, for messages
 * @param listOption the option with the declared parameters, for messages
 * @param type the class
 * @param properties its properties; empty if the class is not mapped by properties
 */
record Agreement(String typeOption, String listOption, JavaType type, List<ClassProperty> properties) {

    /**
     * Derives the parameters from the class.
     *
     * @throws IllegalArgumentException if the class has no properties, or one without a parameter type
     */
    List<Parameter> derive() {
        if (properties.isEmpty()) {
            throw new IllegalArgumentException("The option " + typeOption + ": " + type.toCanonical()
                    + " has no properties; declare them with the option " + listOption);
        }
        return properties.stream().map(this::derive).toList();
    }

    private Parameter derive(ClassProperty property) {
        return property.asParameter(property.type()
                .orElseThrow(() -> new IllegalArgumentException("The option " + typeOption + ": property "
                        + label(property.name()) + " is " + property.describeType()
                        + ", which is not one of the types of " + listOption
                        + "; declare its type with the option " + listOption + ", or exclude it with @JsonIgnore")));
    }

    /**
     * Returns the declared parameters with the presence and the texts of the class.
     *
     * @param fits whether a declared type fits the type of a property
     * @param accepted whether a parameter without a property is accepted
     * @throws IllegalArgumentException if a parameter and its property do not fit, or if either has no counterpart; the
     *     message names both options, the property and the types
     */
    List<Parameter> merge(List<Parameter> declared, BiPredicate<ParameterType, ParameterType> fits, boolean accepted) {
        if (properties.isEmpty()) {
            return declared;
        }
        Map<String, ClassProperty> byName =
                properties.stream().collect(Collectors.toMap(ClassProperty::name, Function.identity(), (a, b) -> a));
        for (ClassProperty property : properties) {
            if (property.presence() != Presence.OPTIONAL
                    && declared.stream().noneMatch(parameter -> parameter.name().equals(property.name()))) {
                throw disagreement("property " + label(property.name()) + " is " + property.describeType() + ", which "
                        + listOption + " does not declare");
            }
        }
        return declared.stream()
                .map(parameter -> merge(parameter, byName.get(parameter.name()), fits, accepted))
                .toList();
    }

    private Parameter merge(
            Parameter parameter,
            ClassProperty property,
            BiPredicate<ParameterType, ParameterType> fits,
            boolean accepted) {
        if (property == null) {
            if (accepted) {
                return parameter;
            }
            throw disagreement(listOption + " declares '" + parameter.name() + "' as "
                    + parameter.type().wireName() + ", for which " + type.toCanonical() + " has no property");
        }
        if (!property.type().map(found -> fits.test(parameter.type(), found)).orElse(true)) {
            throw disagreement("property " + label(property.name()) + " is " + property.describeType() + ", "
                    + listOption + " declares it as " + parameter.type().wireName());
        }
        return property.asParameter(parameter.type());
    }

    private String label(String property) {
        return "'" + property + "' of " + type.toCanonical();
    }

    private IllegalArgumentException disagreement(String reason) {
        return new IllegalArgumentException(
                "The options " + typeOption + " and " + listOption + " disagree: " + reason);
    }
}
