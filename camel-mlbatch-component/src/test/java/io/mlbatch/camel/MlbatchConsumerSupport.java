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

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.ExceptionHandler;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.ServiceResponse;
import io.mlbatch.testing.http.StubServer;

import static com.github.tomakehurst.wiremock.client.WireMock.deleteRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.moreThan;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static io.mlbatch.testing.http.StubServer.BATCH;
import static org.awaitility.Awaitility.await;

/** What tests of the consumer share: a server that answers as told, and routes that consume from it. */
abstract class MlbatchConsumerSupport {

    @RegisterExtension
    final StubServer server = new StubServer();

    final DefaultCamelContext camel = new DefaultCamelContext();
    final Queue<Seen> seen = new ConcurrentLinkedQueue<>();

    /** What a test looks at, taken while the exchange is there. */
    record Seen(Object body, Map<String, Object> headers, int batchIndex, int batchSize, boolean batchComplete) {

        static Seen of(Exchange exchange) {
            Object body = exchange.getMessage().getBody();
            return new Seen(
                    body instanceof BatchResponse || body instanceof ServiceResponse
                            ? body
                            : exchange.getMessage().getBody(String.class),
                    Map.copyOf(exchange.getMessage().getHeaders()),
                    exchange.getProperty(Exchange.BATCH_INDEX, Integer.class),
                    exchange.getProperty(Exchange.BATCH_SIZE, Integer.class),
                    exchange.getProperty(Exchange.BATCH_COMPLETE, Boolean.class));
        }

        String id() {
            return (String) headers.get(MlbatchConstants.EXECUTION_ID);
        }
    }

    @BeforeEach
    void bindHandler() {
        camel.getRegistry().bind("quiet", new Quiet());
    }

    @AfterEach
    void stopCamel() {
        camel.stop();
    }

    final void consume(String options) throws Exception {
        consume("r1", options, exchange -> seen.add(Seen.of(exchange)));
    }

    final void consume(String routeId, String options, Processor processor) throws Exception {
        consume(routeId, "5", options, processor);
    }

    /** @param delay in milliseconds: between looks at the list, and at least between polls of one execution */
    final void consume(String routeId, String delay, String options, Processor processor) throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("mlbatch:TxService/1.0?initialDelay=1&delay=" + delay + "&maxDelay="
                                + Math.max(10, Integer.parseInt(delay)) + "&serverUrl=" + server.url() + options)
                        .routeId(routeId)
                        .process(processor);
            }
        });
        camel.start();
    }

    static ConditionFactory soon() {
        return await().atMost(1, TimeUnit.MINUTES);
    }

    /** Waits until the consumer has looked at the list that often from now on. */
    final void looks(int more) {
        int before = server.http
                .countRequestsMatching(getRequestedFor(urlPathEqualTo(BATCH)).build())
                .getCount();
        soon().untilAsserted(
                        () -> server.http.verify(moreThan(before + more - 1), getRequestedFor(urlPathEqualTo(BATCH))));
    }

    final int fetched(String id) {
        return server.http
                .countRequestsMatching(
                        getRequestedFor(urlPathEqualTo(BATCH + "/" + id)).build())
                .getCount();
    }

    final int deleted(String id) {
        return server.http
                .countRequestsMatching(
                        deleteRequestedFor(urlPathEqualTo(BATCH + "/" + id)).build())
                .getCount();
    }

    final int listed() {
        return server.http
                .countRequestsMatching(getRequestedFor(urlPathEqualTo(BATCH)).build())
                .getCount();
    }

    /** The failures of these tests are meant. */
    private static final class Quiet implements ExceptionHandler {

        @Override
        public void handleException(Throwable exception) {}

        @Override
        public void handleException(String message, Throwable exception) {}

        @Override
        public void handleException(String message, Exchange exchange, Throwable exception) {}
    }

    /** Keeps what it hears. */
    static final class Heard implements ExceptionHandler {

        final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

        @Override
        public void handleException(Throwable exception) {
            failures.add(exception);
        }

        @Override
        public void handleException(String message, Throwable exception) {
            failures.add(exception);
        }

        @Override
        public void handleException(String message, Exchange exchange, Throwable exception) {
            failures.add(exception);
        }
    }
}
