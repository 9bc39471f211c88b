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
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.apache.camel.Exchange;
import org.apache.camel.ServiceStatus;
import org.apache.camel.builder.RouteBuilder;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.client.WaitEndedException;
import io.mlbatch.protocol.BatchResponse;

import static com.github.tomakehurst.wiremock.client.WireMock.deleteRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.moreThanOrExactly;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static io.mlbatch.testing.http.StubServer.BATCH;
import static org.assertj.core.api.Assertions.assertThat;

/** Which events end the waits of {@code execute}: the stop of their route or context, and no other. */
class WaitLifecycleTest extends MlbatchProducerSupport {

    private static final List<Map<String, Object>> RECORDS = List.of(Map.of("hp", 1, "wt", 2));

    private final List<CompletableFuture<Exchange>> sent = new ArrayList<>();
    private String uri;

    @BeforeEach
    void runABatchThatDoesNotEnd() {
        server.accepts("e1");
        server.isAt("e1", "InProgress", 0, 1);
        server.deletes("e1");
        uri = "mlbatch:TxService/1.0?operation=execute&initialDelay=1&delay=1&maxDelay=5&serverUrl=" + server.url();
        // a stop that waits for Camel's timeout exceeds the time of the test
        camel.getShutdownStrategy().setTimeout(600);
    }

    private void route(RouteBuilder routes) throws Exception {
        camel.addRoutes(routes);
    }

    private void send(int exchanges, String endpoint) {
        for (int n = 1; n <= exchanges; n++) {
            int number = n;
            sent.add(template.asyncSend(endpoint, exchange -> {
                exchange.getMessage().setBody(RECORDS);
                exchange.getMessage().setHeader("n", number);
            }));
        }
        soon(() -> {
            assertThat(sent)
                    .filteredOn(CompletableFuture::isDone)
                    .allSatisfy(one -> assertThat(one.join().getException()).isNull());
            server.http.verify(sent.size(), postRequestedFor(urlPathEqualTo(BATCH)));
            server.http.verify(moreThanOrExactly(sent.size()), getRequestedFor(urlPathEqualTo(BATCH + "/e1")));
        });
    }

    private static void soon(ThrowingRunnable assertion) {
        Awaitility.await().atMost(1, TimeUnit.MINUTES).untilAsserted(assertion);
    }

    private void assertAllComplete() throws Exception {
        server.isAt("e1", "Complete", 1, 1);
        for (CompletableFuture<Exchange> one : sent) {
            Exchange exchange = one.get(1, TimeUnit.MINUTES);
            assertThat(exchange.getException()).isNull();
            assertThat(exchange.getMessage().getBody(BatchResponse.class).completedItemCount())
                    .isEqualTo(1);
        }
        server.http.verify(0, deleteRequestedFor(urlPathEqualTo(BATCH + "/e1")));
    }

    private void assertAllEnded(String message) throws Exception {
        for (CompletableFuture<Exchange> one : sent) {
            assertThat(one.get(1, TimeUnit.MINUTES).getException())
                    .isInstanceOf(WaitEndedException.class)
                    .hasMessageContaining(message);
        }
        assertThat(camel.getShutdownStrategy().hasTimeoutOccurred()).isFalse();
    }

    // ---- evicted endpoints

