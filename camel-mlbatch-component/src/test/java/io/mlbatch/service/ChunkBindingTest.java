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

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.mlbatch.protocol.DataFrame;
import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.Parameter;
import io.mlbatch.protocol.ParameterType;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.service.engine.ChunkOutcome;
import io.mlbatch.service.engine.RecordChunk;
import io.mlbatch.service.engine.RecordOutcome;
import io.mlbatch.service.types.RouteBodies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Chunks in {@link RecordBinding}. */
class ChunkBindingTest {

    private static final List<Parameter> NONE = List.of();
    private static final List<Parameter> ONE = List.of(new Parameter("answer", ParameterType.NUMERIC));
    private static final List<Parameter> TWO =
            List.of(new Parameter("answer", ParameterType.NUMERIC), new Parameter("label", ParameterType.CHARACTER));
    private static final Throwable NO_MODEL = new IllegalStateException("no model");

    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    private static RecordChunk chunk(int size) {
        return new RecordChunk(
                new ExecutionId(new ServiceId("TxService", "1.0"), "x-1"),
                "",
                20,
                90,
                Stream.<Map<String, Object>>generate(() -> new HashMap<>(Map.of("hp", 110, "other", "a")))
                        .limit(size)
                        .toList());
    }

    private ChunkOutcome read(List<Parameter> outputs, int size, Object body) {
        exchange.getMessage().setBody(body);
        return new RecordBinding(RouteBodies.ofMaps(NONE, outputs), 100, true).read(exchange, chunk(size));
    }

    @Test
    void chunk_isAListOfRecordsAndConvertsToColumns() {
        List<Parameter> inputs = List.of(new Parameter("hp", ParameterType.NUMERIC));
        new RecordBinding(RouteBodies.ofMaps(inputs, NONE), 100, true).write(exchange, chunk(2));

        Map<String, Object> record = Map.of("hp", 110.0, "other", "a");
        assertThat(exchange.getMessage().getBody()).isEqualTo(List.of(record, record));
        assertThat(exchange.getMessage().getHeaders())
                .containsEntry("CamelMlbatchIndex", 20)
                .containsEntry("CamelMlbatchChunkSize", 2)
                .containsEntry("CamelMlbatchTotalItemCount", 90);
        DataFrame columns = exchange.getMessage().getBody(DataFrame.class);
        assertThat(columns.numbers("hp")).containsExactly(110.0, 110.0);
        assertThat(columns).containsEntry("other", List.of("a", "a"));
    }

    private record Car(@JsonProperty("hp") double power, String other) {}

    @Test
    void chunkOfObjects_convertsToColumnsByTheNamesOfTheirProperties() {
        RouteBodies objects = RouteBodies.of(new ObjectMapper(), NONE, NONE, Car.class, null);
        new RecordBinding(objects, 100, true).write(exchange, chunk(2));

        assertThat(exchange.getMessage().getBody()).isEqualTo(List.of(new Car(110, "a"), new Car(110, "a")));
        DataFrame columns = exchange.getMessage().getBody(DataFrame.class);
        assertThat(columns).containsOnlyKeys("hp", "other").containsEntry("other", List.of("a", "a"));
        assertThat(columns.numbers("hp")).containsExactly(110.0, 110.0);
    }

    static Stream<Arguments> responses() {
        return Stream.of(
                arguments(ONE, List.of(1.5, Map.of("answer", "2")), List.of("{answer=1.5}", "{answer=2.0}")),
                arguments(ONE, new double[] {1, 2}, List.of("{answer=1.0}", "{answer=2.0}")),
                arguments(ONE, Map.of("answer", new double[] {1, 2}), List.of("{answer=1.0}", "{answer=2.0}")),
                arguments(ONE, new float[][] {{1}, {2}}, List.of("{answer=1.0}", "{answer=2.0}")),
                arguments(ONE, Map.of("answer", new double[][] {{1}, {2}}), List.of("{answer=1.0}", "{answer=2.0}")),
                arguments(
                        ONE,
                        List.of(new double[][] {{1}}, Map.of("answer", new byte[1])),
                        List.of("{answer=1.0}", "a list of 1")),
                arguments(ONE, Arrays.asList(1, null), List.of("{answer=1}", "{answer=null}")),
                arguments(ONE, List.of(1, "x"), List.of("{answer=1}", "expected a number, got the text 'x'")),
                arguments(ONE, List.of(NO_MODEL, 2), List.of("no model", "{answer=2}")),
                arguments(ONE, Map.of("answer", List.of(NO_MODEL, 2)), List.of("no model", "{answer=2}")),
                arguments(
                        TWO,
                        Map.of("label", List.of("a", "b"), "answer", List.of(1, 2), "more", 7),
                        List.of("{answer=1, label=a}", "{answer=2, label=b}")),
                arguments(
                        TWO,
                        DataFrame.ofRows(List.of(Map.of("label", "a", "answer", 1), Map.of("label", "b"))),
                        List.of("{answer=1, label=a}", "{answer=null, label=b}")),
                arguments(NONE, Map.of("any", List.of(1, "b")), List.of("{any=1}", "{any=b}")),
                arguments(NONE, List.of(Map.of("any", 1), Map.of()), List.of("{any=1}", "{}")));
    }

