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

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import org.apache.camel.Exchange;
import org.apache.camel.builder.AggregationStrategies;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.OnCompletionDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.camel.output.Csv;
import io.mlbatch.camel.output.ReplayableStream;
import io.mlbatch.protocol.BatchResponse;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** How long results that are on disk are there: for the whole exchange, and no longer. */
class SpooledResultsTest extends MlbatchProducerSupport {

    @TempDir
    private Path folder;

    private String results;

    @BeforeEach
    void spoolEverything() {
        MlbatchComponent component = new MlbatchComponent();
        component.setSpoolThreshold(0);
        component.setSpoolDirectory(folder.toString());
        camel.addComponent("mlbatch", component);
        server.isAt("e1", "Complete", 3, 3);
        results = "mlbatch:TxService/1.0?operation=results&serverUrl=" + server.url();
    }

    private Exchange run(RouteBuilder route) throws Exception {
        camel.addRoutes(route);
        return template.request(
                "direct:in", exchange -> exchange.getMessage().setHeader(MlbatchConstants.EXECUTION_ID, "e1"));
    }

    private static void assertGone(BatchResponse response) {
        assertThat(response.totalItemCount()).isEqualTo(3);
        assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> response.execution(0));
    }

    @Test
    void results_areReadableInEveryStepAndAfterASplit() throws Exception {
        Exchange exchange = run(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in")
                        .to(results)
                        .split(body())
                        .setProperty("last", simple("${body.index}"))
                        .end()
                        .to("file:" + folder + "?fileName=all.json")
                        .setVariable("third", simple("${body.execution(2).output('answer')[am_Pred]}"));
            }
        });

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getVariable("third")).isEqualTo(List.of(0.2));
        assertThat(folder.resolve("all.json")).content().contains("[0.0]", "[0.1]", "[0.2]");
    }

    @Test
    void results_areFreedAfterAFailedRoute() throws Exception {
        Exchange exchange = run(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in")
                        .to(results)
                        .process(e -> e.setVariable(
                                "first",
                                e.getMessage()
                                        .getBody(BatchResponse.class)
                                        .execution(0)
                                        .success()))
                        .throwException(new IllegalStateException("no disk"));
            }
        });

        assertThat(exchange.getException()).hasMessage("no disk");
        assertThat(exchange.getVariable("first")).isEqualTo(true);
        assertGone(exchange.getMessage().getBody(BatchResponse.class));
    }

    @Test
    void streamsOfResults_areNotCached() throws Exception {
        CompletableFuture<Object> json = new CompletableFuture<>();
        Exchange exchange = run(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in")
                        .to(results)
                        .setVariable("answer", body())
                        .convertBodyTo(InputStream.class)
                        .to("file:" + folder + "?fileName=first.json")
                        .to("file:" + folder + "?fileName=second.json")
                        .process(e -> json.complete(e.getMessage().getBody()))
                        .setBody(variable("answer"))
                        .convertBodyTo(Csv.class)
                        .to("file:" + folder + "?fileName=scores.csv");
            }
        });

        assertThat(exchange.getException()).isNull();
        assertThat(json.join()).isInstanceOf(ReplayableStream.class);
        assertThat(folder.resolve("second.json")).hasSameTextualContentAs(folder.resolve("first.json"));
        assertThat(folder.resolve("scores.csv"))
                .content()
                .contains("answer.am_Pred")
                .contains("2,TRUE,,0.2");
    }

    @Test
    void results_areSentByCamelHttpInEveryForm() throws Exception {
        server.answer(post("/sink"), aResponse());
        Exchange exchange = run(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in")
                        .to(results)
                        .setVariable("answer", body())
                        .removeHeaders("*")
                        .to(server.url() + "/sink")
                        .setBody(variable("answer"))
                        .convertBodyTo(InputStream.class)
                        .to(server.url() + "/sink")
                        .setBody(variable("answer"))
                        .convertBodyTo(Csv.class)
                        .to(server.url() + "/sink");
            }
        });

        assertThat(exchange.getException()).isNull();
        assertThat(server.http.findAll(postRequestedFor(urlPathEqualTo("/sink"))))
                .extracting(LoggedRequest::getBodyAsString)
                .satisfiesExactly(
                        json -> assertThat(json).endsWith("[0.2]}}}]}"),
                        json -> assertThat(json).endsWith("[0.2]}}}]}"),
                        csv -> assertThat(csv).endsWith("2,TRUE,,0.2\r\n"));
    }

    @Test
    void results_moveWithAnExchangeThatIsHandedOver() throws Exception {
        CompletableFuture<Exchange> consumed = new CompletableFuture<>();
        run(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in").to(results).to("seda:later?waitForTaskToComplete=Never");
                from("seda:later")
                        .setVariable("third", simple("${body.execution(2).index}"))
                        .process(consumed::complete);
            }
        });

        Exchange exchange = consumed.get(1, TimeUnit.MINUTES);
        assertThat(exchange.getVariable("third")).isEqualTo(2);
    }

    @Test
    void results_areFreedAfterARoute() throws Exception {
        Exchange exchange = run(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in").to(results).process(e -> e.getMessage()
                        .getBody(BatchResponse.class)
                        .execution(2));
            }
        });

        assertThat(exchange.getException()).isNull();
        assertGone(exchange.getMessage().getBody(BatchResponse.class));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void resultsOfAnExchangeThatWasCopied_areGoneWithTheLastReference() throws Exception {
        run(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in")
                        .to(results)
                        .wireTap("log:copy?showBody=false")
                        .end()
                        .setBody(constant("done"));
            }
        });

        Awaitility.await().atMost(1, TimeUnit.MINUTES).until(() -> {
            System.gc();
            return openSpools() == 0;
        });
    }

    private static long openSpools() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.filter(SpooledResultsTest::isSpool).count();
        }
    }

    private static boolean isSpool(Path file) {
        try {
            return Files.readSymbolicLink(file).toString().contains(".spool");
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }

    private static void readThird(Exchange exchange, CompletableFuture<Object> read) {
        try {
            read.complete(exchange.getMessage()
                    .getBody(BatchResponse.class)
                    .execution(2)
                    .index());
        } catch (RuntimeException e) {
            read.completeExceptionally(e);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void results_areReadableInOnCompletion(boolean parallel) throws Exception {
        CompletableFuture<Object> read = new CompletableFuture<>();
        run(new RouteBuilder() {
            @Override
            public void configure() {
                RouteDefinition in = from("direct:in");
                OnCompletionDefinition done = in.onCompletion();
                if (parallel) {
                    done.parallelProcessing();
                }
                done.process(e -> readThird(e, read)).end();
                in.to(results);
            }
        });

        assertThat(read.get(1, TimeUnit.MINUTES)).isEqualTo(2);
    }

    @Test
    void results_areReadableInOnCompletionOfAFailedRoute() throws Exception {
        CompletableFuture<Object> read = new CompletableFuture<>();
        run(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in")
                        .onCompletion()
                        .onFailureOnly()
                        .process(e -> readThird(e, read))
                        .end()
                        .to(results)
                        .throwException(new IllegalStateException("no disk"));
            }
        });

        assertThat(read.get(1, TimeUnit.MINUTES)).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"wireTap", "multicast", "aggregate", "seda"})
    void results_areReadableInACopyThatOutlivesTheExchange(String step) throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        CompletableFuture<Object> read = new CompletableFuture<>();
        run(new RouteBuilder() {
            @Override
            public void configure() {
                ProcessorDefinition<?> in = from("direct:in").to(results);
                switch (step) {
                    case "wireTap" -> in.wireTap("direct:copy");
                    case "multicast" -> in.multicast().to("seda:copy?waitForTaskToComplete=Never", "mock:other");
                    case "aggregate" ->
                        in.aggregate(constant(true), AggregationStrategies.useLatest())
                                .completionTimeout(10)
                                .to("direct:copy");
                    default -> in.to("seda:copy?waitForTaskToComplete=Never");
                }
                from("seda:copy").to("direct:copy");
                from("direct:copy").process(e -> {
                    done.await();
                    readThird(e, read);
                });
            }
        });
        done.countDown();

        assertThat(read.get(1, TimeUnit.MINUTES)).isEqualTo(2);
    }

    @Test
    void resultsOfParts_areReadableInAndAfterTheAggregation() throws Exception {
        List<BatchResponse> scored = new ArrayList<>();
        Exchange exchange = run(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in")
                        .setBody(constant(List.of(1, 2)))
                        .split(body(), AggregationStrategies.groupedBody())
                        .to(results)
                        .end()
                        .setVariable("third", simple("${body[1].execution(2).index}"))
                        .process(e -> scored.addAll(e.getMessage().getBody(List.class)));
            }
        });

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getVariable("third")).isEqualTo(2);
        assertThat(scored).hasSize(2);
    }

    @Test
    void resultsOfAMulticast_areReadableAfterIt() throws Exception {
        Exchange exchange = run(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in")
                        .multicast(AggregationStrategies.groupedBody())
                        .parallelProcessing()
                        .to(results, results)
                        .end()
                        .setVariable("third", simple("${body[1].execution(2).index}"));
            }
        });

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getVariable("third")).isEqualTo(2);
    }

    @Test
    void resultsOfARecipientList_areReadableAfterIt() throws Exception {
        Exchange exchange = run(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in")
                        .recipientList(constant(results))
                        .end()
                        .setVariable("third", simple("${body.execution(2).index}"));
            }
        });

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getVariable("third")).isEqualTo(2);
    }

    @Test
    void resultsOfATemplateCall_areReadableUntilTheComponentStops() {
        BatchResponse response =
                template.requestBodyAndHeader(results, null, MlbatchConstants.EXECUTION_ID, "e1", BatchResponse.class);

        assertThat(response.execution(2).index()).isEqualTo(2);
        camel.stop();
        assertGone(response);
    }

    @Test
    void consumedBatch_isReadableUntilItsExchangeIsDone() throws Exception {
        server.holds("e1");
        CompletableFuture<BatchResponse> consumed = new CompletableFuture<>();
        CompletableFuture<Object> third = new CompletableFuture<>();
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("mlbatch:TxService/1.0?initialDelay=1&delay=1&serverUrl=" + server.url())
                        .onCompletion()
                        .process(e -> consumed.complete(e.getMessage().getBody(BatchResponse.class)))
                        .end()
                        .process(e -> third.complete(e.getMessage()
                                .getBody(BatchResponse.class)
                                .execution(2)
                                .rawOutputs()));
            }
        });

        assertThat(third.get(1, TimeUnit.MINUTES)).isEqualTo(Map.of("answer", Map.of("am_Pred", List.of(0.2))));
        camel.stop();
        assertGone(consumed.get(1, TimeUnit.MINUTES));
    }
}
