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

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.apache.camel.builder.LambdaRouteBuilder;
import org.apache.camel.processor.errorhandler.DefaultErrorHandler;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.mlbatch.testing.CapturedLog;
import io.mlbatch.testing.host.RunningHost;

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
                        .throwException(new IllegalStateException("no model"))));
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

    @ParameterizedTest(name = "{0}")
    @MethodSource("failingRoutes")
    void batchOf10000FailedRecords_writesFewerThan20Lines(String name, LambdaRouteBuilder route) throws Exception {
        try (CapturedLog log = new CapturedLog(DefaultErrorHandler.class)) {
            try (RunningHost host = RunningHost.open(route)) {
                host.run(BATCH, records(10_000));
            }

            assertThat(log.text().lines()).hasSizeLessThan(20);
        }
    }
}
