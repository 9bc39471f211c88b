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
package io.mlbatch.service.metrics;

import java.util.Map;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.micrometer.eventnotifier.MicrometerExchangeEventNotifier;
import org.apache.camel.component.platform.http.PlatformHttpConstants;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultConsumer;
import org.junit.jupiter.api.Test;

import io.mlbatch.docs.generator.MeterTable;
import io.mlbatch.metrics.MeterName;

import static org.assertj.core.api.Assertions.assertThat;

/** Camel's own meters in an application that hosts services on a servlet container. */
class CamelMetersTest {

    private static final class Consumer extends DefaultConsumer implements PlatformHttpConsumer {

        Consumer(PlatformHttpEndpoint endpoint, Processor processor) {
            super(endpoint, processor);
        }

        @Override
        public PlatformHttpEndpoint getEndpoint() {
            return (PlatformHttpEndpoint) super.getEndpoint();
        }

        /** Passes a request to the processor, as the consumer of Spring Boot's starter does. */
        int get(String path) throws Exception {
            Exchange exchange = createExchange(true);
            createUoW(exchange);
            try {
                exchange.getMessage().setHeader(Exchange.HTTP_METHOD, "GET");
                exchange.getMessage().setHeader(Exchange.HTTP_URI, path);
                getProcessor().process(exchange);
                return exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
            } finally {
                doneUoW(exchange);
            }
        }
    }

    private static final class Engine implements PlatformHttpEngine {

        private Consumer status;

        @Override
        public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
            Consumer consumer = new Consumer(endpoint, processor);
            if (endpoint.getPath().equals("/status")) {
                status = consumer;
            }
            return consumer;
        }
    }

    @Test
    void requestBeforeTheFirstExchange_doesNotRemoveTheMetersOfRoutes() throws Exception {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Engine engine = new Engine();
        try (CamelContext camel = new DefaultCamelContext()) {
            camel.getRegistry().bind(PlatformHttpConstants.PLATFORM_HTTP_ENGINE_FACTORY, engine);
            camel.getRegistry().bind("registry", registry);
            camel.getPropertiesComponent().addInitialProperty("server.address", "127.0.0.1");
            camel.getManagementStrategy().addEventNotifier(new MicrometerExchangeEventNotifier());
            camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("mlbatch-service:Sum/1.0").setBody(constant(Map.of("total", 1)));
                    from("direct:own").routeId("own").setBody(constant("done"));
                }
            });
            camel.start();

            assertThat(engine.status.get("/status")).isEqualTo(200);
            camel.createFluentProducerTemplate().to("direct:own").send();

            assertThat(registry.scrape().lines())
                    .filteredOn(line -> line.startsWith("camel_exchange_event_notifier_seconds_count"))
                    .anySatisfy(line -> assertThat(line).contains("routeId=\"own\""))
                    .anySatisfy(line -> assertThat(line).contains("routeId=\"mlbatch-service-http\""));
            assertThat(registry.scrape())
                    .contains(MeterTable.prometheus(MeterName.HOST_STORE_BYTES) + " ")
                    .contains(MeterTable.prometheus(MeterName.HOST_OLDEST) + "{service=\"Sum/1.0\"}");
        }
    }
}
