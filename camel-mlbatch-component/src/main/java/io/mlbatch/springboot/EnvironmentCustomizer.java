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

import java.util.Map;

import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.spi.ComponentCustomizer;
import org.apache.camel.spi.PropertyConfigurer;
import org.apache.camel.spi.PropertyConfigurerGetter;
import org.apache.camel.support.service.ServiceHelper;
import org.springframework.boot.context.properties.bind.BindResult;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.env.Environment;

/**
 * Sets a component's options from Spring's environment: all options of its configurer, in the spellings that Spring
 * allows. Values have Camel's forms: references such as {@code #bean:name}, durations such as {@code 14d}, property
 * placeholders.
 */
final class EnvironmentCustomizer implements ComponentCustomizer {

    private static final String COMPONENTS = "camel.component";
    private static final Bindable<String> TEXT = Bindable.of(String.class);
    private static final Bindable<Map<String, String>> TEXTS = Bindable.mapOf(String.class, String.class);

    private final Environment environment;
    private final ConfigurationPropertyName prefix;
    private final Class<? extends Component> type;

    /** @param name the component's scheme */
    EnvironmentCustomizer(Environment environment, String name, Class<? extends Component> type) {
        this.environment = environment;
        this.prefix = ConfigurationPropertyName.of(COMPONENTS).append(name);
        this.type = type;
    }

    @Override
    public boolean isEnabled(String name, Component target) {
        return type.isInstance(target)
                && enabled(COMPONENTS, prefix.toString())
                && enabled(COMPONENTS + ".customizer", prefix + ".customizer");
    }

    /** A property of one component takes precedence over that of all components. */
    private boolean enabled(String all, String one) {
        Bindable<Boolean> flag = Bindable.of(Boolean.class);
        Binder binder = Binder.get(environment);
        return binder.bind(one + ".enabled", flag)
                .orElseGet(() -> binder.bind(all + ".enabled", flag).orElse(true));
    }

    /**
     * @throws IllegalArgumentException with the name of a property that does not set an option or whose value is
     *     invalid
     */
    @Override
    public void configure(String name, Component target) {
        ServiceHelper.initService(target);
        PropertyConfigurer configurer = target.getComponentPropertyConfigurer();
        Map<String, ConfigurationPropertyName> properties =
                new ComponentProperties(prefix, (PropertyConfigurerGetter) configurer).in(environment);
        // first, because the other options are set on this object
        ConfigurationPropertyName configuration = properties.remove(ComponentProperties.CONFIGURATION);
        if (configuration != null) {
            set(configurer, target, ComponentProperties.CONFIGURATION, configuration);
        }
        properties.forEach((option, property) -> set(configurer, target, option, property));
    }

    /**
     * Does not use Camel's binding: its errors show the value, and it reads a password that begins with # as a
     * reference.
     */
    private void set(
            PropertyConfigurer configurer, Component target, String option, ConfigurationPropertyName property) {
        try {
            configurer.configure(
                    target.getCamelContext(), target, option, value(property, target.getCamelContext()), true);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("The property " + property + ": " + e.getMessage(), e);
        }
    }

    /** A text, or the entries of a map. */
    private Object value(ConfigurationPropertyName property, CamelContext camelContext) {
        Binder binder = Binder.get(environment);
        BindResult<String> text = binder.bind(property, TEXT);
        if (text.isBound()) {
            return camelContext.resolvePropertyPlaceholders(text.get());
        }
        Map<String, String> entries = binder.bind(property, TEXTS).get();
        entries.replaceAll((key, value) -> camelContext.resolvePropertyPlaceholders(value));
        return entries;
    }
}
