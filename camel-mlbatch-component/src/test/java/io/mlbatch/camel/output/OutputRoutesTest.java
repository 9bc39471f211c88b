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
package io.mlbatch.camel.output;

import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.LambdaRouteBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.util.StringHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.BatchState;
import io.mlbatch.protocol.BatchStatus;
import io.mlbatch.protocol.Parameter;
import io.mlbatch.protocol.ParameterType;
import io.mlbatch.protocol.ServiceResponse;
import io.mlbatch.testing.Responses;
import io.mlbatch.testing.client.Samples;

import static org.assertj.core.api.Assertions.assertThat;

/** Responses in routes with stream caching. */
class OutputRoutesTest {

    private static final String CSV =
            "index,success,error,answer.am_Pred,label\r\n0,TRUE,,0.5,manual\r\n0,TRUE,,0.25,manual\r\n1,FALSE,no hp,,\r\n";

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final ProducerTemplate template = camel.createProducerTemplate();
    private final BatchResponse batch = batch();

    private static BatchResponse batch() {
        List<Parameter> declared = List.of(
                new Parameter("answer", ParameterType.DATA_FRAME), new Parameter("label", ParameterType.CHARACTER));
        Map<String, Object> outputs = Map.of("answer", Map.of("am_Pred", List.of(0.5, 0.25)), "label", "manual");
        ServiceResponse scored = new ServiceResponse(0, true, "", "", outputs, List.of(), declared);
        ServiceResponse failed = new ServiceResponse(1, false, "no hp", "", Map.of(), List.of(), declared);
        return Responses.of(Samples.EXECUTION, new BatchStatus(BatchState.COMPLETE, 2, 2, 10), List.of(scored, failed));
    }

    @TempDir
    private Path folder;

    @BeforeEach
    void startCamel() {
        camel.disableJMX();
        camel.start();
        template.start();
    }

    @AfterEach
    void stopCamel() {
        camel.stop();
    }

    private void load(String yaml) throws Exception {
        PluginHelper.getRoutesLoader(camel).loadRoutes(ResourceHelper.fromString("test.yaml", yaml));
    }

    private Object result(Object body, LambdaRouteBuilder route) throws Exception {
        RouteBuilder.addRoutes(camel, route);
        return template.requestBody("direct:in", body);
    }

    @Nested
    class Files {

        @Test
        void csvWrittenByTheFileComponent_remainsReadable() throws Exception {
            load("""
                    - from:
                        uri: direct:csv
                        steps:
                          - convertBodyTo: io.mlbatch.camel.output.Csv
                          - to: file:%s?fileName=scores.csv
                    """.formatted(folder));

            Exchange exchange =
                    template.request("direct:csv", sent -> sent.getMessage().setBody(batch));

            assertThat(exchange.getException()).isNull();
            assertThat(folder.resolve("scores.csv")).hasContent(CSV);
            assertThat(exchange.getMessage().getBody(String.class)).isEqualTo(CSV);
        }

        @Test
        void responses_areWrittenInTheCharsetOfTheFile() throws Exception {
            result(batch, route -> route.from("direct:in")
                    .to("file:" + folder + "?fileName=a.json&charset=UTF-16BE")
                    .convertBodyTo(Csv.class)
                    .to("file:" + folder + "?fileName=a.csv&charset=UTF-16BE"));

            assertThat(folder.resolve("a.json"))
                    .content(StandardCharsets.UTF_16BE)
                    .startsWith("{\"state\":");
            assertThat(folder.resolve("a.csv"))
                    .content(StandardCharsets.UTF_16BE)
                    .isEqualTo(CSV);
        }

        @Test
        void csv_isEncodedAgainAndNotCached() throws Exception {
            Object body = result(batch, route -> route.from("direct:in")
                    .convertBodyTo(Csv.class)
                    .log("${body}")
                    .delay(0));

            assertThat(body).isInstanceOf(Csv.class);
            assertThat(((Csv) body).stream().readAllBytes()).asString().isEqualTo(CSV);
        }

        @Test
        void batch_passesThroughARouteUnchanged() throws Exception {
            Object body = result(batch, route -> route.from("direct:in")
                    .log("${body.state}")
                    .multicast()
                    .to("log:a", "log:b"));

            assertThat(body).isSameAs(batch);
        }
    }

    @Nested
    class Expressions {

