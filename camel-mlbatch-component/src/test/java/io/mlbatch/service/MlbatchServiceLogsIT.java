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
package io.mlbatch.service;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.apache.camel.Route;
import org.apache.camel.builder.LambdaRouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.component.seda.SedaConsumer;
import org.apache.camel.processor.errorhandler.DefaultErrorHandler;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.mlbatch.testing.CapturedLog;
import io.mlbatch.testing.host.HostCaller;
import io.mlbatch.testing.host.RunningHost;

import static io.mlbatch.testing.host.HostCaller.assertResponse;
import static io.mlbatch.testing.host.HostCaller.awaitTrue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** The log lines of a host. */
@Tag("host")
class MlbatchServiceLogsIT {

    private static final String BATCH = "/api/Sum/1.0/batch";
    private static final String SERVICE = "mlbatch-service:Sum/1.0?inputs=a:numeric&outputs=total:numeric";

    private static String records(int count) {
        return IntStream.range(0, count)
                .mapToObj(index -> "{\"a\":" + index + "}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    static List<Arguments> failingRoutes() {
        return List.of(
                arguments("step", (LambdaRouteBuilder)
                        routes -> routes.from(SERVICE).process(exchange -> {
                            throw new IllegalStateException("no model");
                        })),
                arguments("steps", (LambdaRouteBuilder) routes -> routes.from(SERVICE)
                        .setHeader("some", routes.constant(1))
                        .choice()
                        .when(routes.simple("${header.some} == 1"))
                        .throwException(new IllegalStateException("no model"))
                        .end()),
                arguments("chunks", (LambdaRouteBuilder)
                        routes -> routes.from(SERVICE + "&chunkSize=100").process(exchange -> {
                            throw new IllegalStateException("no model");
                        })),
                arguments("split", (LambdaRouteBuilder) routes -> routes.from(SERVICE)
                        .split(routes.constant(List.of(1, 2)))
                        .stopOnException()
                        .throwException(new IllegalStateException("no model"))
                        .end()),
                arguments("shared route", (LambdaRouteBuilder) routes -> {
                    routes.from(SERVICE).to("direct:shared");
                    routes.from("direct:shared").throwException(new IllegalStateException("no model"));
                }),
                arguments("onException", (LambdaRouteBuilder) routes -> routes.from(SERVICE)
                        .onException(IllegalStateException.class)
                        .setHeader("seen", routes.constant(true))
                        .end()
                        .throwException(new IllegalStateException("no model"))),
                arguments("rollback", (LambdaRouteBuilder)
                        routes -> routes.from(SERVICE).rollback("no model")),
                arguments("threads", (LambdaRouteBuilder) routes ->
                        routes.from(SERVICE).threads(2).throwException(new IllegalStateException("no model"))),
                arguments("parallel split", (LambdaRouteBuilder) routes -> routes.from(SERVICE)
                        .split(routes.constant(List.of(1, 2)))
                        .parallelProcessing()
                        .throwException(new IllegalStateException("no model"))
                        .end()),
                arguments("multicast", (LambdaRouteBuilder) routes -> routes.from(SERVICE)
                        .multicast()
                        .stopOnException()
                        .to("direct:failing")
                        .to("mock:failing")
                        .throwException(new IllegalStateException("no model"))),
                arguments("parallel multicast", (LambdaRouteBuilder) routes -> routes.from(SERVICE)
                        .multicast()
                        .parallelProcessing()
                        .stopOnException()
                        .to("direct:failing")
                        .to("mock:failing")
                        .throwException(new IllegalStateException("no model"))),
                arguments("recipient list", (LambdaRouteBuilder) routes -> routes.from(SERVICE)
                        .recipientList(routes.constant("direct:failing,mock:failing"))
                        .parallelProcessing()),
                arguments("seda", (LambdaRouteBuilder) routes -> {
                    routes.from("seda:scores").throwException(new IllegalStateException("no model"));
                    routes.from(SERVICE).to("seda:scores");
                }),
                arguments("seda with onException", (LambdaRouteBuilder) routes -> {
                    routes.from("seda:scores")
                            .onException(IOException.class)
                            .handled(true)
                            .end()
                            .rollback("no model");
                    routes.from(SERVICE).to("seda:scores");
                }),
                arguments("multicast behind seda", (LambdaRouteBuilder) routes -> {
                    routes.from("seda:scores")
                            .multicast()
                            .parallelProcessing()
                            .stopOnException()
                            .to("mock:failing")
                            .throwException(new IllegalStateException("no model"));
                    routes.from(SERVICE).to("seda:scores");
                }),
                arguments("threads of a shared route", (LambdaRouteBuilder) routes -> {
                    routes.from("direct:shared").threads(2).toD("mock:failing");
                    routes.from(SERVICE).to("direct:shared");
                }));
    }

    @Test
    void canceledExecution_isLoggedWithItsProgressAndUser() throws Exception {
        CountDownLatch canceled = new CountDownLatch(1);
        try (CapturedLog log = new CapturedLog(ExecutionLog.class)) {
            try (RunningHost host = RunningHost.secured("anna", "secret", routes -> routes.from(SERVICE)
                    .process(exchange -> {
                        if (exchange.getMessage().getHeader(MlbatchServiceConstants.INDEX, int.class) > 0) {
                            canceled.await();
                        }
                    })
                    .setBody(routes.constant(Map.of("total", 1))))) {
                HostCaller caller = host.as("anna", "secret");
                String path = caller.start(BATCH + "?parallelCount=1", records(2));
                caller.awaitCompleted(path, 1);

                assertResponse(caller.delete(path), 200);
                canceled.countDown();
            }
            assertThat(log.text())
                    .contains("accepted: 2 records, user anna")
                    .contains("canceled: 1 of 2 records completed, 0 failed, user anna");
        }
    }

    @Test
    void unfinishedExecution_isLoggedAtTheNextStart(@TempDir Path folder) throws Exception {
        AtomicBoolean isBroken = new AtomicBoolean(true);
        LambdaRouteBuilder route = routes -> routes.from(SERVICE)
                .process(exchange -> awaitTrue(() -> !isBroken.get()))
                .setBody(routes.constant(Map.of("total", 1)));
        Consumer<MlbatchServiceComponent> options = component -> component.setDataDirectory(folder.toString());
        try (CapturedLog log = new CapturedLog(ExecutionLog.class, HostEvents.class)) {
            String path;
            try (RunningHost host = RunningHost.with(options, routes -> {
                routes.getContext().getShutdownStrategy().setTimeout(1);
                route.accept(routes);
            })) {
                path = host.start(BATCH, records(2));
            }
            isBroken.set(false);
            try (RunningHost host = RunningHost.with(options, route)) {
                host.awaitComplete(path);
                awaitTrue(() -> log.text().contains("ended: Complete, 2 records, 0 failed"));
            }
            assertThat(log.text())
                    .contains("The store has 0 executions with 0 bytes; 0 of them are unfinished")
                    .contains("The store has 1 executions with ")
                    .contains("1 of them are unfinished")
                    .contains("resumed: 0 of 2 records completed before");
        }
    }

    @Test
    void refusedLogins_areLoggedWithNameAndAddressUpToALimit() throws Exception {
        try (CapturedLog log = new CapturedLog()) {
            try (RunningHost host = RunningHost.secured(
                    "anna", "secret", routes -> routes.from(SERVICE).setBody(routes.constant(Map.of("total", 1))))) {
                for (int attempt = 0; attempt < 30; attempt++) {
                    host.login("an\\nna", "guessed-" + attempt);
                }
            }
            assertThat(log.text())
                    .contains("Login refused (credentials): user 'an\\u000ana' from 127.0.0.1")
                    .contains("Login refused (throttled)")
                    .doesNotContain("guessed");
            assertThat(log.text().lines().filter(line -> line.contains("Login refused")))
                    .hasSize(10);
        }
    }

    @Test
    void failuresOfOtherExchangesInASharedRoute_areLogged() throws Exception {
        try (CapturedLog log = new CapturedLog(DefaultErrorHandler.class)) {
            try (RunningHost host = RunningHost.open(routes -> {
                routes.from("direct:shared").throwException(new IllegalStateException("no model"));
                routes.from(SERVICE).to("direct:shared");
            })) {
                host.run(BATCH, records(2));
                assertThat(log.text()).isEmpty();

                host.camelContext()
                        .createFluentProducerTemplate()
                        .to("direct:shared")
                        .send();
            }
            assertThat(log.text()).contains("ERROR", "no model");
        }
    }

    @Test
    void failuresOfCopiesThatTheRouteDoesNotAwait_areLogged() throws Exception {
        try (CapturedLog log = new CapturedLog(DefaultErrorHandler.class)) {
            try (RunningHost host = RunningHost.open(routes -> {
                routes.from("seda:tapped").throwException(new IllegalStateException("no model"));
                routes.from(SERVICE).wireTap("seda:tapped").setBody(routes.constant(Map.of("total", 1)));
            })) {
                host.run(BATCH, records(1));
                awaitTrue(() -> log.text().contains("no model"));
            }
            assertThat(log.text()).contains("ERROR", "\tat ");
        }
    }

    @Test
    void failuresInARouteWithItsOwnErrorHandler_areLogged() throws Exception {
        try (CapturedLog log = new CapturedLog(DefaultErrorHandler.class)) {
            try (RunningHost host = RunningHost.open(routes -> routes.from(SERVICE)
                    .errorHandler(routes.defaultErrorHandler().logExhausted(true))
                    .throwException(new IllegalStateException("no model")))) {
                host.run(BATCH, records(1));
            }
            assertThat(log.text()).contains("ERROR", "no model", "\tat ");
        }
    }

    @Test
    void batchOf10000FailedRecords_writesFewerThan20Lines() throws Exception {
        assertFewerThan20Lines(
                10_000, routes -> routes.from(SERVICE).throwException(new IllegalStateException("no model")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failingRoutes")
    void failedRecordsOfAnyRoute_writeFewerThan20Lines(String name, LambdaRouteBuilder route) throws Exception {
        assertFewerThan20Lines(1_000, route);
    }

    private static void assertFewerThan20Lines(int count, LambdaRouteBuilder route) throws Exception {
        try (CapturedLog log = new CapturedLog(DefaultErrorHandler.class, ExecutionLog.class, SedaConsumer.class)) {
            try (RunningHost host = RunningHost.open(routes -> {
                MockEndpoint failing = routes.getContext().getEndpoint("mock:failing", MockEndpoint.class);
                failing.setRetainLast(0);
                failing.whenAnyExchangeReceived(exchange -> {
                    throw new IllegalStateException("no model");
                });
                routes.from("direct:failing").throwException(new IllegalStateException("no model"));
                route.accept(routes);
            })) {
                // a restarted route has new processors
                for (Route started : host.camelContext().getRoutes()) {
                    host.camelContext().getRouteController().stopRoute(started.getRouteId());
                    host.camelContext().getRouteController().startRoute(started.getRouteId());
                }
                host.run(BATCH, records(count));
            }

            assertThat(log.text().lines())
                    .hasSizeLessThan(20)
                    .filteredOn(line -> line.contains(" failed: "))
                    .hasSize(3);
            assertThat(log.text())
                    .contains("Sum/1.0 accepted: " + count + " records")
                    .contains("Sum/1.0 ended: Complete, " + count + " records, " + count + " failed, in ")
                    .doesNotContain("\tat ");
        }
    }
}
