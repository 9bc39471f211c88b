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
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.mlbatch.protocol.ParameterType.ANY;
import static io.mlbatch.protocol.ParameterType.CHARACTER;
import static io.mlbatch.protocol.ParameterType.DATA_FRAME;
import static io.mlbatch.protocol.ParameterType.INTEGER;
import static io.mlbatch.protocol.ParameterType.LOGICAL;
import static io.mlbatch.protocol.ParameterType.MATRIX;
import static io.mlbatch.protocol.ParameterType.NUMERIC;
import static io.mlbatch.protocol.ParameterType.VECTOR;
import static java.util.Collections.singletonList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class ParameterTypeTest {

    @ParameterizedTest
    @CsvSource({
        "logical, LOGICAL",
        "numeric, NUMERIC",
        "integer, INTEGER",
        "character, CHARACTER",
        "vector, VECTOR",
        "matrix, MATRIX",
        "data.frame, DATA_FRAME",
        "Data.Frame, DATA_FRAME"
    })
    void type_isFoundByItsNameInAnyLetterCase(String name, ParameterType type) {
        assertThat(ParameterType.find(name)).contains(type);
        assertThat(ParameterType.parse(name)).isEqualTo(type);
        assertThat(type.wireName()).isEqualToIgnoringCase(name);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "any", "complex", "dataframe"})
    void unknownType_isNamedWithTheKnownOnes(String name) {
        assertThat(ParameterType.find(name)).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ParameterType.parse(name))
                .withMessage("Unknown parameter type '" + name
                        + "': the types are logical, numeric, integer, character, vector, matrix, data.frame");
    }

    static Stream<Arguments> encodings() {
        return Stream.of(
                arguments(LOGICAL, true, true),
                arguments(LOGICAL, "TRUE", true),
                arguments(LOGICAL, " t ", true),
                arguments(LOGICAL, "false", false),
                arguments(LOGICAL, new StringBuilder("F"), false),
                arguments(LOGICAL, "NA", null),
                arguments(LOGICAL, "", null),
                arguments(NUMERIC, " ", null),
                arguments(INTEGER, "", null),
                arguments(CHARACTER, "", ""),
                arguments(NUMERIC, " NA ", null),
                arguments(INTEGER, "NA", null),
                arguments(CHARACTER, "NA", "NA"),
                arguments(NUMERIC, 2.62, 2.62),
                arguments(NUMERIC, 110, 110),
                arguments(NUMERIC, new BigDecimal("0.1"), new BigDecimal("0.1")),
                arguments(NUMERIC, " 2.62 ", 2.62),
                arguments(NUMERIC, "1090", 1090.0),
                arguments(NUMERIC, "-1e-3", -0.001),
                arguments(NUMERIC, "+.5E1", 5.0),
                arguments(NUMERIC, "Inf", Double.POSITIVE_INFINITY),
                arguments(NUMERIC, "+Infinity", Double.POSITIVE_INFINITY),
                arguments(NUMERIC, "-Inf", Double.NEGATIVE_INFINITY),
                arguments(NUMERIC, "-Infinity", Double.NEGATIVE_INFINITY),
                arguments(NUMERIC, "NaN", Double.NaN),
                arguments(NUMERIC, Double.NaN, Double.NaN),
                arguments(INTEGER, 4, 4),
                arguments(INTEGER, (short) 4, (short) 4),
                arguments(INTEGER, 1L << 40, 1L << 40),
                arguments(INTEGER, 4.0, 4L),
                arguments(INTEGER, new BigInteger("4"), 4L),
                arguments(INTEGER, new BigDecimal("4.00"), 4L),
                arguments(INTEGER, " 4 ", 4L),
                arguments(INTEGER, "4.0", 4L),
                arguments(INTEGER, "1e3", 1000L),
                arguments(CHARACTER, "four", "four"),
                arguments(CHARACTER, " ", " "),
                arguments(CHARACTER, 4, "4"),
                arguments(CHARACTER, true, "true"),
                arguments(NUMERIC, List.of(4), 4),
                arguments(NUMERIC, singletonList(null), null),
                arguments(LOGICAL, List.of("TRUE"), true),
                arguments(INTEGER, List.of("4"), 4L),
                arguments(CHARACTER, List.of("four"), "four"),
                arguments(VECTOR, List.of(1, 2), List.of(1, 2)),
                arguments(VECTOR, new int[] {1, 2}, List.of(1, 2)),
                arguments(VECTOR, new String[] {"a", null}, Arrays.asList("a", null)),
                arguments(VECTOR, new LinkedHashSet<>(List.of("b", "a")), List.of("b", "a")),
                arguments(VECTOR, 7, List.of(7)),
                arguments(MATRIX, new double[][] {{1, 2}, {3, 4}}, List.of(List.of(1.0, 2.0), List.of(3.0, 4.0))),
                arguments(MATRIX, List.of(List.of(1), new int[] {2}), List.of(List.of(1), List.of(2))),
                arguments(MATRIX, List.of(), List.of()),
                arguments(DATA_FRAME, Map.of("hp", List.of(1, 2)), Map.of("hp", List.of(1, 2))),
                arguments(DATA_FRAME, Map.of("hp", new int[] {1, 2}), Map.of("hp", List.of(1, 2))),
                arguments(DATA_FRAME, Map.of("hp", 1), Map.of("hp", List.of(1))),
                arguments(DATA_FRAME, List.of(Map.of("hp", 1), Map.of("hp", 2)), Map.of("hp", List.of(1, 2))),
                arguments(
                        DATA_FRAME,
                        Map.of(
                                "hp",
                                new TreeMap<>(Map.of("0", 1, "7", 2)),
                                "wt",
                                new TreeMap<>(Map.of("7", 4, "0", 3))),
                        Map.of("hp", List.of(1, 2), "wt", List.of(3, 4))),
                arguments(
                        DATA_FRAME,
                        Map.of("hp", Map.of("0", 1), "wt", 3),
                        Map.of("hp", List.of(Map.of("0", 1)), "wt", List.of(3))),
                arguments(DATA_FRAME, List.of(), Map.of()));
    }

    @ParameterizedTest
    @MethodSource("encodings")
    void fittingValue_isEncoded(ParameterType type, Object value, Object expected) {
        assertThat(type.encode(value)).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource
    void missingValue_isEncodedAsNull(ParameterType type) {
        assertThat(type.encode(null)).isNull();
    }

    static Stream<Arguments> misfits() {
        return Stream.of(
                arguments(LOGICAL, "yes", "expected a logical, got the text 'yes'"),
                arguments(LOGICAL, 1, "expected a logical, got the number 1"),
                arguments(NUMERIC, "na", "expected a number, got the text 'na'"),
                arguments(NUMERIC, "abc", "expected a number, got the text 'abc'"),
                arguments(NUMERIC, "1.5f", "expected a number, got the text '1.5f'"),
                arguments(NUMERIC, "0x1p3", "expected a number, got the text '0x1p3'"),
                arguments(NUMERIC, "1e", "expected a number, got the text '1e'"),
                arguments(NUMERIC, "1,5", "expected a number, got the text '1,5'"),
                arguments(NUMERIC, List.of(1, 2), "expected a number, got a list of 2"),
                arguments(NUMERIC, List.of(List.of(1, 2)), "expected a number, got a list of 2"),
                arguments(NUMERIC, new int[3], "expected a number, got a list of 3"),
                arguments(NUMERIC, Map.of("a", 1), "expected a number, got a map with the keys [a]"),
                arguments(INTEGER, 4.5, "expected an integer, got the number 4.5"),
                arguments(INTEGER, "4.5", "expected an integer, got the text '4.5'"),
                arguments(INTEGER, "four", "expected an integer, got the text 'four'"),
                arguments(
                        INTEGER,
                        "1e400",
                        "expected an integer from -9223372036854775808 to 9223372036854775807, got the text '1e400'"),
                arguments(INTEGER, "1e99999999999", "expected an integer, got the text '1e99999999999'"),
                arguments(INTEGER, Double.NaN, "expected an integer, got the number NaN"),
                arguments(
                        INTEGER,
                        new BigInteger("9223372036854775808"),
                        "expected an integer from -9223372036854775808 to 9223372036854775807, got the number"
                                + " 9223372036854775808"),
                arguments(CHARACTER, List.of("a", "b"), "expected a character, got a list of 2"),
                arguments(CHARACTER, new String[2], "expected a character, got a list of 2"),
                arguments(CHARACTER, Map.of("a", 1), "expected a character, got a map with the keys [a]"),
                arguments(MATRIX, 1, "expected a matrix (a list of rows), got the number 1"),
                arguments(MATRIX, List.of(1, 2), "expected a matrix (a list of rows), got a list of 2"),
                arguments(MATRIX, singletonList(null), "expected a matrix (a list of rows), got a list of 1"),
                arguments(DATA_FRAME, 1, "expected a data.frame, got the number 1"),
                arguments(DATA_FRAME, List.of(1), "expected a data.frame, got a list of 1"),
                arguments(DATA_FRAME, Thread.State.NEW, "expected a data.frame, got a java.lang.Thread$State"));
    }

    @ParameterizedTest
    @MethodSource("misfits")
    void misfit_isRejected_withTheExpectedAndTheFoundKind(ParameterType type, Object value, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> type.encode(value))
                .withMessage(message);
    }

    @Test
    void longText_isShortenedInTheMessage() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NUMERIC.encode("x".repeat(1000)))
                .withMessage("expected a number, got the text '" + "x".repeat(60) + "…'");
    }

    @Test
    void unequalColumns_areRejected_withTheColumnsName() {
        Map<String, Object> columns = new LinkedHashMap<>();
        columns.put("hp", List.of(1, 2));
        columns.put("wt", List.of(1));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> DATA_FRAME.encode(columns))
                .withMessage("Column 'wt' has 1 values where column 'hp' has 2");
    }

    @Test
    void dataFrame_isEncodedUnchanged() {
        DataFrame frame = DataFrame.ofColumns(Map.of("hp", List.of(1)));

        assertThat(DATA_FRAME.encode(frame)).isSameAs(frame);
    }

    static Stream<Arguments> decodings() {
        return Stream.of(
                arguments(LOGICAL, true, true),
                arguments(LOGICAL, "FALSE", false),
                arguments(LOGICAL, List.of(true), true),
                arguments(LOGICAL, null, null),
                arguments(LOGICAL, singletonList(null), null),
                arguments(LOGICAL, List.of(true, false), List.of(true, false)),
                arguments(LOGICAL, 1, 1),
                arguments(NUMERIC, 0.5, 0.5),
                arguments(NUMERIC, 4, 4.0),
                arguments(NUMERIC, new BigInteger("4"), 4.0),
                arguments(NUMERIC, List.of(4), 4.0),
                arguments(NUMERIC, null, null),
                arguments(NUMERIC, singletonList(null), null),
                arguments(NUMERIC, "NaN", Double.NaN),
                arguments(NUMERIC, "Inf", Double.POSITIVE_INFINITY),
                arguments(NUMERIC, "-Inf", Double.NEGATIVE_INFINITY),
                arguments(NUMERIC, List.of("-Inf"), Double.NEGATIVE_INFINITY),
                arguments(LOGICAL, "", null),
                arguments(NUMERIC, "", null),
                arguments(INTEGER, "", null),
                arguments(CHARACTER, "", ""),
                arguments(LOGICAL, "NA", null),
                arguments(NUMERIC, "NA", null),
                arguments(INTEGER, List.of("NA"), null),
                arguments(CHARACTER, "NA", "NA"),
                arguments(NUMERIC, "n/a", "n/a"),
                arguments(NUMERIC, List.of(1, 2), List.of(1, 2)),
                arguments(NUMERIC, List.of(), List.of()),
                arguments(INTEGER, 4, 4),
                arguments(INTEGER, 4.0, 4),
                arguments(INTEGER, "4", 4),
                arguments(INTEGER, 1L << 40, 1L << 40),
                arguments(INTEGER, -(1L << 31), Integer.MIN_VALUE),
                arguments(INTEGER, List.of(4), 4),
                arguments(INTEGER, null, null),
                arguments(INTEGER, singletonList(null), null),
                arguments(INTEGER, 4.5, 4.5),
                arguments(INTEGER, "NaN", "NaN"),
                arguments(CHARACTER, "four", "four"),
                arguments(CHARACTER, 4, "4"),
                arguments(CHARACTER, List.of("four"), "four"),
                arguments(CHARACTER, null, null),
                arguments(CHARACTER, singletonList(null), null),
                arguments(CHARACTER, List.of("a", "b"), List.of("a", "b")),
                arguments(CHARACTER, List.of(List.of("a")), "a"),
                arguments(NUMERIC, true, 1.0),
                arguments(NUMERIC, List.of(List.of("NaN")), Double.NaN),
                arguments(NUMERIC, new BigDecimal("1e999"), new BigDecimal("1e999")),
                arguments(CHARACTER, Map.of("a", 1), Map.of("a", 1)),
                arguments(VECTOR, List.of(1, "NaN"), List.of(1, Double.NaN)),
                arguments(VECTOR, List.of("Inf", "-Inf"), List.of(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY)),
                arguments(VECTOR, Arrays.asList(1, "NA", null), Arrays.asList(1, null, null)),
                arguments(VECTOR, List.of("NaN"), List.of(Double.NaN)),
                // the code of Namibia
                arguments(VECTOR, List.of("NA"), List.of("NA")),
                arguments(VECTOR, List.of("DE", "NA", "NaN"), List.of("DE", "NA", "NaN")),
                arguments(VECTOR, List.of(Map.of("a", 1), "NaN"), List.of(Map.of("a", 1), "NaN")),
                arguments(VECTOR, List.of(List.of(1), List.of(2)), List.of(1, 2)),
                arguments(VECTOR, Arrays.asList(List.of(1), null, 3), Arrays.asList(1, null, 3)),
                arguments(VECTOR, List.of(List.of(1, 2)), List.of(List.of(1, 2))),
                arguments(VECTOR, List.of(List.of(1), List.of(2, 3)), List.of(List.of(1), List.of(2, 3))),
                arguments(
                        VECTOR,
                        List.of(List.of(List.of(1), List.of("NaN")), List.of(List.of(3), List.of(4))),
                        List.of(List.of(1, Double.NaN), List.of(3, 4))),
                arguments(MATRIX, List.of(List.of(1), List.of("NaN")), List.of(List.of(1), List.of(Double.NaN))),
                arguments(
                        MATRIX,
                        List.of(List.of(List.of(1), List.of(2)), List.of(List.of(3), List.of(4))),
                        List.of(List.of(1, 2), List.of(3, 4))),
                arguments(
                        DATA_FRAME,
                        Map.of("a", List.of(List.of(1), List.of("NaN")), "b", List.of("x", "NaN")),
                        Map.of("a", List.of(1, Double.NaN), "b", List.of("x", "NaN"))),
                arguments(
                        DATA_FRAME,
                        List.of(Map.of("a", List.of(1)), Map.of("a", List.of(2))),
                        Map.of("a", List.of(1, 2))),
                arguments(VECTOR, new int[] {1}, List.of(1)),
                arguments(VECTOR, 1, 1),
                arguments(VECTOR, null, null),
                arguments(MATRIX, List.of(List.of(1), List.of(2)), List.of(List.of(1), List.of(2))),
                arguments(MATRIX, "none", "none"),
                arguments(DATA_FRAME, 1, 1),
                arguments(DATA_FRAME, null, null),
                arguments(DATA_FRAME, List.of(1), List.of(1)),
                arguments(
                        DATA_FRAME,
                        Map.of("a", List.of(1), "b", List.of(1, 2)),
                        Map.of("a", List.of(1), "b", List.of(1, 2))),
                arguments(ANY, List.of(1), List.of(1)),
                arguments(ANY, null, null));
    }

    @ParameterizedTest
    @MethodSource("decodings")
    void output_isDecoded_andAnotherShapeIsUnchanged(ParameterType type, Object raw, Object expected) {
        assertThat(type.decode(raw)).isEqualTo(expected);
    }

    @Test
    void dataFrame_isDecodedFromColumnsAndRows() {
        assertThat(DATA_FRAME.decode(Map.of("am", List.of(0.5, 1.5))))
                .isInstanceOf(DataFrame.class)
                .isEqualTo(Map.of("am", List.of(0.5, 1.5)));
        assertThat(DATA_FRAME.decode(List.of(Map.of("am", 0.5), Map.of("am", 1.5))))
                .isInstanceOf(DataFrame.class)
                .isEqualTo(Map.of("am", List.of(0.5, 1.5)));
    }
}
