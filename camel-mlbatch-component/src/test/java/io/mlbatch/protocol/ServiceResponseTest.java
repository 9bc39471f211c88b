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

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ServiceResponseTest {

    private static final List<Parameter> DEFINITIONS =
            List.of(new Parameter("score", ParameterType.NUMERIC), new Parameter("table", ParameterType.DATA_FRAME));

    private static ServiceResponse response(boolean success, String error, Map<String, Object> outputs) {
        return new ServiceResponse(3, success, error, null, outputs, List.of(), DEFINITIONS);
    }

    @Test
    void outputs_areDecodedByDeclaredType_othersUnchanged() {
        Map<String, Object> raw = new LinkedHashMap<>();
        raw.put("table", Map.of("am", List.of(0.5)));
        raw.put("score", "Inf");
        raw.put("extra", "Inf");
        ServiceResponse response = response(true, "", raw);

        assertThat(response.outputs().entrySet())
                .containsExactly(
                        Map.entry("table", DataFrame.ofColumns(Map.of("am", List.of(0.5)))),
                        Map.entry("score", Double.POSITIVE_INFINITY),
                        Map.entry("extra", "Inf"));
        assertThat(response.output("score")).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(response.output("table")).isInstanceOf(DataFrame.class);
        assertThat(response.rawOutputs()).isEqualTo(raw);
    }

    @Test
    void nullOutput_isAnOutput() {
        Map<String, Object> raw = new LinkedHashMap<>();
        raw.put("score", null);
        raw.put("extra", null);

        assertThat(response(true, "", raw).output("score")).isNull();
        assertThat(response(true, "", raw).output("extra")).isNull();
    }

    @Test
    void unknownOutput_isNamedWithTheKnownOnes() {
        assertThatExceptionOfType(NoSuchElementException.class)
                .isThrownBy(() -> response(true, "", Map.of("score", 1)).output("answer"))
                .withMessage("Record 3 has no output 'answer': it has [score]");
    }

    @Test
    void outputOfAFailedRecord_throwsItsFailure() {
        assertThatExceptionOfType(NoSuchElementException.class)
                .isThrownBy(
                        () -> response(false, "object 'hp' not found", Map.of()).output("score"))
                .withMessage("Record 3 has no output 'score': it has [] and failed: object 'hp' not found");
    }

    @Test
    void absentTexts_areEmpty() {
        assertThat(response(false, null, Map.of()).error()).isEmpty();
        assertThat(response(false, null, Map.of()).consoleOutput()).isEmpty();
    }

    @Test
    void response_isImmutable() {
        Map<String, Object> raw = new LinkedHashMap<>(Map.of("score", 1));
        List<String> files = new ArrayList<>(List.of("a.csv"));
        ServiceResponse response = new ServiceResponse(0, true, "", "", raw, files, List.of());
        raw.clear();
        files.clear();

        assertThat(response.rawOutputs()).containsEntry("score", 1);
        assertThat(response.changedFiles()).containsExactly("a.csv");
        assertThatThrownBy(() -> response.rawOutputs().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> response.outputs().clear()).isInstanceOf(UnsupportedOperationException.class);
    }
}
