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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.apache.camel.Exchange;
import org.apache.camel.ServiceStatus;
import org.apache.camel.builder.LambdaRouteBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.client.WaitEndedException;
import io.mlbatch.protocol.BatchResponse;

import static org.assertj.core.api.Assertions.assertThat;

/** Waits of {@code execute}, which end only with their route or context. */
@Timeout(120)
class WaitLifecycleTest extends MlbatchTestSupport {

    private final List<CompletableFuture<Exchange>> sent = new ArrayList<>();
    private String uri;

    @BeforeEach
    void runABatchThatDoesNotEnd() {
        server.accepts("e1").isAt("e1", "InProgress", 0, 1).deletes("e1");
        uri = uri("&operation=execute");
        // a stop that waits for Camel's timeout exceeds the time of the test
        camel.getShutdownStrategy().setTimeout(600);
    }

    private void send(int exchanges, String endpoint) {
        for (int n = 1; n <= exchanges; n++) {
            int number = n;
            sent.add(template.asyncSend(endpoint, exchange -> {
                exchange.getMessage().setBody(ONE_RECORD);
                exchange.getMessage().setHeader("n", number);
            }));
        }
        soon().untilAsserted(() -> {
            assertThat(sent)
                    .filteredOn(CompletableFuture::isDone)
                    .allSatisfy(one -> assertThat(one.join().getException()).isNull());
            assertThat(server.starts()).hasSameSizeAs(sent);
            assertThat(server.polled("e1")).isGreaterThanOrEqualTo(sent.size());
        });
    }

    private void assertAllComplete() throws Exception {
        server.isAt("e1", "Complete", 1, 1);
        for (CompletableFuture<Exchange> one : sent) {
            assertThat(succeeded(one.get(1, TimeUnit.MINUTES))
                            .getBody(BatchResponse.class)
                            .completedItemCount())
                    .isEqualTo(1);
        }
        assertThat(server.deleted("e1")).isZero();
    }

    private void assertAllEnded(String message) throws Exception {
        for (CompletableFuture<Exchange> one : sent) {
            assertThat(one.get(1, TimeUnit.MINUTES).getException())
                    .isInstanceOf(WaitEndedException.class)
                    .hasMessageContaining(message);
        }
        assertThat(camel.getShutdownStrategy().hasTimeoutOccurred()).isFalse();
    }

    @Nested
    class EvictedEndpoint {

        private enum Cache {
            STEP,
            RECIPIENT_LIST,
            ROUTING_SLIP,
            CONTEXT
        }

        private LambdaRouteBuilder evicting(Cache cache) {
            String dynamic = uri + "&onStop=cancel&parallelCount=${header.n}";
            return route -> {
                // Camel evicts error handlers from a cache of the same size, and then rejects their exchanges
                route.errorHandler(route.noErrorHandler());
                switch (cache) {
                    case STEP -> route.from("direct:in").toD(dynamic, 1);
                    case RECIPIENT_LIST ->
                        route.from("direct:in")
                                .recipientList(route.simple(dynamic))
                                .cacheSize(1);
                    case ROUTING_SLIP ->
                        route.from("direct:in")
                                .routingSlip(route.simple(dynamic))
                                .cacheSize(1);
                    default -> route.from("direct:in").toD(dynamic, -1);
                }
            };
        }

        @ParameterizedTest
        @EnumSource
        void endpointsEvictedFromACache_keepTheirWaits(Cache cache) throws Exception {
            if (cache == Cache.CONTEXT) {
                camel.stop();
                camel.getGlobalOptions().put(Exchange.MAXIMUM_ENDPOINT_CACHE_SIZE, "1");
                camel.start();
                template = camel.createProducerTemplate();
            }
            route(evicting(cache));

            send(8, "direct:in");

            assertAllComplete();
        }

        @Test
        void removedEndpoints_keepTheirWaits() throws Exception {
            route(route -> route.from("direct:in").to(uri + "&onStop=cancel"));
            send(3, "direct:in");

            assertThat(camel.removeEndpoints("mlbatch:*")).isNotEmpty();

            assertAllComplete();
        }

