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
package io.mlbatch.protocol;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.sql.Clob;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TimeZone;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.stream.Stream;
import javax.sql.rowset.serial.SerialClob;

import static io.mlbatch.protocol.ParameterType.ANY;
import static io.mlbatch.protocol.ParameterType.CHARACTER;
import static io.mlbatch.protocol.ParameterType.DATA_FRAME;
import static io.mlbatch.protocol.ParameterType.INTEGER;
import static io.mlbatch.protocol.ParameterType.LOGICAL;
import static io.mlbatch.protocol.ParameterType.MATRIX;
import static io.mlbatch.protocol.ParameterType.NUMERIC;
import static io.mlbatch.protocol.ParameterType.VECTOR;

/** Java values of every kind, and their form on the wire for each declared type. */
public final class ValueTable {

    private static final Customer CUSTOMER = new Customer();
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00.5Z");

    private ValueTable() {}

    /**
     * A value that has a form on the wire.
     *
     * @param input the JSON that a client sends for the value
     * @param output the JSON that a host sends for the value
     */
    public record Fitting(ParameterType type, Object value, String input, String output) {}

    /**
     * A value that is refused.
     *
     * @param message a part of the message: the class, or the range
     */
    public record Misfit(ParameterType type, Object value, String message) {}

    /** An object without a text of its own. */
    public static final class Customer {}

    /** A number whose text is not numeric. */
    public static final class Identity extends Number {
        private static final long serialVersionUID = 1L;

        @Override
        public int intValue() {
            return 1;
        }

        @Override
        public long longValue() {
            return 1;
        }

        @Override
        public float floatValue() {
            return 1;
        }

        @Override
        public double doubleValue() {
            return 1;
        }
    }

    private enum Kind {
        VAN;

        @Override
        public String toString() {
            return "a van for people";
        }
    }

    public static Stream<Fitting> fitting() throws SQLException {
        return Stream.of(texts(), numbers(), lists(), tables()).flatMap(values -> values);
    }

    private static Stream<Fitting> texts() throws SQLException {
        return Stream.of(
                        same("text", "\"text\""),
                        same(new StringBuilder("text"), "\"text\""),
                        same('c', "\"c\""),
                        same(Kind.VAN, "\"VAN\""),
                        same(DayOfWeek.MONDAY, "\"MONDAY\""),
                        same(new UUID(1, 2), "\"00000000-0000-0001-0000-000000000002\""),
                        same(LocalDate.EPOCH, "\"1970-01-01\""),
                        same(LocalTime.NOON, "\"12:00\""),
                        same(NOON, "\"2026-03-01T12:00:00.500Z\""),
                        same(OffsetDateTime.parse("2026-03-01T12:00:00+05:30"), "\"2026-03-01T12:00+05:30\""),
                        same(
                                ZonedDateTime.ofInstant(NOON, ZoneId.of("Asia/Tokyo")),
                                "\"2026-03-01T21:00:00.500+09:00[Asia/Tokyo]\""),
                        same(Duration.ofMinutes(90), "\"PT1H30M\""),
                        same(ZoneId.of("Asia/Tokyo"), "\"Asia/Tokyo\""),
                        same(Date.from(NOON), "\"2026-03-01T12:00:00.500Z\""),
                        same(timestamp(), "\"2026-03-01T12:00:00.123456789Z\""),
                        same(calendar(), "\"2026-03-01T17:30:00.5+05:30\""),
                        same(java.sql.Date.valueOf("2026-03-01"), "\"2026-03-01\""),
                        same(Time.valueOf("12:30:15"), "\"12:30:15\""),
                        same(clob("a long text"), "\"a long text\""),
                        same(clob(""), "\"\""))
                .flatMap(row -> Stream.of(
                        new Fitting(CHARACTER, row.value(), row.input(), row.output()),
                        new Fitting(ANY, row.value(), row.input(), row.output()),
                        new Fitting(
                                VECTOR,
                                List.of(row.value(), "x"),
                                "[" + row.input() + ",\"x\"]",
                                "[" + row.output() + ",\"x\"]"),
                        new Fitting(
                                MATRIX,
                                new Object[][] {{row.value()}, {1}},
                                "[[" + row.input() + "],[1]]",
                                "[[" + row.output() + "],[1]]"),
                        new Fitting(
                                DATA_FRAME,
                                Map.of("x", List.of(row.value())),
                                "{\"x\":[" + row.input() + "]}",
                                "{\"x\":[" + row.output() + "]}")));
    }

