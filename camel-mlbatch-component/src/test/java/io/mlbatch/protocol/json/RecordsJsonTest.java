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
package io.mlbatch.protocol.json;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.protocol.InvalidRecordException;
import io.mlbatch.protocol.json.RecordsJson.RecordIterator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class RecordsJsonTest {

    private static List<Map<String, Object>> read(String text) throws IOException {
        List<Map<String, Object>> records = new ArrayList<>();
        try (RecordIterator iterator = RecordsJson.read(Texts.stream(text))) {
            iterator.forEachRemaining(records::add);
        }
        return records;
    }

    /** The exception of reading, at the first record or later. */
    private static MalformedJsonException failure(String text) {
        try {
            read(text);
        } catch (MalformedJsonException atTheFirstRecord) {
            return atTheFirstRecord;
        } catch (UncheckedIOException later) {
            assertThat(later).hasCauseInstanceOf(MalformedJsonException.class);
            return (MalformedJsonException) later.getCause();
        } catch (IOException other) {
            throw new AssertionError("not the exception of malformed texts", other);
        }
        throw new AssertionError("read without a failure: " + text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"hp\":110},{\"hp\":93}]",
                "{\"hp\":110}\n{\"hp\":93}\n",
                "{\"hp\":110}{\"hp\":93}",
                "\r\n [ {\"hp\" : 110} ,\n{\"hp\":93} ]\n\n",
                "\uFEFF[{\"hp\":110},{\"hp\":93}]",
            })
    void arrayAndLines_areReadAsRecords(String text) throws IOException {
        assertThat(read(text)).containsExactly(Map.of("hp", 110), Map.of("hp", 93));
    }

    @Test
    void singleObject_isOneRecord() throws IOException {
        assertThat(read("{\"hp\":110}")).containsExactly(Map.of("hp", 110));
    }

    @Test
    void isArray_isFalseForObjectsOneAfterTheOther() throws IOException {
        try (RecordIterator array = RecordsJson.read(Texts.stream("[{}]"));
                RecordIterator lines = RecordsJson.read(Texts.stream("{}\n{}"))) {
            array.forEachRemaining(record -> {});
            assertThat(array.isArray()).isTrue();
            assertThat(lines.isArray()).isFalse();
        }
    }

    @Test
    void emptyArray_hasNoRecord() throws IOException {
        try (RecordIterator records = RecordsJson.read(Texts.stream("[]"))) {
            assertThat(records.hasNext()).isFalse();
            assertThat(records.hasNext()).isFalse();
            assertThatThrownBy(records::next).isInstanceOf(NoSuchElementException.class);
        }
    }

    @Test
    void valuesOfAnyShape_areReadWithTheirFieldsInOrder() throws IOException {
        Map<String, Object> record = read("""
                [{"z":1,"text":"Größe \\ud83d\\ude00","real":2.5,"whole":1.0,"long":4294967296,
                  "big":18446744073709551616,"yes":true,"no":false,"none":null,
                  "list":[1,[2.5,null],{"k":[]}],"map":{"b":{"c":"d"},"a":{}}}]
                """).get(0);

        Map<String, Object> expected = new LinkedHashMap<>();
        expected.put("z", 1);
        expected.put("text", "Größe 😀");
        expected.put("real", 2.5);
        expected.put("whole", 1.0);
        expected.put("long", 4294967296L);
        expected.put("big", new BigInteger("18446744073709551616"));
        expected.put("yes", true);
        expected.put("no", false);
        expected.put("none", null);
        expected.put("list", List.of(1, Arrays.asList(2.5, null), Map.of("k", List.of())));
        expected.put("map", Map.of("b", Map.of("c", "d"), "a", Map.of()));
        assertThat(record).isEqualTo(expected);
        assertThat(record.keySet()).containsExactlyElementsOf(expected.keySet());
        assertThat((Map<?, ?>) record.get("map")).extracting(Map::keySet).hasToString("[b, a]");
    }

    @Test
    void nextWithoutHasNext_readsEveryRecord() throws IOException {
        try (RecordIterator records = RecordsJson.read(Texts.stream("[{\"hp\":110},{\"hp\":93}]"))) {
            assertThat(records.next()).isEqualTo(Map.of("hp", 110));
            assertThat(records.next()).isEqualTo(Map.of("hp", 93));
            assertThatThrownBy(records::next).isInstanceOf(NoSuchElementException.class);
        }
    }

    @Test
    void endlessStream_isReadOnlyUpToTheCurrentRecord() throws IOException {
        AtomicInteger taken = new AtomicInteger();
        InputStream endless = new InputStream() {
            private final byte[] record = Texts.bytes("{\"hp\":110}\n");

            @Override
            public int read() {
                return record[taken.getAndIncrement() % record.length];
            }
        };

        try (RecordIterator records = RecordsJson.read(endless)) {
            for (int i = 0; i < 10_000; i++) {
                assertThat(records.next()).isEqualTo(Map.of("hp", 110));
            }
        }
        assertThat(taken).hasValueLessThan(10_000 * 11 + 100_000);
    }

    @Test
    void closedIterator_closesTheStream() throws IOException {
        AtomicBoolean closed = new AtomicBoolean();
        InputStream in = new FilterInputStream(Texts.stream("[{}]")) {
            @Override
            public void close() {
                closed.set(true);
            }
        };

        RecordsJson.read(in).close();

        assertThat(closed).isTrue();
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                arguments("truncated array", "[{\"hp\":110},\n{\"hp\":93}", 2, 10),
                arguments("array that breaks off after a comma", "[{\"hp\":110},", 1, 13),
                arguments("truncated record", "[{\"hp\":110},\n{\"hp\":", 2, 7),
                arguments("truncated line", "{\"hp\":110}\n{\"hp\":9", 2, 8),
                arguments("truncated text", "[{\"hp\":\"11", 1, 11),
                arguments("object after the array", "[{\"hp\":110}]\n {\"hp\":93}", 2, 2),
                arguments("array after the array", "[{\"hp\":110}]\n[]", 2, 1),
                arguments("scalar after the array", "[{\"hp\":110}] 7", 1, 14),
                arguments("rubbish after the array", "[{\"hp\":110}]\n  x", 2, 4),
                arguments("scalar element", "[{\"hp\":110},\n 7]", 2, 2),
                arguments("null element", "[null]", 1, 2),
                arguments("array element", "[[{}]]", 1, 2),
                arguments("scalar line", "{\"hp\":110}\n7\n", 2, 1),
                arguments("array line", "{\"hp\":110}\n[]\n", 2, 1),
                arguments("scalar alone", "\n\"hp\"", 2, 1),
                arguments("null alone", "null", 1, 1),
                arguments("missing comma", "[{\"hp\":110}\n{\"hp\":93}]", 2, 1),
                arguments("unquoted name", "[{hp:110}]", 1, 3),
                arguments("bare nan", "[{\"hp\":nan}]", 1, 12),
                arguments("exponent that no number has", "[{\"hp\":1e99999999999}]", 1, 8),
                arguments("comment", "// records\n[]", 1, 1),
                arguments("no JSON at all", "hp,wt\n110,2.62\n", 1, 4));
    }

    @Test
    void bareNaNAndInfinities_areNumbers() throws IOException {
        assertThat(RecordsJson.read(Texts.stream("[{\"a\":NaN,\"b\":Infinity,\"c\":-Infinity}]"))
                        .next())
                .isEqualTo(Map.of("a", Double.NaN, "b", Double.POSITIVE_INFINITY, "c", Double.NEGATIVE_INFINITY));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void malformedRecords_failWithLineAndColumn(String what, String text, int line, int column) {
        assertThat(failure(text).getMessage())
                .startsWith("the records: ")
                .endsWith(" at line " + line + ", column " + column);
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "null", "hp,wt", " "})
    void otherBeginningThanRecords_failsWhenOpened(String text) {
        assertThatExceptionOfType(MalformedJsonException.class).isThrownBy(() -> RecordsJson.read(Texts.stream(text)));
    }

    @Test
    void message_namesTheExpectedAndTheFoundValue() {
        assertThat(failure("[{\"hp\":110},\n 7]"))
                .hasMessage("the records: expected an object, found a number at line 2, column 2");
        assertThat(failure("[\"hp\"]")).hasMessage("the records: expected an object, found a text at line 1, column 2");
        assertThat(failure("[true]"))
                .hasMessage("the records: expected an object, found a logical at line 1, column 2");
        assertThat(failure("[[]]")).hasMessage("the records: expected an object, found an array at line 1, column 2");
        assertThat(failure("null")).hasMessage("the records: expected an object, found null at line 1, column 1");
        assertThat(failure("[{}]\n{}"))
                .hasMessage("the records: there is text after the end of the array at line 2, column 1");
        assertThat(failure("[{\"hp\":110},\n{\"hp\":93}"))
                .hasMessage("the records: Unexpected end-of-input: expected close marker for Array "
                        + "(start marker at line: 1, column: 1) at line 2, column 10");
        assertThat(failure(" \n")).hasMessage("the records are empty: expected a JSON array");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"a\":1} x, {\"b\":2}]",
                "[{\"a\":[x, {\"b\":1}]}, {\"c\":2}]",
                "[{\"a\":1}] {\"b\":2}",
                "[7, {\"b\":2}]",
                "{\"a\":tru} {\"b\":2}",
            })
    void failure_isThrownAgainAndNothingMoreIsRead(String text) throws IOException {
        try (RecordIterator records = RecordsJson.read(Texts.stream(text))) {
            UncheckedIOException failure =
                    catchThrowableOfType(UncheckedIOException.class, () -> records.forEachRemaining(record -> {}));

            assertThatThrownBy(records::hasNext)
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessage(failure.getMessage());
            assertThatThrownBy(records::next)
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessage(failure.getMessage());
        }
    }

    @Test
    void failureOfTheStream_isTheCause() throws IOException {
        IOException reset = new IOException("connection reset");
        InputStream broken = new FilterInputStream(Texts.stream("[{\"hp\":110},")) {
            @Override
            public int read(byte[] buffer, int offset, int count) throws IOException {
                int n = super.read(buffer, offset, count);
                if (n < 0) {
                    throw reset;
                }
                return n;
            }
        };

        try (RecordIterator records = RecordsJson.read(broken)) {
            assertThat(records.next()).isEqualTo(Map.of("hp", 110));
            assertThatExceptionOfType(UncheckedIOException.class)
                    .isThrownBy(records::hasNext)
                    .havingCause()
                    .isSameAs(reset);
        }
    }

    @Test
    void endlessNesting_isMalformed_withoutAStackOverflow() {
        assertThat(failure("[{\"a\":" + "[".repeat(100_000))).hasMessageContaining("depth");
    }

    @Nested
    class SingleRecord {

        @Test
        void singleRecord_isReadWithTheNumbersOfPython() throws IOException {
            assertThat(RecordsJson.readSingle(Texts.stream(" {\"a\":NaN,\"b\":[-Infinity,\"x\"]} ")))
                    .contains(Map.of("a", Double.NaN, "b", List.of(Double.NEGATIVE_INFINITY, "x")));
        }

        @ParameterizedTest
        @ValueSource(strings = {" \n ", "null", " [ ] "})
        void nothingInAnyForm_isAnEmptySingleRecord(String text) throws IOException {
            assertThat(RecordsJson.readSingle(Texts.stream(text))).isEmpty();
        }

        @Test
        void singleQuotes_areReadAsByNewtonsoft() throws IOException {
            String record = "{'a':'it\\'s \"so\"','b':[1]}";
            Map<String, Object> expected = Map.of("a", "it's \"so\"", "b", List.of(1));
            assertThat(RecordsJson.readSingle(Texts.stream(record))).contains(expected);
            assertThat(read("[" + record + "]")).containsExactly(expected);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "[{}]      | the record: expected an object, found an array at line 1, column 1",
                    "null {}   | the record: there is text after its end at line 1, column 6",
                    "[] 1      | the record: there is text after its end at line 1, column 4",
                    "1         | the record: expected an object, found a number at line 1, column 1",
                    "{} {}     | the record: there is text after its end at line 1, column 4",
                    "{\"a\":}   | at line 1, column 6",
                    "{\"a\":1   | the record: Unexpected end-of-input",
                    "{} x      | the record: Unrecognized token 'x'",
                })
        void otherDocumentThanOneRecord_isMalformed_withItsPlace(String text, String message) {
            assertThatExceptionOfType(MalformedJsonException.class)
                    .isThrownBy(() -> RecordsJson.readSingle(Texts.stream(text)))
                    .withMessageStartingWith("the record: ")
                    .withMessageContaining(message)
                    .withMessageContaining("line 1, column");
        }

        @Test
        void singleRecord_isReadBack() throws IOException {
            Map<String, Object> record = Map.of("hp", 110, "list", List.of(1, 2));

            assertThat(RecordsJson.readRecord(RecordsJson.writeRecord(record))).isEqualTo(record);
            assertThatExceptionOfType(MalformedJsonException.class)
                    .isThrownBy(() -> RecordsJson.readRecord(Texts.bytes("[1]")))
                    .withMessage("the record: expected an object, found an array at line 1, column 1");
            assertThatExceptionOfType(MalformedJsonException.class)
                    .isThrownBy(() -> RecordsJson.readRecord(new byte[0]))
                    .withMessage("the record is empty");
        }
    }

    @Nested
    class Writing {

        @Test
        void record_isWrittenWithItsFieldsInOrder() {
            Map<String, Object> first = new LinkedHashMap<>();
            first.put("wt", 2.62);
            first.put("hp", 110);
            first.put("none", null);

            assertThat(RecordsJson.writeRecord(first)).asString().isEqualTo("{\"wt\":2.62,\"hp\":110,\"none\":null}");
            assertThat(RecordsJson.writeRecord(Map.of())).asString().isEqualTo("{}");
        }

        static Stream<Arguments> forms() {
            return Stream.of(
                    arguments(Double.NaN, "\"NaN\""),
                    arguments(Double.POSITIVE_INFINITY, "\"Inf\""),
                    arguments(Float.NEGATIVE_INFINITY, "\"-Inf\""),
                    arguments(0.1f, "0.1"),
                    arguments(-0.0, "-0.0"),
                    arguments(1e300, "1.0E300"),
                    arguments(Double.MIN_VALUE, "4.9E-324"),
                    arguments((byte) 1, "1"),
                    arguments(Long.MIN_VALUE, "-9223372036854775808"),
                    arguments(new BigInteger("18446744073709551616"), "18446744073709551616"),
                    arguments(new BigDecimal("0.10"), "0.10"),
                    arguments(new AtomicInteger(7), "7"),
                    arguments('x', "\"x\""),
                    arguments(new StringBuilder("a\"b\\\n\u0001"), "\"a\\\"b\\\\\\n\\u0001\""),
                    arguments(Thread.State.NEW, "\"NEW\""),
                    arguments(true, "true"),
                    arguments(new int[] {1, 2}, "[1,2]"),
                    arguments(new Object[] {null, "a", new double[0]}, "[null,\"a\",[]]"),
                    arguments(Map.of(1, List.of()), "{\"1\":[]}"));
        }

        @ParameterizedTest
        @MethodSource("forms")
        void javaValue_hasItsJsonForm(Object value, String json) {
            assertThat(Texts.text(RecordsJson.writeRecord(Map.of("x", value)))).isEqualTo("{\"x\":" + json + "}");
        }

        @Test
        void valueWithoutAJsonForm_isNamedByItsClass() {
            Map<String, Object> record = Map.of("x", Thread.currentThread().getThreadGroup());
            assertThatExceptionOfType(InvalidRecordException.class)
                    .isThrownBy(() -> RecordsJson.writeRecord(record))
                    .withMessage("the record: input 'x': A value of java.lang.ThreadGroup has no JSON form");
            assertThatExceptionOfType(InvalidRecordException.class)
                    .isThrownBy(() -> new RecordsJson.RecordWriter().write(7, record))
                    .withMessage("record 7: input 'x': A value of java.lang.ThreadGroup has no JSON form");
        }
    }
}
