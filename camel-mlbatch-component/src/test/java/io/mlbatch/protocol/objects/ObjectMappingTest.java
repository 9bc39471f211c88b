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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonPOJOBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.protocol.DataFrame;

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
                .withMessageNotContaining("DeserializationFeature");
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
}
