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
package io.mlbatch.service.types;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonPOJOBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.mlbatch.protocol.InvalidRecordException;
import io.mlbatch.protocol.Parameter;
import io.mlbatch.protocol.Parameter.Presence;
import io.mlbatch.protocol.ParameterType;
import io.mlbatch.protocol.json.RecordsJson;
import io.mlbatch.protocol.objects.DefaultMapper;
import io.mlbatch.protocol.objects.ObjectMappingException;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class RouteBodiesTest {

    private static final ObjectMapper MAPPER = DefaultMapper.configure(new ObjectMapper());

    enum Gearbox {
        MANUAL,
        AUTOMATIC
    }

    record Wheel(int size, String rim) {}

    record Code(@JsonValue String text) {}

    record Car(
            @JsonPropertyDescription("Gross power") double hp,
            @JsonProperty(required = true, value = "weight") Double wt,
            Integer cylinders,
            boolean electric,
            Optional<String> note,
            OptionalInt seats,
            Gearbox gearbox,
            LocalDate built,
            UUID id,
            byte[] photo,
            int[] ratios,
            List<Gearbox> known,
            double[][] grid,
            List<Wheel> wheels,
            Wheel spare,
            Map<String, List<Double>> columns,
            Code code,
            @JsonIgnore String secret) {}

    /** A bean with a naming strategy, a read-only and a write-only property, and unwrapped ones. */
    @com.fasterxml.jackson.databind.annotation.JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonPropertyOrder(alphabetic = true)
    public static class Bean {
        private int grossPower;

        @JsonUnwrapped(prefix = "spare_")
        public Wheel spare;

        @JsonProperty(access = JsonProperty.Access.WRITE_ONLY)
        public String password;

        public int getGrossPower() {
            return grossPower;
        }

        public void setGrossPower(int grossPower) {
            this.grossPower = grossPower;
        }

        public double getPowerPerWheel() {
            return grossPower / 4.0;
        }
    }

    @JsonDeserialize(builder = Built.Builder.class)
    record Built(double hp) {
        @JsonPOJOBuilder(withPrefix = "")
        static class Builder {
            private double hp;

            Builder hp(double value) {
                hp = value;
                return this;
            }

            Built build() {
                return new Built(hp);
            }
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Prediction(Double probability, Gearbox gearbox, List<Wheel> wheels) {}

    record Checked(double hp) {
        Checked {
            if (hp < 0) {
                throw new IllegalArgumentException("hp must not be negative");
            }
        }
    }

    interface Shape {
        double getArea();
    }

    public static class NoDefaultConstructor {
        public final double hp;

        public NoDefaultConstructor(double hp) {
            this.hp = hp;
        }
    }

    record Anything(Object any) {}

    record Deep(List<List<Wheel>> wheels) {}

    record Loose(double hp, JsonNode tree) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Part(double hp) {}

    public static class Open {
        public double hp;

        @JsonAnySetter
        public Map<String, Object> others;
    }

    public static class Extended {
        public double hp;

        @JsonAnyGetter
        public Map<String, Object> more = Map.of();
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes(@JsonSubTypes.Type(value = Van.class, name = "van"))
    interface Vehicle {}

    record Van(int seats) implements Vehicle {}

    public static class Twice {
        public void setHp(int hp) {}

        public void setHp(long hp) {}
    }

    static Stream<Arguments> inputs() {
        return Stream.of(
                arguments(
                        Car.class,
                        "hp:numeric:NON_NULL:Gross power, weight:numeric:REQUIRED, cylinders:integer, "
                                + "electric:logical:NON_NULL, note:character:OPTIONAL, seats:integer:OPTIONAL, "
                                + "gearbox:character, built:character, id:character, photo:character, ratios:vector, "
                                + "known:vector, grid:matrix, wheels:data.frame, spare:data.frame, "
                                + "columns:data.frame, code:character"),
                arguments(
                        Bean.class,
                        "gross_power:integer:NON_NULL, password:character, "
                                + "spare_size:integer:NON_NULL, spare_rim:character"),
                arguments(Built.class, "hp:numeric:NON_NULL"));
    }

    @ParameterizedTest
    @MethodSource("inputs")
    void inputs_areThePropertiesThatJacksonSets(Class<?> type, String expected) {
        assertThat(text(RouteBodies.of(MAPPER, List.of(), List.of(), type, null).inputs()))
                .isEqualTo(expected);
    }

    static Stream<Arguments> outputs() {
        return Stream.of(
                arguments(Prediction.class, "probability:numeric, gearbox:character, wheels:data.frame"),
                arguments(
                        Bean.class,
                        "gross_power:integer, power_per_wheel:numeric, spare_size:integer, spare_rim:character"),
                arguments(Extended.class, "hp:numeric"),
                arguments(Shape.class, "area:numeric"));
    }

    @ParameterizedTest
    @MethodSource("outputs")
    void outputs_areThePropertiesThatJacksonWrites(Class<?> type, String expected) {
        assertThat(text(RouteBodies.of(MAPPER, List.of(), List.of(), null, type).outputs()))
                .isEqualTo(expected);
    }

    @Test
    void formOfAValue_isThatOfTheMapper() {
        ObjectMapper numbers = MAPPER.copy()
                .enable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .enable(SerializationFeature.WRITE_ENUMS_USING_INDEX)
                .setPropertyNamingStrategy(PropertyNamingStrategies.UPPER_CAMEL_CASE);
        assertThat(text(RouteBodies.of(numbers, List.of(), List.of(), Car.class, null)
                        .inputs()))
                .contains("Gearbox:integer, Built:vector");
        assertThat(RouteBodies.of(numbers, List.of(), List.of(), Enumerated.class, null)
                        .toRoute(0, new HashMap<>(Map.of("Gearbox", 1))))
                .isEqualTo(new Enumerated(Gearbox.AUTOMATIC));
    }

    record Enumerated(Gearbox gearbox) {}

    private static String text(List<Parameter> parameters) {
        return parameters.stream()
                .map(parameter -> parameter.name() + ":" + parameter.type().wireName()
                        + (parameter.presence() == Presence.UNSPECIFIED ? "" : ":" + parameter.presence())
                        + (parameter.description().isEmpty() ? "" : ":" + parameter.description()))
                .collect(Collectors.joining(", "));
    }

    private static List<Parameter> parameters(String text) {
        return Arrays.stream(text.split(", "))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> entry.split(":"))
                .map(entry -> new Parameter(entry[0], ParameterType.parse(entry[1])))
                .toList();
    }

    static Stream<Arguments> unusable() {
        String types = RouteBodiesTest.class.getName();
        return Stream.of(
                arguments(
                        Shape.class,
                        null,
                        "",
                        "inputType: objects of " + types + "$Shape cannot be created: it is abstract"),
                arguments(
                        NoDefaultConstructor.class,
                        null,
                        "",
                        types + "$NoDefaultConstructor cannot be created: it has neither a default constructor nor"),
                arguments(Twice.class, null, "", "$Twice cannot be read: Conflicting setter definitions"),
                arguments(Map.class, null, "", "inputType: java.util.Map<java.lang.Object,java.lang.Object> has no"),
                arguments(
                        Anything.class,
                        null,
                        "",
                        "property 'any' of " + types + "$Anything is java.lang.Object, which is not one of the types"),
                arguments(Deep.class, null, "", "property 'wheels' of " + types + "$Deep is java.util.List<"),
                arguments(null, Anything.class, "", "The option outputType: property 'any' of"),
                arguments(null, String.class, "", "The option outputType: java.lang.String has no properties"),
                arguments(
                        Checked.class,
                        null,
                        "hp:character",
                        "The options inputType and inputs disagree: property 'hp' of " + types
                                + "$Checked is numeric (double), inputs declares it as character"),
                arguments(
                        Checked.class,
                        null,
                        "HP:numeric, hp:numeric",
                        "inputs declares 'HP' as numeric, for which " + types + "$Checked has no property"),
                arguments(
                        Enumerated.class,
                        null,
                        "hp:numeric",
                        "property 'gearbox' of " + types + "$Enumerated is character (" + types
                                + "$Gearbox), which inputs does not declare"),
                arguments(Wheel.class, null, "size:numeric, rim:character", "is integer (int), inputs declares it as"),
                arguments(
                        null,
                        Checked.class,
                        "hp:integer",
                        "The options outputType and outputs disagree: property 'hp' of " + types
                                + "$Checked is numeric (double), outputs declares it as integer"),
                arguments(null, Checked.class, "hp:numeric, x:vector", "outputs declares 'x' as vector, for which"),
                arguments(null, Wheel.class, "size:integer", "which outputs does not declare"));
    }

    @ParameterizedTest
    @MethodSource("unusable")
    void classThatDoesNotMapOrAgree_isRefusedWithOptionPropertyAndTypes(
            Class<?> inputType, Class<?> outputType, String declared, String message) {
        assertThatThrownBy(
                        () -> RouteBodies.of(MAPPER, parameters(declared), parameters(declared), inputType, outputType))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    static Stream<Arguments> agreeing() {
        return Stream.of(
                arguments(Checked.class, "hp:integer", "{\"hp\":7}", new Checked(7)),
                arguments(Part.class, "x:character, hp:numeric", "{\"x\":\"a\",\"hp\":7}", new Part(7)),
                arguments(
                        Loose.class,
                        "hp:numeric, tree:matrix",
                        "{\"hp\":7,\"tree\":[[1]]}",
                        new Loose(7, MAPPER.valueToTree(List.of(List.of(1))))),
                arguments(Vehicle.class, "kind:character, seats:integer", "{\"kind\":\"van\",\"seats\":7}", new Van(7)),
                arguments(Built.class, "hp:numeric", "{\"hp\":7}", new Built(7)));
    }

    @ParameterizedTest
    @MethodSource("agreeing")
    void declaredInputs_winOverThoseOfTheClass(Class<?> type, String declared, String record, Object expected)
            throws Exception {
        RouteBodies bodies = RouteBodies.of(MAPPER, parameters(declared), List.of(), type, null);
        assertThat(text(bodies.inputs()).replaceAll(":NON_NULL", "")).isEqualTo(declared);
        assertThat(bodies.toRoute(0, record(record))).isEqualTo(expected);
    }

    @Test
    void inputWithoutAProperty_isAcceptedByAnAnySetter() throws Exception {
        RouteBodies bodies = RouteBodies.of(MAPPER, parameters("hp:numeric, x:vector"), List.of(), Open.class, null);
        assertThat(bodies.toRoute(0, record("{\"hp\":1,\"x\":[1]}")))
                .isInstanceOfSatisfying(
                        Open.class, open -> assertThat(open.others).isEqualTo(Map.of("x", List.of(1))));
    }

    @Test
    void record_becomesAnObject() throws Exception {
        Car car = (Car)
                RouteBodies.of(MAPPER, List.of(), List.of(), Car.class, null).toRoute(0, record("""
                {"hp": "NaN", "weight": 2.62, "cylinders": null, "electric": true, "note": "a", "seats": 4,
                 "gearbox": "MANUAL", "built": "1974-05-01", "id": "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
                 "photo": "AQI=", "ratios": [1, 2.0], "known": ["MANUAL"], "grid": [[1, "Inf"], [2, 3]],
                 "wheels": {"size": [15, 16], "rim": ["steel", null]}, "spare": {"size": [14], "rim": ["a"]},
                 "columns": {"x": [1, 2]}, "code": "K9"}"""));

        assertThat(car.hp()).isNaN();
        assertThat(car.wt()).isEqualTo(2.62);
        assertThat(car.cylinders()).isNull();
        assertThat(car.electric()).isTrue();
        assertThat(car.note()).contains("a");
        assertThat(car.seats()).hasValue(4);
        assertThat(car.gearbox()).isEqualTo(Gearbox.MANUAL);
        assertThat(car.built()).isEqualTo("1974-05-01");
        assertThat(car.id()).hasToString("f81d4fae-7dec-11d0-a765-00a0c91e6bf6");
        assertThat(car.photo()).containsExactly(1, 2);
        assertThat(car.ratios()).containsExactly(1, 2);
        assertThat(car.known()).containsExactly(Gearbox.MANUAL);
        assertThat(car.grid()[0]).containsExactly(1, Double.POSITIVE_INFINITY);
        assertThat(car.wheels()).containsExactly(new Wheel(15, "steel"), new Wheel(16, null));
        assertThat(car.spare()).isEqualTo(new Wheel(14, "a"));
        assertThat(car.columns()).isEqualTo(Map.of("x", List.of(1.0, 2.0)));
        assertThat(car.code()).isEqualTo(new Code("K9"));
    }

    static Stream<Arguments> unmappable() {
        return Stream.of(
                arguments(Checked.class, "{\"hp\":null}", "property 'hp' of %s: Cannot map `null` into type `double`"),
                arguments(Checked.class, "{}", "property 'hp' of %s: Cannot map `null` into type `double`"),
                arguments(Checked.class, "{\"hp\":-1}", "problem: hp must not be negative"),
                arguments(
                        Enumerated.class,
                        "{\"gearbox\":\"CVT\"}",
                        "property 'gearbox' of %s: Cannot deserialize value of type `" + Gearbox.class.getName()
                                + "` from String \"CVT\": not one of the values accepted for Enum class"),
                arguments(Enumerated.class, "{\"gearbox\":\"1\"}", "property 'gearbox' of %s: "),
                arguments(
                        Car.class,
                        "{\"wheels\":{\"size\":[15,null],\"rim\":[\"a\",\"b\"]}}",
                        "property 'wheels[1].size' of %s: Cannot map `null` into type `int`"),
                arguments(Car.class, "{\"ratios\":[1,2.5]}", "property 'ratios[1]' of %s: "),
                arguments(Car.class, "{\"wheels\":{\"size\":[15.5]}}", "property 'wheels[0].size' of %s: "),
                arguments(
                        Car.class,
                        "{\"spare\":{\"size\":[15,16]}}",
                        "property 'spare' of %s is one object, but the data.frame has 2 rows"));
    }

    @ParameterizedTest
    @MethodSource("unmappable")
    void recordThatDoesNotMap_isInvalidWithIndexPropertyAndClass(Class<?> type, String record, String message)
            throws Exception {
        RouteBodies bodies = RouteBodies.of(MAPPER, List.of(), List.of(), type, null);
        Map<String, Object> parsed = record(record);
        assertThatThrownBy(() -> bodies.toRoute(3, parsed))
                .isInstanceOf(InvalidRecordException.class)
                .hasMessageStartingWith("record 3: ")
                .hasMessageContaining(message.formatted(type.getName()));
    }

    @Test
    void object_becomesOutputsByName() {
        RouteBodies bodies = RouteBodies.of(MAPPER, List.of(), List.of(), null, Prediction.class);
        assertThat(bodies.fromRoute(new Prediction(Double.NaN, Gearbox.MANUAL, List.of(new Wheel(15, "a")))))
                .isEqualTo(Map.of(
                        "probability",
                        Double.NaN,
                        "gearbox",
                        "MANUAL",
                        "wheels",
                        List.of(Map.of("size", 15, "rim", "a"))));
        // properties that Jackson omits are missing values
        assertThat((Map<?, ?>) bodies.fromRoute(new Prediction(0.5, null, null)))
                .hasToString("{probability=0.5, gearbox=null, wheels=null}");
        assertThat(bodies.fromRoute(Map.of("probability", 1))).isEqualTo(Map.of("probability", 1));
        assertThat(bodies.fromRoute(7)).isEqualTo(7);
    }

    @Test
    void propertyThatCannotBeRead_isNamed() {
        RouteBodies bodies = RouteBodies.of(MAPPER, List.of(), List.of(), null, Shape.class);
        assertThatThrownBy(() -> bodies.fromRoute((Shape) () -> {
                    throw new IllegalStateException("no model");
                }))
                .isInstanceOf(ObjectMappingException.class)
                .hasMessageContaining("no model");
    }

    @Test
    void valueThatTheMapperLeavesOut_isAnOutputAtEveryLevel() {
        ObjectMapper mapper = MAPPER.copy().setDefaultPropertyInclusion(JsonInclude.Include.NON_DEFAULT);
        RouteBodies bodies = RouteBodies.of(mapper, List.of(), List.of(), null, Prediction.class);
        assertThat((Map<?, ?>) bodies.fromRoute(new Prediction(0.0, null, List.of(new Wheel(0, "")))))
                .hasToString("{probability=0.0, wheels=[{size=0, rim=}], gearbox=null}");
    }

    private static Map<String, Object> record(String json) throws Exception {
        return RecordsJson.readRecord(json.getBytes(UTF_8));
    }
}
