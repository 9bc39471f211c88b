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

import java.net.URLClassLoader;
import java.util.function.UnaryOperator;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.mlbatch.testing.http.ScriptedServer;

import static io.mlbatch.testing.FilteredClassLoaders.program;
import static io.mlbatch.testing.FilteredClassLoaders.withoutJars;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The component on a class path without the jars that only some users have. */
class WithoutOptionalJarsTest {

    @RegisterExtension
    private final ScriptedServer server = new ScriptedServer();

    /** Program with a class loader of its own, whose input and output are texts. */
    public static final class ListsExecutions implements UnaryOperator<String> {

        @Override
        public String apply(String serverUrl) {
            try (DefaultCamelContext camel = new DefaultCamelContext()) {
                RouteBuilder.addRoutes(camel, route -> route.from("direct:list")
                        .to("mlbatch:TxService/1.0?operation=list&serverUrl=" + serverUrl));
                camel.start();
                return camel.createProducerTemplate().requestBody("direct:list", null, String.class)
                        + " with the registry " + HealthCheckRegistry.get(camel);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void producerWithoutOptionalJars_works() throws Exception {
        server.holds("e1");
        try (URLClassLoader world =
                withoutJars(".*[/\\\\](camel-(health|console|management)|micrometer-core)-\\d[^/\\\\]*\\.jar")) {
            for (String absent : new String[] {
                "org.apache.camel.impl.health.AbstractHealthCheck",
                "org.apache.camel.impl.console.DefaultDevConsoleRegistry",
                "org.apache.camel.management.mbean.ManagedEndpoint",
                "io.micrometer.core.instrument.MeterRegistry"
            }) {
                assertThatExceptionOfType(ClassNotFoundException.class).isThrownBy(() -> world.loadClass(absent));
            }
            UnaryOperator<String> program = program(world, ListsExecutions.class);

            ClassLoader before = Thread.currentThread().getContextClassLoader();
            Thread.currentThread().setContextClassLoader(world);
            try {
                assertThat(program.apply(server.url())).isEqualTo("[e1] with the registry null");
            } finally {
                Thread.currentThread().setContextClassLoader(before);
            }
        }
    }
}