    @ParameterizedTest
    @MethodSource("responses")
    void listOrColumns_areTheResultsOfTheRecords(List<Parameter> outputs, Object body, List<String> expected) {
        List<RecordOutcome> outcomes = read(outputs, 2, body).records();
        assertThat(outcomes).hasSize(2);
        for (int position = 0; position < 2; position++) {
            RecordOutcome outcome = outcomes.get(position);
            assertThat(outcome.isFailed() ? outcome.error() : outcome.outputs().toString())
                    .endsWith(expected.get(position));
        }
        assertThat(exchange.isFailed()).isFalse();
    }

    static Stream<Arguments> misfits() {
        return Stream.of(
                arguments(ONE, List.of(1, 2, 3), "The route left 3 results for 2 records"),
                arguments(ONE, Map.of("answer", List.of(1)), "output 'answer': the column has 1 values for 2 records"),
                arguments(
                        ONE,
                        Map.of("answer", 7),
                        "output 'answer': expected a column of 2 values, one per record, got the number 7"),
                arguments(
                        TWO,
                        Map.of("answer", List.of(1, 2)),
                        "The route left a map without the declared output 'label', expected a column of 2 values"),
                arguments(
                        ONE,
                        "text",
                        "The route left a body of java.lang.String, expected a list with the results of 2"),
                arguments(ONE, Set.of(1, 2), "The route left a body of java.util.ImmutableCollections$Set12, expected"),
                arguments(
                        ONE,
                        Map.of("answer", Set.of(1, 2)),
                        "output 'answer': expected a column of 2 values, one per record, got a set"),
                arguments(ONE, null, "The route left nothing, expected a list"));
    }

    @ParameterizedTest
    @MethodSource("misfits")
    void anotherNumberOfResults_failsAllRecordsWithBothNumbers(List<Parameter> outputs, Object body, String message) {
        ChunkOutcome outcome = read(outputs, 2, body);
        assertThat(outcome.failure()).isNull();
        assertThat(outcome.records()).hasSize(2).allSatisfy(record -> assertThat(record.error())
                .startsWith(message));
        assertThat(exchange.isFailed()).isTrue();
    }

    @Test
    void failedExchange_failsTheChunk() {
        exchange.setException(NO_MODEL);
        assertThat(read(ONE, 2, List.of(1, 2)).failure()).isSameAs(NO_MODEL);
        exchange.setException(null);
        exchange.setRollbackOnly(true);
        assertThat(read(ONE, 2, List.of(1, 2)).failure()).hasMessageContaining("rollback");
    }

    @Test
    void artifacts_belongToTheRecordAtTheirPosition() {
        exchange.setVariable("mlbatch.artifact.1/a/b.csv", "1,2");
        exchange.setVariable("mlbatch.artifact.0/big", "x".repeat(101));
        List<RecordOutcome> outcomes = read(ONE, 3, List.of(1, 2, 3)).records();
        assertThat(outcomes.get(0).error()).contains("'big' has 101 bytes");
        assertThat(outcomes.get(1).artifacts()).singleElement().satisfies(artifact -> {
            assertThat(artifact.name()).isEqualTo("a/b.csv");
            assertThat(artifact.content()).asString(StandardCharsets.UTF_8).isEqualTo("1,2");
        });
        assertThat(outcomes.get(2).artifacts()).isEmpty();
    }

    @Test
    void artifactWithoutAPositionInTheChunk_failsItsRecords() {
        for (String name : List.of("answer.csv", "3/answer.csv", "-1/a", "1/", "99999999999/a")) {
            exchange.setException(null);
            exchange.getVariables().clear();
            exchange.setVariable("mlbatch.artifact." + name, "1");
            assertThat(read(ONE, 3, List.of(1, 2, 3)).records()).allSatisfy(record -> assertThat(record.error())
                    .contains("'mlbatch.artifact." + name + "'", "POSITION/NAME with a position from 0 to 2"));
        }
    }
}
