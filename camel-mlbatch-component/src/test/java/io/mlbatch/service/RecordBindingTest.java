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

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.Parameter;
import io.mlbatch.protocol.ParameterType;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.protocol.json.RecordsJson;
import io.mlbatch.service.engine.ChunkOutcome;
import io.mlbatch.service.engine.RecordChunk;
import io.mlbatch.service.engine.RecordOutcome;
import io.mlbatch.service.store.ProducedArtifact;
import io.mlbatch.service.types.RouteBodies;
import io.mlbatch.testing.host.FakeProcessor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class RecordBindingTest {

    private static final List<Parameter> NONE = List.of();
    private static final List<Parameter> ONE = List.of(new Parameter("answer", ParameterType.NUMERIC));
    private static final List<Parameter> TWO =
            List.of(new Parameter("answer", ParameterType.NUMERIC), new Parameter("label", ParameterType.CHARACTER));

    private static final ExecutionId ID = new ExecutionId(new ServiceId("TxService", "1.0"), "x-1");
    private static final RecordChunk ONE_RECORD = new RecordChunk(ID, "", 0, 1, List.of(Map.of()));

    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    /** A record as it is stored, and the Java forms that the route gets. */
    static Stream<Arguments> received() {
        return Stream.of(
                arguments("{\"x\":null}", ParameterType.NUMERIC, null),
                arguments("{\"x\":null}", ParameterType.INTEGER, null),
                arguments("{\"x\":\"NaN\"}", ParameterType.NUMERIC, Double.NaN),
                arguments("{\"x\":\"-Inf\"}", ParameterType.NUMERIC, Double.NEGATIVE_INFINITY),
                arguments("{\"x\":[1,\"NaN\",null]}", ParameterType.VECTOR, Arrays.asList(1, Double.NaN, null)),
                arguments("{\"x\":[[1],[2]]}", ParameterType.VECTOR, List.of(1, 2)),
                arguments("{\"x\":[[1,\"NA\"]]}", ParameterType.MATRIX, List.of(Arrays.asList(1, null))),
                arguments(
                        "{\"x\":{\"a\":[\"NaN\",null,1]}}",
                        ParameterType.DATA_FRAME,
                        Map.of("a", Arrays.asList(Double.NaN, null, 1))));
    }

    private String failure() {
        String response = FakeProcessor.text(
                new RecordBinding(RouteBodies.ofMaps(NONE, NONE), 100, false).read(exchange, ONE_RECORD));
        assertThat(response).contains("\"success\":false");
        return response.replaceAll(".*\"errorMessage\":\"([^\"]*)\".*", "$1");
    }

    /** The exchange fails with the record, so it is not used again as it is. */
    private String readFailure(List<Parameter> outputs, Object body) {
        String result = read(outputs, body);
        exchange.setException(null);
        return result;
    }

    private String read(List<Parameter> outputs, Object body) {
        exchange.getMessage().setBody(body);
        return FakeProcessor.text(
                new RecordBinding(RouteBodies.ofMaps(NONE, outputs), 100, false).read(exchange, ONE_RECORD));
    }

    @Nested
    class Artifacts {

        @Test
        void artifactVariables_areTheArtifactsAndOthersAreNot() {
            exchange.setVariable("mlbatch.artifact.a b.csv", "1,2");
            exchange.setVariable("other", "x");
            exchange.getMessage().setBody(7);
            ChunkOutcome outcome =
                    new RecordBinding(RouteBodies.ofMaps(NONE, ONE), 100, false).read(exchange, ONE_RECORD);
            RecordOutcome result = outcome.records().get(0);
            assertThat(FakeProcessor.text(outcome)).contains("\"changedFiles\":[\"a b.csv\"]");
            assertThat(result.artifacts()).extracting(ProducedArtifact::name).containsExactly("a b.csv");
            assertThat(result.artifacts().get(0).content())
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("1,2");
        }

        @Test
        void artifactWithoutAUsableName_failsTheRecord() {
            exchange.setVariable("mlbatch.artifact.a\nb", "1");
            assertThat(read(ONE, 7)).contains("\"success\":false", "has a control character");
        }

        @Test
        void artifactThatIsANumber_isItsText() {
            exchange.setVariable("mlbatch.artifact.a", 1.5);
            exchange.getMessage().setBody(7);
            assertThat(new RecordBinding(RouteBodies.ofMaps(NONE, ONE), 100, false)
                            .read(exchange, ONE_RECORD)
                            .records()
                            .get(0)
                            .artifacts()
                            .get(0)
                            .content())
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("1.5");
        }

        @Test
        void artifactWithoutBytes_failsTheRecord() {
            exchange.setVariable("mlbatch.artifact.a", new Object());
            assertThat(read(ONE, 7))
                    .contains(
                            "\"success\":false",
                            "The artifact 'a' is a java.lang.Object, which Camel cannot convert to bytes");
        }
    }

    @Nested
    class Failures {

        @Test
        void errorOfTheRoute_isReportedWithItsOwnMessage() {
            // Camel wraps it
            exchange.setException(new StackOverflowError("model is recursive"));

            assertThat(failure()).isEqualTo("model is recursive");
        }

        @Test
        void errorWithoutAMessage_isReportedByTheNameOfItsClass() {
            exchange.setException(new StackOverflowError());

            assertThat(failure()).isEqualTo("StackOverflowError");
        }

        @Test
        void exceptionThatOnlyWrapsAnother_isReportedAsTheOther() {
            Exception cause = new IllegalStateException("no model");
            for (Exception wrapper : List.of(
                    new RuntimeCamelException(cause),
                    new InvocationTargetException(cause),
                    new CompletionException(new RuntimeCamelException(cause)),
                    new CamelExecutionException("Failed", exchange, cause))) {
                exchange.setException(wrapper);

                assertThat(failure()).isEqualTo("no model");
            }
        }

        @Test
        void exceptionWithAMessageOfItsOwn_isReportedWithIt() {
            exchange.setException(new RuntimeCamelException("cannot score", new IllegalStateException("no model")));

            assertThat(failure()).isEqualTo("cannot score");
        }

        @Test
        void bodyWithoutOutputs_failsTheRecord() {
            assertThat(readFailure(TWO, 7))
                    .contains("\"success\":false", "java.lang.Integer", "the declared outputs answer, label");
            assertThat(readFailure(TWO, Map.of("x", 1))).contains("\"success\":false", "answer, label");
            assertThat(readFailure(TWO, null)).contains("The route left nothing");
            assertThat(readFailure(NONE, 7)).contains("\"success\":false", "declares no outputs");
        }

        @Test
        void valueThatDoesNotFit_failsTheRecordAndTheExchange() {
            assertThat(read(ONE, "seven"))
                    .contains(
                            "\"success\":false",
                            "output 'answer' (numeric): expected a number, got the text 'seven'",
                            "\"outputParameters\":{}");
            assertThat(exchange.isFailed()).isTrue();
        }

        @Test
        void valueWithoutAJsonForm_failsTheRecord() {
            assertThat(read(NONE, Map.of("a", new Object())))
                    .contains("\"success\":false", "java.lang.Object has no JSON");
        }

        @Test
        void exceptionOfTheRoute_isTheErrorOfTheRecord() {
            exchange.setException(new IllegalStateException("no model"));
            assertThat(read(ONE, 7)).contains("\"success\":false", "\"errorMessage\":\"no model\"");
        }

        @Test
        void errorOfTheRoute_isTheErrorOfTheRecord() {
            exchange.setException(new StackOverflowError());
            assertThat(read(ONE, 7)).contains("\"success\":false");
        }

        @Test
        void rollback_failsTheRecord() {
            exchange.setRollbackOnly(true);
            assertThat(read(ONE, 7)).contains("\"success\":false", "rollback");
        }
    }

    @Nested
    class Bodies {

        @Test
        void record_comesAsAMapOfJavaValuesWithItsIdAndIndex() {
            List<Parameter> inputs =
                    List.of(new Parameter("hp", ParameterType.NUMERIC), new Parameter("n", ParameterType.INTEGER));
            RecordChunk chunk = new RecordChunk(ID, "anna", 3, 9, List.of(new HashMap<>(Map.of("hp", 110, "n", 4))));
            new RecordBinding(RouteBodies.ofMaps(inputs, NONE), 100, false).write(exchange, chunk);

            assertThat(exchange.getPattern()).isEqualTo(ExchangePattern.InOut);
            assertThat(exchange.getMessage().getBody()).isEqualTo(Map.of("hp", 110.0, "n", 4));
            assertThat(exchange.getMessage().getHeaders())
                    .isEqualTo(Map.of(
                            "CamelMlbatchExecutionId",
                            "x-1",
                            "CamelMlbatchUser",
                            "anna",
                            "CamelMlbatchIndex",
                            3,
                            "CamelMlbatchChunkSize",
                            1,
                            "CamelMlbatchTotalItemCount",
                            9));
        }

        @ParameterizedTest
        @MethodSource("io.mlbatch.service.RecordBindingTest#received")
        void missingValue_isNullAndNaNIsNaN(String stored, ParameterType type, Object expected) throws IOException {
            Map<String, Object> record = RecordsJson.readRecord(stored.getBytes(StandardCharsets.UTF_8));
            new RecordBinding(RouteBodies.ofMaps(List.of(new Parameter("x", type)), NONE), 100, false)
                    .write(exchange, new RecordChunk(ID, "", 0, 1, List.of(record)));

            assertThat(exchange.getMessage().getBody()).isEqualTo(Collections.singletonMap("x", expected));
        }

        @Test
        void treeOfJackson_isTheOutputs() {
            ObjectMapper jackson = new ObjectMapper();
            assertThat(read(TWO, jackson.valueToTree(Map.of("answer", "1.5", "label", "a"))))
                    .contains("\"outputParameters\":{\"answer\":1.5,\"label\":\"a\"}");
            assertThat(read(ONE, jackson.getNodeFactory().numberNode(2.5))).contains("{\"answer\":2.5}");
            assertThat(read(NONE, Map.of("any", jackson.valueToTree(List.of("a")))))
                    .contains("{\"any\":[\"a\"]}");
            assertThat(read(TWO, Map.of("label", jackson.getNodeFactory().textNode("a"))))
                    .contains("{\"label\":\"a\"}");
        }

        @Test
        void mapWithDeclaredNames_isTheOutputsByName() {
            assertThat(read(TWO, Map.of("answer", "1.5", "other", 2)))
                    .contains("\"success\":true", "\"outputParameters\":{\"answer\":1.5}");
        }

        @Test
        void anyOtherBody_isTheValueOfTheOnlyOutput() {
            assertThat(read(ONE, 7)).contains("{\"answer\":7}");
            assertThat(read(ONE, null)).contains("{\"answer\":null}");
            assertThat(read(List.of(new Parameter("answer", ParameterType.DATA_FRAME)), Map.of("pred", List.of(1, 2))))
                    .contains("{\"answer\":{\"pred\":[1,2]}}");
        }

        @Test
        void stream_isReadAsText() {
            byte[] text = "2.5".getBytes(StandardCharsets.UTF_8);
            assertThat(read(ONE, new ByteArrayInputStream(text))).contains("{\"answer\":2.5}");
            assertThat(read(ONE, text)).contains("{\"answer\":2.5}");
            assertThat(read(ONE, ByteBuffer.wrap(text))).contains("{\"answer\":2.5}");
        }

        @Test
        void everyEntry_isAnOutputWhenNoneAreDeclared() {
            assertThat(read(NONE, Map.of("any", true))).contains("{\"any\":true}");
            assertThat(read(NONE, null)).contains("\"success\":true", "\"outputParameters\":{}");
        }
    }
}