        @ParameterizedTest
        @CsvSource({
            "${body.state}, complete",
            "${body.completedItemCount}, 2",
            "${body.totalItemCount}, 2",
            "${body.parallelCount}, 10",
            "${body.executionId}, 9c6be3d2-0b7a-4f0e-8b8e-2f9c5d1c7a11",
            "${body.execution(0).index}, 0",
            "${body.execution(0).success}, true",
            "${body.execution(0).output('label')}, manual",
            "${body.execution(0).outputs[label]}, manual",
            "${body.execution(0).rawOutputs[label]}, manual",
            "${body.execution(1).error}, no hp",
            "${body.execution(1).consoleOutput}, ''",
            "${body.execution(1).changedFiles}, []",
            "${body.execution(1).outputFiles}, {}"
        })
        void propertyOfAResponse_isFoundByAnExpression(String expression, String value) {
            Exchange exchange = new DefaultExchange(camel);
            exchange.getMessage().setBody(batch);

            assertThat(camel.resolveLanguage("simple")
                            .createExpression(expression)
                            .evaluate(exchange, String.class))
                    .isEqualTo(value);
        }

        /** Camel selects one of both, or reports an ambiguity, depending on the order of the methods. */
        @ParameterizedTest
        @ValueSource(classes = {BatchResponse.class, ServiceResponse.class})
        void response_hasNoGetterBesideAMethodOfTheSameName(Class<?> type) {
            Set<String> names =
                    Arrays.stream(type.getMethods()).map(Method::getName).collect(Collectors.toSet());

            assertThat(names)
                    .noneMatch(name -> names.contains("get" + StringHelper.capitalize(name))
                            || names.contains("is" + StringHelper.capitalize(name)));
        }

        @Test
        void splitOfABatch_returnsResultsAndSplitOfItsIteratorRows() throws Exception {
            List<Object> seen = new ArrayList<>();
            Processor collect = exchange -> seen.add(exchange.getMessage().getBody());
            camel.getRegistry().bind("collect", collect);
            load("""
                    - from:
                        uri: direct:results
                        steps:
                          - split:
                              simple: ${body}
                              steps:
                                - process: {ref: collect}
                    - from:
                        uri: direct:rows
                        steps:
                          - split:
                              simple: ${bodyAs(java.util.Iterator)}
                              streaming: true
                              steps:
                                - process: {ref: collect}
                    """);
            RouteBuilder.addRoutes(camel, route -> route.from("direct:java")
                    .split(route.body())
                    .streaming()
                    .process(collect));

            for (String route : List.of("direct:results", "direct:java")) {
                template.requestBody(route, batch);
                assertThat(seen).containsExactly(batch.execution(0), batch.execution(1));
                seen.clear();
            }
            template.requestBody("direct:rows", batch);
            assertThat(seen)
                    .containsExactly(
                            Map.of("index", 0, "success", true, "error", "", "answer.am_Pred", 0.5, "label", "manual"),
                            Map.of("index", 0, "success", true, "error", "", "answer.am_Pred", 0.25, "label", "manual"),
                            Map.of("index", 1, "success", false, "error", "no hp"));
        }

        @Test
        void expressions_readPartsOfAResultAndOutputsByName() throws Exception {
            Object body = result(batch.execution(0), route -> route.from("direct:in")
                    .transform()
                    .simple("${body.index} ${body.success} ${body.output('answer')[am_Pred]}"
                            + " ${body.outputs[label]} ${body[label]}"));

            assertThat(body).isEqualTo("0 true [0.5, 0.25] manual manual");
        }

        @Test
        void expressions_readResultsOfABatchByIndex() throws Exception {
            Object body = result(
                    batch,
                    route -> route.from("direct:in").transform().simple("${body.execution(1).error} ${body[1].error}"));

            assertThat(body).isEqualTo("no hp no hp");
        }
    }

    @Nested
    class CsvDataType {

        @Test
        void csvDataType_isCsvWithItsContentType() throws Exception {
            Exchange exchange = transformedToCsv(batch);

            assertThat(exchange.getException()).isNull();
            assertThat(exchange.getMessage().getBody()).isInstanceOf(Csv.class);
            assertThat(exchange.getMessage().getBody(String.class)).isEqualTo(CSV);
            assertThat(exchange.getMessage().getHeader(Exchange.CONTENT_TYPE)).isEqualTo("text/csv; charset=UTF-8");
        }

        @Test
        void csvDataTypeOfAnotherBody_isAnError() throws Exception {
            assertThat(transformedToCsv("text").getException()).hasMessageContaining("output.Csv");
        }

        private Exchange transformedToCsv(Object body) throws Exception {
            // the step got a name of its own after 4.14
            String step = camel.getVersion().startsWith("4.14.") ? "transform" : "transformDataType";
            load("""
                    - from:
                        uri: direct:transform
                        steps:
                          - %s:
                              toType: mlbatch:text-csv
                    """.formatted(step));
            return template.request(
                    "direct:transform", sent -> sent.getMessage().setBody(body));
        }
    }
}
