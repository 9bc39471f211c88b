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
package io.mlbatch.protocol.objects;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonPOJOBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.BatchState;
import io.mlbatch.protocol.BatchStatus;
import io.mlbatch.protocol.DataFrame;
import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.Parameter;
import io.mlbatch.protocol.ParameterType;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.protocol.ServiceResponse;
import io.mlbatch.testing.Responses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class ObjectMappingTest {

    private final ObjectMapping objects = ObjectMapping.byDefault();

    private record Row(@JsonProperty("am_Pred") double manual) {}

    private record Result(
            Row one, List<Row> many, int whole, Double missing, double nan, Optional<String> text, LocalDate day) {}

    @JsonDeserialize(builder = Built.Builder.class)
    private static final class Built {
        private final int hp;

        private Built(int hp) {
            this.hp = hp;
        }

        @JsonPOJOBuilder(withPrefix = "")
        static final class Builder {
            private int hp;

            Builder hp(int power) {
                hp = power;
                return this;
            }

            Built build() {
                return new Built(hp);
            }
        }
    }

    public static final class Bean {
        public int hp;
    }

    public static final class SmallNumbers {
        public float real;
        public Float boxed;
        public float[] list;
        public byte whole;
    }

    @Test
    void outputs_becomeThePropertiesOfTheirTypes() {
        Map<String, Object> outputs = Map.of(
                "one",
                frame(0.5),
                "many",
                frame(0.5, 0.7),
                "whole",
                3.0,
                "nan",
                Double.NaN,
                "text",
                List.of("a"),
                "day",
                "2026-02-28");
        assertThat(objects.toObject(outputs, Result.class))
                .isEqualTo(new Result(
                        new Row(0.5),
                        List.of(new Row(0.5), new Row(0.7)),
                        3,
                        null,
                        Double.NaN,
                        Optional.of("a"),
                        LocalDate.of(2026, 2, 28)));
        assertThat(objects.toObject(Map.of("hp", 110), Built.class).hp).isEqualTo(110);
        assertThat(objects.toObject(Map.of("hp", 110), JsonNode.class).get("hp").intValue())
                .isEqualTo(110);
    }

    @Test
    void mapperThatWrapsValues_receivesOutputsUnwrapped() {
        ObjectMapper wrapping = new ObjectMapper()
                .enable(SerializationFeature.WRAP_ROOT_VALUE)
                .enable(DeserializationFeature.UNWRAP_ROOT_VALUE);
        assertThat(new ObjectMapping(wrapping).toObject(Map.of("a", 0.5, "b", List.of("x", true)), Map.class))
                .isEqualTo(Map.of("a", 0.5, "b", List.of("x", true)));
    }

    private static DataFrame frame(Object... column) {
        return DataFrame.ofColumns(Map.of("am_Pred", Arrays.asList(column)));
    }

    static Stream<Arguments> unfit() {
        return Stream.of(
                arguments(Map.of("hp", "many"), "property 'hp' of " + Bean.class.getName() + ": Cannot deserialize"),
                arguments(Map.of("hp", 0.5), "property 'hp' of " + Bean.class.getName() + ": Cannot coerce"),
                arguments(
                        Collections.singletonMap("hp", null),
                        "property 'hp' of " + Bean.class.getName() + ": Cannot map `null` into type `int`"),
                arguments(Map.of("wt", 1), "property 'wt' of " + Bean.class.getName() + ": Unrecognized field"));
    }

    @ParameterizedTest
    @MethodSource("unfit")
    void valueOfAnotherType_isAnErrorThatNamesPropertyAndClass(Map<String, Object> outputs, String message) {
        assertThatExceptionOfType(ObjectMappingException.class)
                .isThrownBy(() -> objects.toObject(outputs, Bean.class))
                .withMessageStartingWith(message)
                .withMessageNotContaining("DeserializationFeature")
                .withMessageNotContaining("CoercionConfig");
    }

    static Stream<Arguments> beyond() {
        return Stream.of(
                arguments("real", 1e300, "'real'", "a finite float"),
                arguments("real", -1e39, "'real'", "a finite float"),
                arguments("boxed", 1e300, "'boxed'", "a finite float"),
                arguments("list", List.of(1, 1e300), "'list", "a finite float"),
                arguments("whole", 200, "'whole'", "a byte"),
                arguments("whole", -129, "'whole'", "byte"));
    }

    @ParameterizedTest
    @MethodSource("beyond")
    void numberBeyondItsPropertysRange_isAnError(String property, Object value, String name, String range) {
        assertThatExceptionOfType(ObjectMappingException.class)
                .isThrownBy(() -> objects.toObject(Map.of(property, value), SmallNumbers.class))
                .withMessageContainingAll("property " + name, SmallNumbers.class.getName(), range);
    }

    @Test
    void numbersWithinTheirPropertysRange_areThoseNumbers() {
        Map<String, Object> outputs =
                Map.of("real", Double.POSITIVE_INFINITY, "list", List.of(0.1, Double.NaN, 3), "whole", -128);
        SmallNumbers numbers = objects.toObject(outputs, SmallNumbers.class);
        assertThat(numbers.real).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(numbers.list).containsExactly(0.1f, Float.NaN, 3);
        assertThat(numbers.whole).isEqualTo((byte) -128);
    }

    private abstract static class Abstract {}

    private static final class NoConstructor {
        @SuppressWarnings("unused")
        private NoConstructor(int hp, String model) {}
    }

    static Stream<Arguments> unreadable() {
        return Stream.of(
                arguments(Abstract.class, "it is abstract"),
                arguments(Runnable.class, "it is abstract"),
                arguments(NoConstructor.class, "it has neither a default constructor"),
                arguments(String.class, "not a class of objects with properties"),
                arguments(int.class, "not a class of objects with properties"),
                arguments(Bean[].class, "not a class of objects with properties"),
                arguments(Thread.State.class, "not a class of objects with properties"));
    }

    @ParameterizedTest
    @MethodSource("unreadable")
    void classWhoseObjectsCannotBeCreated_isAnErrorBeforeTheFirstObject(Class<?> type, String reason) {
        assertThatThrownBy(() -> objects.requireReadable(type))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(type.getName(), reason);
    }

    @ParameterizedTest
    @ValueSource(classes = {Bean.class, Row.class, Built.class, Map.class, JsonNode.class, Object.class})
    void classWhoseObjectsCanBeCreated_isReadable(Class<?> type) {
        assertThatCode(() -> objects.requireReadable(type)).doesNotThrowAnyException();
    }

    private static ServiceResponse result(int index, boolean success, Object... column) {
        return new ServiceResponse(
                index,
                success,
                success ? "" : "no model",
                "",
                Map.of("answer", frame(column)),
                List.of(),
                List.of(new Parameter("answer", ParameterType.DATA_FRAME)));
    }

    private record Answer(List<Row> answer) {}

    @Test
    void onlyDataFrame_isAnObjectARowOrRowsByTheClass() {
        ServiceResponse one = result(0, true, 0.5);
        ServiceResponse two = result(1, true, 0.5, 0.7);
        assertThat(one.as(Row.class)).isEqualTo(new Row(0.5));
        assertThat(one.as(Answer.class)).isEqualTo(new Answer(List.of(new Row(0.5))));
        assertThat(one.as(Map.class)).containsOnlyKeys("answer");
        assertThat(one.asObjectOrRows(Row.class)).isEqualTo(new Row(0.5));
        assertThat(two.as(Row[].class)).containsExactly(new Row(0.5), new Row(0.7));
        assertThat(two.as(Answer.class).answer()).hasSize(2);
        assertThat(two.asObjectOrRows(Row.class)).isEqualTo(List.of(new Row(0.5), new Row(0.7)));
        assertThatThrownBy(() -> two.as(Row.class))
                .isInstanceOf(ObjectMappingException.class)
                .hasMessage("record 1: " + Row.class.getName()
                        + " is the class of a row, and the outputs have 2 rows: request Row[]");
    }

    @Test
    void resultsOfABatch_areObjectsInOrderAndNullForFailures() {
        BatchResponse response = Responses.of(
                new ExecutionId(new ServiceId("TxService", "1.0"), "e1"),
                new BatchStatus(BatchState.COMPLETE, 4, 4, 10),
                Arrays.asList(result(0, true, 0.5), null, result(2, false, 0.6), result(3, true, new Object[] {null})));
        Iterator<Row> rows = response.as(Row.class).iterator();
        assertThat(rows.next()).isEqualTo(new Row(0.5));
        assertThat(rows.next()).isNull();
        assertThat(rows.next()).isNull();
        assertThatThrownBy(rows::next)
                .isInstanceOf(ObjectMappingException.class)
                .hasMessageStartingWith("record 3: property 'am_Pred' of " + Row.class.getName() + ": Cannot");
        assertThat(rows.hasNext()).isFalse();
        assertThatThrownBy(() -> response.execution(2).as(Row.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("record 2 has no outputs, because it failed: no model");
    }

    @Test
    void mapperOfTheResponse_mapsItsResults() {
        ObjectMapping strict =
                new ObjectMapping(new ObjectMapper().enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES));
        BatchResponse response = Responses.of(
                        new ExecutionId(new ServiceId("TxService", "1.0"), "e1"),
                        new BatchStatus(BatchState.COMPLETE, 1, 1, 10),
                        List.of(result(0, true, 0.5)))
                .withObjects(strict);
        for (ServiceResponse result : response) {
            assertThat(result.as(Row.class)).isEqualTo(new Row(0.5));
            assertThatThrownBy(() -> result.as(Result.class)).hasMessageContaining("Missing creator property");
        }
        assertThat(response.execution(0).as(Row.class)).isEqualTo(new Row(0.5));
    }
}
