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

import org.apache.camel.CamelContext;
import org.apache.camel.spi.ComponentCustomizer;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

import io.mlbatch.camel.MlbatchComponent;
import io.mlbatch.service.MlbatchServiceComponent;
import io.mlbatch.service.MlbatchServiceEndpoint;

/**
 * Sets the options of both components from Spring's environment, as the starters of Camel do for theirs.
 * {@code camel.component.mlbatch.enabled=false} and {@code camel.component.mlbatch.customizer.enabled=false} switch it
 * off.
 */
@AutoConfiguration(afterName = MlbatchAutoConfiguration.CAMEL)
@ConditionalOnClass(name = MlbatchAutoConfiguration.CAMEL)
public class MlbatchAutoConfiguration {

    /** By name, because camel-spring-boot is present only with Spring Boot. */
    static final String CAMEL = "org.apache.camel.spring.boot.CamelAutoConfiguration";

    @Bean
    ComponentCustomizer configureMlbatchComponent(Environment environment) {
        return new EnvironmentCustomizer(environment, "mlbatch", MlbatchComponent.class);
    }

    @Bean
    ComponentCustomizer configureMlbatchServiceComponent(Environment environment) {
        return new EnvironmentCustomizer(environment, "mlbatch-service", MlbatchServiceComponent.class);
    }

    @Bean
    HostDrainLifecycle mlbatchHostDrain(ApplicationContext context) {
        return new HostDrainLifecycle(context);
    }

    /** A separate class, because it is loaded only in servlet applications. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    static class Servlets {

        /** Boot orders filters without an order last: after those of Spring Security, whose login is a form. */
        @Bean
        MislabeledJsonFilter mlbatchMislabeledJsonFilter(ApplicationContext context) {
            return new MislabeledJsonFilter(() -> context.getBean(CamelContext.class).getEndpoints().stream()
                    .anyMatch(MlbatchServiceEndpoint.class::isInstance));
        }
    }
}
