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
package io.mlbatch.springboot;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.apache.camel.spi.PropertyConfigurerGetter;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** The configured properties of one component, and the options that they set. */
final class ComponentProperties {

    static final String CONFIGURATION = "configuration";

    /** Properties of Camel's starters that are not options of a component. */
    private static final List<String> SWITCHES = List.of("enabled", "customizerenabled");

    private static final String OTHER_COMPONENT = "service";

    private final ConfigurationPropertyName prefix;
    private final PropertyConfigurerGetter options;
    private final Map<String, ConfigurationPropertyName> found = new HashMap<>();

    /** @param options knows the component's options */
    ComponentProperties(ConfigurationPropertyName prefix, PropertyConfigurerGetter options) {
        this.prefix = prefix;
        this.options = options;
    }

    /**
     * Returns the property of each configured option, in the spelling that takes precedence. Options are in lower case.
     *
     * @throws IllegalArgumentException if a property belongs to no option: a misspelled one would have no effect
     */
    Map<String, ConfigurationPropertyName> in(Environment environment) {
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            if (source instanceof IterableConfigurationPropertySource names) {
                boolean variables = source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource;
                names.forEach(name -> add(name, variables));
            }
        }
        return found;
    }

    private void add(ConfigurationPropertyName name, boolean variable) {
        int elements = prefix.getNumberOfElements();
        if (prefix.isAncestorOf(name)) {
            add(name, elements, variable);
        } else if (variable
                && name.getNumberOfElements() > elements + 1
                && uniform(name.chop(elements + 1), 0).equals(uniform(prefix, 0))) {
            // CAMEL_COMPONENT_MLBATCH_SERVICE_USERNAME: a variable's name does not distinguish a dash from a dot
            add(name, elements + 1, variable);
        }
    }

    /** @param from the element of the property's name at which the option's name begins */
    private void add(ConfigurationPropertyName name, int from, boolean variable) {
        String first = name.getElement(from, Form.UNIFORM);
        String option = uniform(name, from);
        if (SWITCHES.contains(option)) {
            return;
        }
        if (options.getOptionType(first, true) == Map.class) {
            found.putIfAbsent(first, name.chop(from + 1));
        } else if (options.getOptionType(option, true) != null) {
            found.putIfAbsent(option, name);
        } else if (first.equals(CONFIGURATION)
                && options.getOptionType(CONFIGURATION, true) != null
                && name.getNumberOfElements() > from + 1) {
            // its options are the component's as well
            add(name, from + 1, variable);
        } else if (!variable || !first.equals(OTHER_COMPONENT)) {
            throw new IllegalArgumentException("The property " + name + " sets no option of the component "
                    + prefix.getLastElement(Form.ORIGINAL));
        }
    }

    /** Without dashes and dots, in lower case. */
    private static String uniform(ConfigurationPropertyName name, int from) {
        StringBuilder uniform = new StringBuilder();
        for (int i = from; i < name.getNumberOfElements(); i++) {
            uniform.append(name.getElement(i, Form.UNIFORM));
        }
        return uniform.toString();
    }
}
