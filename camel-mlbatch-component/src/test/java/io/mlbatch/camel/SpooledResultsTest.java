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
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;
import org.apache.camel.builder.AggregationStrategies;
import org.apache.camel.builder.LambdaRouteBuilder;
import org.apache.camel.model.OnCompletionDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.camel.output.Csv;
import io.mlbatch.camel.output.ReplayableStream;
import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.testing.http.ScriptedServer.Request;

import static io.mlbatch.testing.http.ScriptedServer.json;
import static org.apache.camel.builder.Builder.body;
import static org.apache.camel.builder.Builder.constant;
import static org.apache.camel.builder.Builder.simple;
import static org.apache.camel.builder.Builder.variable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Results on disk exist for the whole exchange, and no longer. */
class SpooledResultsTest extends MlbatchTestSupport {

    @TempDir
    private Path folder;

    private String results;

    @BeforeEach
    void spoolEverything() {
        spoolTo(folder);
        server.isAt("e1", "Complete", 3, 3);
        results = uri("&operation=results");
    }

    private Exchange run(LambdaRouteBuilder route) throws Exception {
        return run(null, execution("e1"), route);
    }

    private static BatchResponse response(Exchange exchange) {
        return exchange.getMessage().getBody(BatchResponse.class);
    }

    private static void assertReleased(BatchResponse response) {
        assertThat(response.totalItemCount()).isEqualTo(3);
        assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> response.execution(0));
    }

    @Nested
    class Readable {

        private final CompletableFuture<Object> read = new CompletableFuture<>();

        private void readThird(Exchange exchange) {
            try {
                read.complete(response(exchange).execution(2).index());
            } catch (RuntimeException e) {
                read.completeExceptionally(e);
            }
        }

        private void assertThirdRead() throws Exception {
            assertThat(read.get(1, TimeUnit.MINUTES)).isEqualTo(2);
        }

        @Test
        void results_areReadableInEveryStepAndAfterASplit() throws Exception {
            Exchange exchange = run(route -> route.from("direct:in")
                    .to(results)
                    .split(body())
                    .setProperty("last", simple("${body.index}"))
                    .end()
                    .to("file:" + folder + "?fileName=all.json")
                    .setVariable("third", simple("${body.execution(2).output('answer')[am_Pred]}")));

            succeeded(exchange);
            assertThat(exchange.getVariable("third")).isEqualTo(List.of(0.2));
            assertThat(folder.resolve("all.json")).content().contains("[0.0]", "[0.1]", "[0.2]");
        }

        @ParameterizedTest
        @ValueSource(strings = {"split", "multicast", "recipientList"})
        void resultsOfAnInnerStep_areReadableAfterIt(String step) throws Exception {
            AggregationStrategy group = AggregationStrategies.groupedBody();
            Exchange exchange = run(route -> {
                RouteDefinition in = route.from("direct:in");
                ProcessorDefinition<?> end =
                        switch (step) {
                            case "split" ->
                                in.setBody(constant(List.of(1, 2)))
                                        .split(body(), group)
                                        .to(results)
                                        .end();
                            case "multicast" ->
                                in.multicast(group)
                                        .parallelProcessing()
                                        .to(results, results)
                                        .end();
                            default -> in.recipientList(constant(results)).end();
                        };
                String last = step.equals("recipientList") ? "${body" : "${body[1]";
                end.setVariable("third", simple(last + ".execution(2).index}"));
            });

            succeeded(exchange);
            assertThat(exchange.getVariable("third")).isEqualTo(2);
        }

        @ParameterizedTest
        @ValueSource(strings = {"success", "parallel", "failure"})
        void results_areReadableInOnCompletion(String kind) throws Exception {
            run(route -> {
                RouteDefinition in = route.from("direct:in");
                OnCompletionDefinition done = in.onCompletion();
                switch (kind) {
                    case "parallel" -> done.parallelProcessing();
                    case "failure" -> done.onFailureOnly();
                    default -> done.onCompleteOnly();
                }
                done.process(this::readThird).end();
                in.to(results);
                if (kind.equals("failure")) {
                    in.throwException(new IllegalStateException("no disk"));
                }
            });

            assertThirdRead();
        }

        @ParameterizedTest
        @ValueSource(strings = {"wireTap", "multicast", "aggregate", "seda"})
        void results_areReadableInACopyThatOutlivesTheExchange(String step) throws Exception {
            CountDownLatch done = new CountDownLatch(1);
            run(route -> {
                ProcessorDefinition<?> in = route.from("direct:in").to(results);
                switch (step) {
                    case "wireTap" -> in.wireTap("direct:copy");
                    case "multicast" -> in.multicast().to("seda:copy?waitForTaskToComplete=Never", "mock:other");
                    case "aggregate" ->
                        in.aggregate(constant(true), AggregationStrategies.useLatest())
                                .completionSize(1)
                                .parallelProcessing()
                                .to("direct:copy");
                    default -> in.to("seda:copy?waitForTaskToComplete=Never");
                }
                route.from("seda:copy?pollTimeout=50").to("direct:copy");
                route.from("direct:copy").process(e -> {
                    done.await();
                    readThird(e);
                });
            });
            done.countDown();

            assertThirdRead();
        }

        @Test
        void streamsOfResults_areNotCached() throws Exception {
            succeeded(run(route -> route.from("direct:in")
                    .to(results)
                    .setVariable("response", body())
                    .convertBodyTo(InputStream.class)
                    .to("file:" + folder + "?fileName=first.json")
                    .to("file:" + folder + "?fileName=second.json")
                    .process(e -> read.complete(e.getMessage().getBody()))
                    .setBody(variable("response"))
                    .convertBodyTo(Csv.class)
                    .to("file:" + folder + "?fileName=scores.csv")));

            assertThat(read.join()).isInstanceOf(ReplayableStream.class);
            assertThat(folder.resolve("second.json")).hasSameTextualContentAs(folder.resolve("first.json"));
            assertThat(folder.resolve("scores.csv"))
                    .content()
                    .contains("answer.am_Pred")
                    .contains("2,TRUE,,0.2");
        }

        @Test
        void results_areSentByCamelHttpInEveryForm() throws Exception {
            server.post("/sink", json(""));
            String sink = server.url() + "/sink";

            succeeded(run(route -> route.from("direct:in")
                    .to(results)
                    .setVariable("response", body())
                    .removeHeaders("*")
                    .to(sink)
                    .setBody(variable("response"))
                    .convertBodyTo(InputStream.class)
                    .to(sink)
                    .setBody(variable("response"))
                    .convertBodyTo(Csv.class)
                    .to(sink)));

            assertThat(server.requests("POST", "/sink"))
                    .extracting(Request::body)
                    .satisfiesExactly(
                            json -> assertThat(json).endsWith("[0.2]}}}]}"),
                            json -> assertThat(json).endsWith("[0.2]}}}]}"),
                            csv -> assertThat(csv).endsWith("2,TRUE,,0.2\r\n"));
        }
    }

    @Nested
    class Released {

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void results_areReleasedAfterTheRoute(boolean succeeds) throws Exception {
            Exchange exchange = run(route -> {
                ProcessorDefinition<?> in = route.from("direct:in")
                        .to(results)
                        .process(e ->
                                e.setVariable("first", response(e).execution(0).success()));
                if (!succeeds) {
                    in.throwException(new IllegalStateException("no disk"));
                }
            });

            assertThat(exchange.isFailed()).isEqualTo(!succeeds);
            assertThat(exchange.getVariable("first")).isEqualTo(true);
            assertReleased(response(exchange));
        }

        @Test
        @EnabledOnOs(OS.LINUX)
        void resultsOfAnExchangeThatWasCopied_areReleasedWithTheLastReference() throws Exception {
            run(route -> route.from("direct:in")
                    .to(results)
                    .wireTap("log:copy?showBody=false")
                    .end()
                    .setBody(constant("done")));

            soon().until(() -> {
                System.gc();
                return openSpools() == 0;
            });
        }

        private static long openSpools() throws IOException {
            try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
                return files.filter(Released::isSpool).count();
            }
        }

        private static boolean isSpool(Path file) {
            try {
                return Files.readSymbolicLink(file).toString().contains(".spool");
            } catch (IOException closedMeanwhile) {
                return false;
            }
        }

        @Test
        void resultsOfATemplateCall_areReadableUntilTheComponentStops() {
            BatchResponse response =
                    template.requestBodyAndHeaders(results, null, execution("e1"), BatchResponse.class);

            assertThat(response.execution(2).index()).isEqualTo(2);
            camel.stop();
            assertReleased(response);
        }

        @Test
        void consumedBatch_isReadableUntilItsExchangeIsDone() throws Exception {
            server.holds("e1");
            CompletableFuture<BatchResponse> consumed = new CompletableFuture<>();
            CompletableFuture<Object> third = new CompletableFuture<>();
            route(route -> route.from(uri(""))
                    .onCompletion()
                    .process(e -> consumed.complete(response(e)))
                    .end()
                    .process(e -> third.complete(response(e).execution(2).rawOutputs())));

            assertThat(third.get(1, TimeUnit.MINUTES)).isEqualTo(Map.of("answer", Map.of("am_Pred", List.of(0.2))));
            camel.stop();
            assertReleased(consumed.get(1, TimeUnit.MINUTES));
        }
    }
}