    @Test
    void endpointsEvictedFromTheCacheOfAStep_keepTheirWaits() throws Exception {
        route(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in").toD(uri + "&onStop=cancel&parallelCount=${header.n}", 1);
            }
        });

        send(8, "direct:in");

        assertAllComplete();
    }

    @Test
    void endpointsEvictedFromTheCacheOfARecipientList_keepTheirWaits() throws Exception {
        route(new RouteBuilder() {
            @Override
            public void configure() {
                // Camel evicts error handlers from a cache of the same size, and then rejects their exchanges
                errorHandler(noErrorHandler());
                from("direct:in")
                        .recipientList(simple(uri + "&onStop=cancel&parallelCount=${header.n}"))
                        .cacheSize(1);
            }
        });

        send(8, "direct:in");

        assertAllComplete();
    }

    @Test
    void endpointsEvictedFromTheCacheOfARoutingSlip_keepTheirWaits() throws Exception {
        route(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in")
                        .routingSlip(simple(uri + "&onStop=cancel&parallelCount=${header.n}"))
                        .cacheSize(1);
            }
        });

        send(8, "direct:in");

        assertAllComplete();
    }

    @Test
    void endpointsEvictedFromTheCacheOfTheContext_keepTheirWaits() throws Exception {
        camel.stop();
        camel.getGlobalOptions().put(Exchange.MAXIMUM_ENDPOINT_CACHE_SIZE, "1");
        camel.start();
        template = camel.createProducerTemplate();
        route(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in").toD(uri + "&onStop=cancel&parallelCount=${header.n}", -1);
            }
        });

        send(8, "direct:in");

        assertAllComplete();
    }

    @Test
    void removedEndpoints_keepTheirWaits() throws Exception {
        route(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in").to(uri + "&onStop=cancel");
            }
        });
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
        exchange.getMessage().setBody(RECORDS);
        producer.process(exchange);

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody(BatchResponse.class).completedItemCount())
                .isEqualTo(1);
    }

    // ---- routes and contexts that stop

    @ParameterizedTest
    @ValueSource(strings = {"leave", "cancel"})
    @Timeout(60)
    void contextThatStops_endsItsWaitsAtOnce(String onStop) throws Exception {
        route(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in").to(uri + "&onStop=" + onStop);
            }
        });
        send(5, "direct:in");

        camel.stop();

        assertAllEnded("the context is stopping; the batch " + (onStop.equals("cancel") ? "is canceled" : "continues"));
        server.http.verify(onStop.equals("cancel") ? 5 : 0, deleteRequestedFor(urlPathEqualTo(BATCH + "/e1")));
    }

    @Test
    @Timeout(60)
    void contextThatStops_endsWaitsOfDynamicEndpointsAndOfNoRouteAtOnce() throws Exception {
        route(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in").toD(uri + "&onStop=cancel&parallelCount=${header.n}", 1);
            }
        });
        send(3, "direct:in");
        send(3, uri + "&onStop=cancel");

        camel.stop();

        assertAllEnded("the context is stopping; the batch is canceled");
        server.http.verify(6, deleteRequestedFor(urlPathEqualTo(BATCH + "/e1")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"first", "second", "third"})
    @Timeout(60)
    void eachRouteOfAnExchangeThatStops_endsItsWaitAtOnce(String routeId) throws Exception {
        route(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in").routeId("first").to("direct:second");
                from("direct:second").routeId("second").to("direct:third");
                from("direct:third").routeId("third").toD(uri + "&onStop=cancel");
            }
        });
        send(3, "direct:in");

        camel.getRouteController().stopRoute(routeId);

        assertAllEnded("the route is stopping; the batch is canceled");
        server.http.verify(3, deleteRequestedFor(urlPathEqualTo(BATCH + "/e1")));
    }

    @Test
    @Timeout(60)
    void routeThatStopsAndStarts_endsItsWaitsEachTime() throws Exception {
        route(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in").routeId("in").to(uri);
            }
        });

        for (int i = 0; i < 2; i++) {
            send(2, "direct:in");
            camel.getRouteController().stopRoute("in");
            assertAllEnded("the batch continues");
            camel.getRouteController().startRoute("in");
            sent.clear();
            server.http.resetRequests();
        }
    }

    @Test
    @Timeout(60)
    void otherRouteThatStops_leavesTheWaitsAlone() throws Exception {
        route(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in").to(uri + "&onStop=cancel");
                from("direct:other").routeId("other").to(uri + "&onStop=cancel");
            }
        });
        send(2, "direct:in");

        camel.getRouteController().stopRoute("other");

        assertAllComplete();
    }

    @Test
    @Timeout(60)
    void routeThatIsSuspended_keepsItsWaits() throws Exception {
        route(new RouteBuilder() {
            @Override
            public void configure() {
                // Camel stops the others when it has run out of patience
                errorHandler(noErrorHandler());
                from("direct:in").routeId("in").to(uri + "&onStop=cancel");
            }
        });
        send(2, "direct:in");

        // waits for the exchanges, as for all others
        camel.getRouteController().suspendRoute("in", 1, TimeUnit.SECONDS);

        assertThat(camel.getRouteController().getRouteStatus("in")).isEqualTo(ServiceStatus.Suspended);
        assertAllComplete();
    }

    @Test
    @Timeout(60)
    void stopOfARouteWithSteps_lastsUntilTheExchangesHaveGoneOn() throws Exception {
        List<Object> failures = new ArrayList<>();
        route(new RouteBuilder() {
            @Override
            public void configure() {
                onException(WaitEndedException.class)
                        .handled(true)
                        .process(exchange ->
                                failures.add(exchange.getMessage().getHeader(MlbatchConstants.EXECUTION_ID)));
                from("direct:in").routeId("in").to(uri);
            }
        });
        send(1, "direct:in");

        camel.getRouteController().stopRoute("in");

        assertThat(failures).containsExactly("e1");
    }
}
