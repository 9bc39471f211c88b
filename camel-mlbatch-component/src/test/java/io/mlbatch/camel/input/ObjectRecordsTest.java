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
package io.mlbatch.camel.input;

import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

import com.fasterxml.jackson.annotation.JsonFilter;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.ser.impl.SimpleBeanPropertyFilter;
import com.fasterxml.jackson.databind.ser.impl.SimpleFilterProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.mlbatch.client.RecordSource;
import io.mlbatch.protocol.InvalidRecordException;
import io.mlbatch.protocol.Parameter;
import io.mlbatch.protocol.ParameterType;
import io.mlbatch.protocol.RecordEncoder;
import io.mlbatch.protocol.objects.ObjectMapping;

import static io.mlbatch.camel.input.Sources.read;
import static io.mlbatch.camel.input.Sources.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ObjectRecordsTest {

    private static final Map<String, Object> MAZDA = Map.of("hp", 110, "wt", 2.62);

    private record Car(int hp, Double wt) {}

    private record Columns(List<Integer> hp, double[] wt) {}

    private record Nothing() {}

    private record Failing(int hp) {
        @Override
        public int hp() {
            throw new IllegalStateException("no engine");
        }
    }

    /** Can be read and not be set, like most objects that a program computes; of a class that is not public. */
    static class ReadOnly {
        public int getHp() {
            return 110;
        }

        public double getWt() {
            return 2.62;
        }
    }

    public static class Bean extends ReadOnly {
        private Boolean automatic;
        private String model;

        public Boolean isAutomatic() {
            return automatic;
        }

        public void setAutomatic(Boolean automatic) {
            this.automatic = automatic;
        }

        public String getModel() {
            return model;
        }

        public void setModel(String model) {
            this.model = model;
        }

        public static Bean getExample() {
            throw new AssertionError("is no property");
        }

        public int getHp(int cylinder) {
            throw new AssertionError("is no property");
        }

        int getHidden() {
            throw new AssertionError("is no property");
        }
    }

    public static class FailingBean {
        public int getHp() {
            throw new IllegalStateException("no engine");
        }
    }

    private enum Kind {
        VAN;

        public int getSeats() {
            return 9;
        }
    }

    private static Map<String, Object> bean(Object automatic, Object model) {
        Map<String, Object> bean = new HashMap<>(MAZDA);
        bean.put("automatic", automatic);
        bean.put("model", model);
        return bean;
    }

    @Test
    void javaRecord_isARecordOfItsComponentsInOrder() throws IOException {
        RecordSource source = source(new Car(110, 2.62));

        assertThat(source.isRepeatable()).isTrue();
        assertThat(read(source)).containsExactly(MAZDA);
        assertThat(read(source(new Car(110, null)))).singleElement().satisfies(record -> {
            assertThat(record.keySet()).containsExactly("hp", "wt");
            assertThat(record.get("wt")).isNull();
        });
    }

    @Test
    void bean_isARecordOfItsGettersWithNulls() throws IOException {
        Bean bean = new Bean();
        assertThat(read(source(bean))).containsExactly(bean(null, null));

        bean.setAutomatic(true);
        bean.setModel("Mazda");
        assertThat(read(source(bean))).containsExactly(bean(true, "Mazda"));
        assertThat(read(source(bean)).get(0).keySet()).containsExactlyInAnyOrder("automatic", "hp", "model", "wt");
        assertThat(read(source(new ReadOnly()))).containsExactly(MAZDA);
    }

    private enum Gear {
        @JsonProperty("5-speed")
        FIVE
    }

    private record Engine(@JsonProperty("hp") int power, Optional<Double> wt) {}

    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    private record Annotated(
            @JsonUnwrapped Engine engine,
            @JsonFormat(pattern = "dd.MM.yyyy") LocalDate firstSold,
            LocalDate lastSold,
            Gear gear,
            BigDecimal price,
            double mileage,
            OptionalInt doors,
            @JsonIgnore String secret,
            String modelName,
            List<Engine> spares) {}

    private static final Engine ENGINE = new Engine(110, Optional.of(2.62));

    @Test
    void annotatedRecord_hasTheNamesFormatsAndNullsOfJackson() throws IOException {
        Annotated car = new Annotated(
                ENGINE,
                LocalDate.of(2026, 2, 28),
                LocalDate.EPOCH,
                Gear.FIVE,
                new BigDecimal("12345678901234567890.5"),
                Double.NaN,
                OptionalInt.of(5),
                "hidden",
                null,
                List.of(ENGINE));
        Map<String, Object> record = new HashMap<>(MAZDA);
        record.putAll(Map.of(
                "first_sold",
                "28.02.2026",
                "last_sold",
                "1970-01-01",
                "gear",
                "5-speed",
                "price",
                new BigDecimal("12345678901234567890.5"),
                "mileage",
                Double.NaN,
                "doors",
                5,
                "spares",
                List.of(MAZDA)));
        record.put("model_name", null);
        assertThat(read(source(car))).containsExactly(record);
        assertThat(read(source(List.of(Optional.of(car))))).containsExactly(record);
    }

    @JsonFilter("open")
    private record Filtered(int hp, Double wt) {}

    @Test
    void filterOfTheMapper_isKeptAndTheMapperUnchanged() throws IOException {
        ObjectMapper mapper = new ObjectMapper()
                .enable(SerializationFeature.WRAP_ROOT_VALUE)
                .setDefaultPropertyInclusion(JsonInclude.Include.NON_DEFAULT)
                .setFilterProvider(new SimpleFilterProvider()
                        .addFilter("open", SimpleBeanPropertyFilter.serializeAllExcept("wt")));
        assertThat(new ObjectMapping(mapper).toMap(new Filtered(0, 2.62))).hasValue(Map.of("hp", 0));
        assertThat(new ObjectMapping(mapper).toValue(List.of(new Filtered(0, 2.62))))
                .isEqualTo(List.of(Map.of("hp", 0)));
        assertThat(mapper.isEnabled(SerializationFeature.WRAP_ROOT_VALUE)).isTrue();
    }

    @Test
    void propertyOfAnotherType_isNamedWithRecordAndClass() {
        RecordEncoder encoder = new RecordEncoder(List.of(new Parameter("wt", ParameterType.LOGICAL)), true);
        Map<String, Object> record = new ObjectRecords(ObjectMapping.byDefault()).record(1, new Car(110, 2.62));
        assertThatThrownBy(() -> encoder.encode(1, record))
                .hasMessage("record 1: input 'wt' (logical): expected a logical, got the number 2.62 (object of "
                        + Car.class.getName() + ")");
    }

    @Test
    void objectsWithinMaps_areTheirProperties() throws IOException {
        Map<String, Object> record =
                Map.of("best", new Car(110, 2.62), "all", List.of(ENGINE), "wt", OptionalDouble.of(2.62), "hp", 110);
        assertThat(read(source(List.of(record))))
                .containsExactly(Map.of("best", MAZDA, "all", List.of(MAZDA), "wt", 2.62, "hp", 110));
    }

    @Test
    void javaRecordOfLists_isColumns() throws IOException {
        assertThat(read(source(new Columns(List.of(110, 93), new double[] {2.62, 2.32}))))
                .containsExactly(MAZDA, Map.of("hp", 93, "wt", 2.32));
        assertThatThrownBy(() -> source(new Columns(List.of(110, 93), new double[] {2.62})))
                .isInstanceOf(InvalidRecordException.class)
                .hasMessage("Column 'wt' has 1 values where column 'hp' has 2");
    }

    static Stream<Arguments> collections() {
        List<Object> elements = List.of(new Car(110, 2.62), MAZDA, new ReadOnly());
        Iterable<Object> iterable = elements::iterator;
        Object array = elements.toArray();
        return Stream.of(elements, Set.copyOf(elements), iterable, elements.iterator(), elements.stream(), array)
                // else JUnit would take the array for many arguments
                .map(collection -> Arguments.of((Object) collection));
    }

    @ParameterizedTest
    @MethodSource("collections")
    void elements_mayBeMapsAndObjects(Object collection) throws IOException {
        assertThat(read(source(collection))).containsExactly(MAZDA, MAZDA, MAZDA);
    }

    @Test
    void objects_areReadOnDemand() throws IOException {
        AtomicInteger read = new AtomicInteger();
        Iterable<Object> endless = () -> Stream.<Object>generate(() -> new Car(read.incrementAndGet(), 1.0))
                .iterator();

        try (RecordSource.Records records = source(endless).open()) {
            assertThat(records.next()).containsEntry("hp", 1);
            assertThat(records.next()).containsEntry("hp", 2);
        }
        assertThat(read).hasValueLessThan(5);
    }

    @ParameterizedTest
    @MethodSource("failing")
    void throwingGetter_isNamedWithRecordPropertyAndCause(Object failing) {
        assertThatExceptionOfType(InvalidRecordException.class)
                .isThrownBy(() -> read(source(List.of(MAZDA, failing))))
                .withMessage("record 1: property 'hp' of " + failing.getClass().getName()
                        + " cannot be read: java.lang.IllegalStateException: no engine")
                .withCauseInstanceOf(IllegalStateException.class)
                .satisfies(e -> assertThat(e.index()).hasValue(1));
        assertThatThrownBy(() -> source(failing)).hasMessageStartingWith("record 0: property 'hp'");
    }

    static Stream<Object> failing() {
        return Stream.of(new Failing(110), new FailingBean());
    }

    static Stream<Object> values() {
        return Stream.of(
                42,
                new BigDecimal("4.2"),
                new AtomicInteger(1),
                true,
                'c',
                LocalDate.EPOCH,
                new java.util.Date(0),
                new java.sql.Timestamp(0),
                Optional.of(42),
                Optional.empty(),
                Map.entry("hp", 110),
                Kind.VAN,
                Thread.State.NEW,
                String.class,
                new Nothing(),
                new Object(),
                new Object() {});
    }

    @ParameterizedTest
    @MethodSource("values")
    void value_isNotARecord(Object value) {
        assertThatThrownBy(() -> source(value))
                .isInstanceOf(InvalidRecordException.class)
                .hasMessageStartingWith("the body holds no records: expected maps, objects with properties, columns");
        assertThatThrownBy(() -> read(source(List.of(value))))
                .isInstanceOf(InvalidRecordException.class)
                .hasMessageStartingWith("record 0: expected a map of inputs, got ");
    }

    @Test
    void textsListsAndNullsInAList_areNotRecords() {
        for (Object value : Arrays.asList("hp", new StringBuilder("hp"), List.of(1), new Car[0], null)) {
            assertThatThrownBy(() -> read(source(Arrays.asList(MAZDA, value))))
                    .isInstanceOf(InvalidRecordException.class)
                    .hasMessageStartingWith("record 1: expected a map of inputs, got ");
        }
    }

    @Test
    void classHiddenByItsModule_isAnError(@TempDir Path temp) throws Exception {
        String[] sources = {
            "-d",
            temp.toString(),
            written(temp, "module-info.java", "module hiding { exports shown; }"),
            written(temp, "hidden/Car.java", "package hidden; public record Car(int hp) {}"),
            written(
                    temp,
                    "shown/Cars.java",
                    "package shown; public class Cars { public static Object car() { return new hidden.Car(110); } }")
        };
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, sources))
                .isZero();
        Configuration configuration =
                ModuleLayer.boot().configuration().resolve(ModuleFinder.of(temp), ModuleFinder.of(), Set.of("hiding"));
        Object object = ModuleLayer.boot()
                .defineModulesWithOneLoader(configuration, null)
                .findLoader("hiding")
                .loadClass("shown.Cars")
                .getMethod("car")
                .invoke(null);

        assertThatThrownBy(() -> source(object))
                .isInstanceOf(InvalidRecordException.class)
                .hasMessageStartingWith("record 0: hidden.Car cannot be read: ")
                .hasMessageContainingAll("Method 'hp'", "module hiding does not \"exports hidden\"");
    }

    private static String written(Path folder, String name, String source) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, source).toString();
    }
}