        @Test
        void producerThatIsStoppedAndUsedAgain_opensItsConnectionAgain() throws Exception {
            MlbatchEndpoint endpoint = camel.getEndpoint(uri, MlbatchEndpoint.class);
            MlbatchProducer producer = (MlbatchProducer) endpoint.createProducer();
            producer.start();
            producer.stop();
            endpoint.stop();
            server.isAt("e1", "Complete", 1, 1);

            Exchange exchange = endpoint.createExchange();
            exchange.getMessage().setBody(ONE_RECORD);
            producer.process(exchange);

            assertThat(succeeded(exchange).getBody(BatchResponse.class).completedItemCount())
                    .isEqualTo(1);
        }
    }

    @Nested
    class StoppingContext {

        @ParameterizedTest
        @ValueSource(strings = {"leave", "cancel"})
        void contextThatStops_endsItsWaitsAtOnce(String onStop) throws Exception {
            route(route -> route.from("direct:in").to(uri + "&onStop=" + onStop));
            send(5, "direct:in");

            camel.stop();

            boolean cancel = onStop.equals("cancel");
            assertAllEnded("the context is stopping; the batch " + (cancel ? "is canceled" : "continues"));
            assertThat(server.deleted("e1")).isEqualTo(cancel ? 5 : 0);
        }

        @Test
        void contextThatStops_endsWaitsOfDynamicEndpointsAndOfNoRouteAtOnce() throws Exception {
            route(route -> route.from("direct:in").toD(uri + "&onStop=cancel&parallelCount=${header.n}", 1));
            send(3, "direct:in");
            send(3, uri + "&onStop=cancel");

            camel.stop();

            assertAllEnded("the context is stopping; the batch is canceled");
            assertThat(server.deleted("e1")).isEqualTo(6);
        }
    }

    @Nested
    class StoppingRoute {

        @ParameterizedTest
        @ValueSource(strings = {"first", "second", "third"})
        void eachRouteOfAnExchangeThatStops_endsItsWaitAtOnce(String routeId) throws Exception {
            route(route -> {
                route.from("direct:in").routeId("first").to("direct:second");
                route.from("direct:second").routeId("second").to("direct:third");
                route.from("direct:third").routeId("third").toD(uri + "&onStop=cancel");
            });
            send(3, "direct:in");

            camel.getRouteController().stopRoute(routeId);

            assertAllEnded("the route is stopping; the batch is canceled");
            assertThat(server.deleted("e1")).isEqualTo(3);
        }

        @Test
        void routeThatStopsAndStarts_endsItsWaitsEachTime() throws Exception {
            route(route -> route.from("direct:in").routeId("in").to(uri));

            for (int i = 0; i < 2; i++) {
                send(2, "direct:in");
                camel.getRouteController().stopRoute("in");
                assertAllEnded("the batch continues");
                camel.getRouteController().startRoute("in");
                sent.clear();
                server.requests().clear();
            }
        }

        @Test
        void otherRouteThatStops_leavesTheWaitsAlone() throws Exception {
            route(route -> {
                route.from("direct:in").to(uri + "&onStop=cancel");
                route.from("direct:other").routeId("other").to(uri + "&onStop=cancel");
            });
            send(2, "direct:in");

            camel.getRouteController().stopRoute("other");

            assertAllComplete();
        }

        @Test
        void routeThatIsSuspended_keepsItsWaits() throws Exception {
            route(route -> {
                // Camel stops the others when its timeout is over
                route.errorHandler(route.noErrorHandler());
                route.from("direct:in").routeId("in").to(uri + "&onStop=cancel");
            });
            send(2, "direct:in");

            // waits for the exchanges in flight
            camel.getRouteController().suspendRoute("in", 100, TimeUnit.MILLISECONDS);

            assertThat(camel.getRouteController().getRouteStatus("in")).isEqualTo(ServiceStatus.Suspended);
            assertAllComplete();
        }

        @Test
        void stopOfARouteWithSteps_lastsUntilItsExchangesAreDone() throws Exception {
            List<Object> failures = new ArrayList<>();
            route(route -> {
                route.onException(WaitEndedException.class)
                        .handled(true)
                        .process(exchange ->
                                failures.add(exchange.getMessage().getHeader(MlbatchConstants.EXECUTION_ID)));
                route.from("direct:in").routeId("in").to(uri);
            });
            send(1, "direct:in");

            camel.getRouteController().stopRoute("in");

            assertThat(failures).containsExactly("e1");
        }
    }
}
