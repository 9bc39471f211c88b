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

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.mlbatch.protocol.Parameter.Presence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class RecordEncoderTest {

    private static final List<Parameter> INPUTS = List.of(
            new Parameter("hp", ParameterType.INTEGER),
            new Parameter("wt", ParameterType.NUMERIC),
            new Parameter("model", ParameterType.CHARACTER));

    private final RecordEncoder strict = new RecordEncoder(INPUTS, true);
    private final RecordEncoder lenient = new RecordEncoder(INPUTS, false);

    private static Map<String, Object> record(Object... namesAndValues) {
        Map<String, Object> record = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            record.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return record;
    }

    @Test
    void values_areEncodedByDeclaredTypeInDeclaredOrder() {
        Map<String, Object> encoded = strict.encode(0, record("model", 4, "wt", "2.62", "hp", "110"));

        assertThat(encoded.entrySet())
                .containsExactly(Map.entry("hp", 110L), Map.entry("wt", 2.62), Map.entry("model", "4"));
    }

    @Test
    void undeclaredFields_areOmitted() {
        Map<String, Object> wide = record("id", 1, "hp", 110, "wt", 2.62, "model", "Mazda", "note", List.of());

        assertThat(strict.encode(0, wide)).containsOnlyKeys("hp", "wt", "model");
        assertThat(lenient.encode(0, wide)).containsOnlyKeys("hp", "wt", "model");
    }

    @Test
    void null_isAMissingValue() {
        assertThat(strict.encode(0, record("hp", null, "wt", null, "model", null)))
                .isEqualTo(record("hp", null, "wt", null, "model", null));
    }

    @Test
    void onlyRecord_hasNoIndexInErrors() {
        assertThat(strict.encode(record("model", 4, "wt", "2.62", "hp", "110")))
                .isEqualTo(strict.encode(0, record("model", 4, "wt", "2.62", "hp", "110")));
        assertThatExceptionOfType(InvalidRecordException.class)
                .isThrownBy(() -> strict.encode(record("hp", 110)))
                .withMessage("the record: input 'wt' (numeric) is missing; the record has [hp]")
                .satisfies(e -> assertThat(e.index()).isEmpty());
        assertThatExceptionOfType(InvalidRecordException.class)
                .isThrownBy(() -> strict.encode(record("hp", "x")))
                .withMessageStartingWith("the record: input 'hp' (integer): expected");
    }

    @Test
    void missingInput_isNamedWithRecordTypeAndPresentFields() {
        assertThatExceptionOfType(InvalidRecordException.class)
                .isThrownBy(() -> strict.encode(7, record("hp", 110, "weight", 2.62, "model", "Mazda")))
                .withMessage("record 7: input 'wt' (numeric) is missing; the record has [hp, weight, model]")
                .satisfies(e -> assertThat(e.index()).hasValue(7));
    }

    @Test
    void wrongType_isNamedWithRecordInputTypeAndValue() {
        assertThatExceptionOfType(InvalidRecordException.class)
                .isThrownBy(() -> strict.encode(0, record("hp", 110, "wt", "heavy", "model", "Mazda")))
                .withMessage("record 0: input 'wt' (numeric): expected a number, got the text 'heavy'")
                .withCauseInstanceOf(IllegalArgumentException.class)
                .satisfies(e -> assertThat(e.index()).hasValue(0));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
        UNSPECIFIED | invalid | {}       | input 'x' (numeric) is missing; the record has []
        UNSPECIFIED | null    | {}       | -
        UNSPECIFIED | invalid | {x=null} | -
        OPTIONAL    | invalid | {}       | -
        OPTIONAL    | invalid | {x=null} | -
        REQUIRED    | null    | {}       | input 'x' (numeric) is missing; the record has []
        REQUIRED    | invalid | {x=null} | -
        NON_NULL    | null    | {}       | input 'x' (numeric) is missing; the record has []
        NON_NULL    | null    | {x=null} | input 'x' (numeric) needs a value, got null
        """)
    void presenceOfAnInput_decidesAboutAbsentAndMissingValues(
            Presence presence, String absent, String record, String error) {
        List<Parameter> inputs = List.of(new Parameter("x", ParameterType.NUMERIC, presence, ""));
        RecordEncoder encoder =
                absent.equals("null") ? RecordEncoder.missingAsNull(inputs) : new RecordEncoder(inputs, true);
        Map<String, Object> values = record.equals("{}") ? record() : record("x", null);
        if (error == null) {
            assertThat(encoder.encode(0, values)).isEqualTo(absent.equals("null") ? record("x", null) : values);
        } else {
            assertThatExceptionOfType(InvalidRecordException.class)
                    .isThrownBy(() -> encoder.encode(0, values))
                    .withMessage("record 0: " + error);
        }
        assertThat(new RecordEncoder(inputs, false).encode(0, values)).isEqualTo(values);
    }

    @Test
    void lenient_omitsMissingInputs_andSendsMisfitsUnchanged() {
        assertThat(lenient.encode(0, record("wt", "heavy", "hp", "110"))).isEqualTo(record("hp", 110L, "wt", "heavy"));
    }

    @Test
    void errorAboutAPlaceOrTheWholeInput_hasNoIndex() {
        assertThat(InvalidRecordException.atPlace("line 7", "too few fields", null))
                .hasMessage("line 7: too few fields")
                .satisfies(e -> assertThat(e.index()).isEmpty());
        assertThat(InvalidRecordException.of("no records"))
                .hasMessage("no records")
                .satisfies(e -> assertThat(e.index()).isEmpty());
    }
}