    private static Stream<Fitting> numbers() {
        return Stream.of(
                both(CHARACTER, 4, "\"4\""),
                both(CHARACTER, 4.5, "\"4.5\""),
                both(CHARACTER, new BigDecimal("4.50"), "\"4.50\""),
                both(CHARACTER, new AtomicLong(7), "\"7\""),
                both(CHARACTER, Double.NaN, "\"NaN\""),
                both(CHARACTER, Double.NEGATIVE_INFINITY, "\"-Inf\""),
                both(CHARACTER, true, "\"true\""),
                both(NUMERIC, true, "1"),
                both(NUMERIC, false, "0"),
                both(NUMERIC, "TRUE", "1"),
                both(NUMERIC, "False", "0"),
                both(NUMERIC, List.of(List.of(true)), "1"),
                both(NUMERIC, new AtomicLong(7), "7"),
                both(NUMERIC, new DoubleAdder(), "0.0"),
                both(NUMERIC, Double.NaN, "\"NaN\""),
                both(NUMERIC, "NaN", "\"NaN\""),
                both(NUMERIC, Float.POSITIVE_INFINITY, "\"Inf\""),
                both(NUMERIC, null, "null"),
                both(NUMERIC, "NA", "null"),
                both(NUMERIC, List.of("NA"), "null"),
                both(NUMERIC, 9007199254740991L, "9007199254740991"),
                both(NUMERIC, 1L << 60, "1152921504606846976"),
                // as JavaScript and R write doubles
                both(NUMERIC, 1152921504606847000L, "1152921504606847000"),
                both(NUMERIC, 123456789012341000L, "123456789012341000"),
                both(NUMERIC, "9007199254740994", "9.007199254740994E15"),
                both(NUMERIC, new BigDecimal("2.62000000000000000001"), "2.62000000000000000001"),
                both(INTEGER, true, "1"),
                both(INTEGER, "TRUE", "1"),
                both(INTEGER, List.of(List.of(4)), "4"),
                both(INTEGER, new AtomicLong(7), "7"),
                both(INTEGER, 9007199254740991.0, "9007199254740991"),
                both(INTEGER, Long.MIN_VALUE, "-9223372036854775808"),
                both(LOGICAL, List.of(List.of("TRUE")), "true"));
    }

    private static Stream<Fitting> lists() {
        List<Object> numbers = Arrays.asList(1, Double.NaN, null, Double.POSITIVE_INFINITY);
        return Stream.of(
                new Fitting(VECTOR, numbers, "[1,\"NaN\",null,\"Inf\"]", "[1,null,null,\"Inf\"]"),
                new Fitting(VECTOR, new double[] {Double.NaN}, "[\"NaN\"]", "[null]"),
                new Fitting(VECTOR, new float[] {Float.NaN, 1}, "[\"NaN\",1.0]", "[null,1.0]"),
                new Fitting(VECTOR, List.of(numbers), "[[1,\"NaN\",null,\"Inf\"]]", "[[1,null,null,\"Inf\"]]"),
                new Fitting(ANY, numbers, "[1,\"NaN\",null,\"Inf\"]", "[1,null,null,\"Inf\"]"),
                both(ANY, Double.NaN, "\"NaN\""),
                both(VECTOR, Map.of(1, true), "[{\"1\":true}]"),
                new Fitting(MATRIX, new double[][] {{Double.NaN, 1}}, "[[\"NaN\",1.0]]", "[[null,1.0]]"));
    }

    private static Stream<Fitting> tables() {
        Map<String, Object> columns = Map.of("am", new double[] {0.5, Double.NaN});
        return Stream.of(
                new Fitting(DATA_FRAME, columns, "{\"am\":[0.5,\"NaN\"]}", "{\"am\":[0.5,null]}"),
                new Fitting(ANY, columns, "{\"am\":[0.5,\"NaN\"]}", "{\"am\":[0.5,null]}"),
                new Fitting(
                        DATA_FRAME,
                        List.of(Map.of("am", Double.NaN), Map.of("am", 1)),
                        "{\"am\":[\"NaN\",1]}",
                        "{\"am\":[null,1]}"),
                both(DATA_FRAME, Map.of(Kind.VAN, 1), "{\"VAN\":[1]}"));
    }

    public static Stream<Misfit> misfits() {
        return Stream.concat(withoutForm(), ranges());
    }

    /** Values that are refused whatever is declared. */
    public static Stream<Misfit> withoutForm() {
        return Stream.of(
                        CUSTOMER,
                        new Identity(),
                        Optional.of("x"),
                        URI.create("http://x"),
                        Locale.ROOT,
                        new Object(),
                        TimeZone.getTimeZone("UTC"),
                        Thread.currentThread())
                .flatMap(value -> {
                    String name = value.getClass().getName();
                    return Stream.of(
                            new Misfit(CHARACTER, value, name),
                            new Misfit(ANY, value, name),
                            new Misfit(VECTOR, Arrays.asList(null, value), name),
                            new Misfit(VECTOR, value, name),
                            new Misfit(MATRIX, List.of(List.of(value)), name),
                            new Misfit(DATA_FRAME, Map.of("x", List.of(value)), name),
                            new Misfit(DATA_FRAME, List.of(Map.of("x", value)), name),
                            new Misfit(VECTOR, List.of(Map.of(value, 1)), name),
                            new Misfit(DATA_FRAME, Map.of(value, List.of(1)), name),
                            new Misfit(ANY, Map.of(value, 1), name),
                            new Misfit(ANY, List.of(List.of(value)), name));
                });
    }

    private static Stream<Misfit> ranges() {
        String exact = "whole numbers from -9007199254740991 to 9007199254740991";
        String real = "a number from -1.7976931348623157E308 to 1.7976931348623157E308";
        String whole = "an integer from -9223372036854775808 to 9223372036854775807";
        return Stream.of(
                new Misfit(NUMERIC, new Date(0), "java.util.Date"),
                new Misfit(NUMERIC, new Identity(), Identity.class.getName()),
                new Misfit(NUMERIC, 9007199254740993L, exact),
                new Misfit(NUMERIC, "9007199254740993", exact),
                new Misfit(NUMERIC, "-9007199254740993.0", exact),
                new Misfit(NUMERIC, new BigInteger("12345678901234567891"), exact),
                new Misfit(NUMERIC, new BigDecimal("9007199254740993"), exact),
                new Misfit(NUMERIC, 1700000000123456789L, exact),
                new Misfit(NUMERIC, "1e999", real),
                new Misfit(NUMERIC, "-1e999", real),
                new Misfit(NUMERIC, new BigDecimal("1e999"), real),
                new Misfit(NUMERIC, BigInteger.TEN.pow(400), real),
                new Misfit(NUMERIC, "1".repeat(1001), "expected a number, got the text '111"),
                new Misfit(NUMERIC, "TRUE-ish", "expected a number"),
                new Misfit(INTEGER, "9".repeat(1001), "expected an integer, got the text '999"),
                new Misfit(INTEGER, new BigInteger("9223372036854775808"), whole),
                new Misfit(INTEGER, "1e999", whole),
                new Misfit(INTEGER, 1e17, "a floating-point number from -9007199254740991 to 9007199254740991"),
                new Misfit(INTEGER, Double.POSITIVE_INFINITY, "a floating-point number from"),
                new Misfit(VECTOR, List.of(new BigDecimal("1e999")), real),
                new Misfit(ANY, new BigDecimal("1e999"), real),
                new Misfit(ANY, Map.of("a", BigInteger.TEN.pow(400)), real),
                new Misfit(ANY, Collections.singletonMap(null, 1), "nothing"),
                new Misfit(DATA_FRAME, Collections.singletonMap(null, 1), "nothing"));
    }

    private static Fitting same(Object value, String wire) {
        return new Fitting(CHARACTER, value, wire, wire);
    }

    private static Fitting both(ParameterType type, Object value, String wire) {
        return new Fitting(type, value, wire, wire);
    }

    private static Timestamp timestamp() {
        Timestamp timestamp = Timestamp.from(NOON);
        timestamp.setNanos(123456789);
        return timestamp;
    }

    private static GregorianCalendar calendar() {
        return GregorianCalendar.from(ZonedDateTime.ofInstant(NOON, ZoneId.of("+05:30")));
    }

    private static Clob clob(String text) throws SQLException {
        return new SerialClob(text.toCharArray());
    }
}
