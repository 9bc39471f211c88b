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
package io.mlbatch.protocol.csv;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

import org.junit.jupiter.api.Test;

import io.mlbatch.protocol.BatchState;
import io.mlbatch.protocol.BatchStatus;
import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.Parameter;
import io.mlbatch.protocol.ParameterType;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.protocol.ServiceResponse;
import io.mlbatch.testing.Responses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RowsTest {

    private static final List<Parameter> DECLARED = List.of(
            new Parameter("score", ParameterType.NUMERIC),
            new Parameter("answer", ParameterType.DATA_FRAME),
            new Parameter("fit", ParameterType.DATA_FRAME),
            new Parameter("classes", ParameterType.VECTOR),
            new Parameter("error", ParameterType.NUMERIC));

    private static ServiceResponse result(int index, String error, Map<String, Object> outputs) {
        return new ServiceResponse(index, error.isEmpty(), error, "", outputs, List.of(), DECLARED);
    }

    private static List<Map<String, Object>> rows(ServiceResponse... results) {
        List<ServiceResponse> byIndex = new ArrayList<>();
        for (ServiceResponse result : results) {
            while (result != null && byIndex.size() < result.index()) {
                byIndex.add(null);
            }
            byIndex.add(result);
        }
        List<Map<String, Object>> rows = new ArrayList<>();
        new Rows(Responses.of(
                        new ExecutionId(new ServiceId("TxService", "1.0"), "9c6be3d2"),
                        new BatchStatus(BatchState.COMPLETE, results.length, results.length, 10),
                        byIndex))
                .forEachRemaining(rows::add);
        return rows;
    }

    /** Names and values one after the other; a value may be null, and the order counts. */
    private static Map<String, Object> ordered(Object... namesAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }

    /** Asserts rows by their texts, which show order and types: {@code 1.0} is a double, {@code Infinity} no text. */
    private static void assertRows(List<Map<String, Object>> rows, String... texts) {
        assertThat(rows).extracting(Object::toString).containsExactly(texts);
    }

    @Test
    void outputs_areInDeclaredOrderFollowedByUndeclaredOnes() {
        Map<String, Object> frame = ordered("am", List.of(0.5), "vs", List.of(true));

        assertRows(
                rows(result(
                        0,
                        "",
                        ordered(
                                "extra",
                                Map.of("a", 1),
                                "classes",
                                List.of("x", "y"),
                                "answer",
                                frame,
                                "score",
                                "Inf"))),
                "{index=0, success=true, error=, score=Infinity, answer.am=0.5, answer.vs=true, classes=[x, y],"
                        + " extra={a=1}}");
    }

    @Test
    void longestDataFrame_determinesTheNumberOfRows() {
        assertRows(
                rows(
                        result(
                                4,
                                "",
                                ordered(
                                        "score",
                                        1.5,
                                        "answer",
                                        Map.of("am", List.of(7, 8)),
                                        "fit",
                                        Map.of("se", List.of(9)))),
                        result(5, "", ordered("score", 2))),
                "{index=4, success=true, error=, score=1.5, answer.am=7, fit.se=9}",
                "{index=4, success=true, error=, score=1.5, answer.am=8, fit.se=null}",
                "{index=5, success=true, error=, score=2.0}");
    }

    @Test
    void failedRecord_isOneRowWithoutOutputs() {
        assertRows(
                rows(result(2, "object 'hp' not found", ordered("score", 1))),
                "{index=2, success=false, error=object 'hp' not found}");
    }

    @Test
    void emptyOrMissingDataFrame_hasNoColumnsButTheRecordHasARow() {
        assertRows(
                rows(
                        result(0, "", ordered("answer", Map.of("am", List.of()), "score", 1)),
                        result(1, "", ordered("answer", null, "score", 1)),
                        result(2, "", ordered("answer", Map.of("am", List.of()), "fit", Map.of("se", List.of(1, 2))))),
                "{index=0, success=true, error=, score=1.0}",
                "{index=1, success=true, error=, score=1.0}",
                "{index=2, success=true, error=, fit.se=1}",
                "{index=2, success=true, error=, fit.se=2}");
    }

    @Test
    void dataFrameOfAnotherShape_isASingleValue() {
        Map<String, Object> ragged = ordered("a", List.of(1, 2), "b", List.of(1));

        assertRows(
                rows(result(0, "", ordered("answer", ragged))),
                "{index=0, success=true, error=, answer={a=[1, 2], b=[1]}}");
    }

    @Test
    void outputNamedLikeAFixedColumn_isQualified() {
        assertRows(
                rows(result(3, "", ordered("error", 0.25, "index", "i"))),
                "{index=3, success=true, error=, output.error=0.25, output.index=i}");
    }

    @Test
    void inputColumnNamedLikeAFixedOne_isQualifiedUntilItsNameIsFree() {
        Map<String, Object> input = ordered("index", 7, "input.index", 8, "error", "e");
        Rows rows = new Rows(List.of(result(0, "", Map.of()).withInput(input)), input.keySet());
        assertThat(rows.next())
                .hasToString("{input.input.index=7, input.index=8, input.error=e, index=0, success=true, error=}");
    }

    @Test
    void duplicateColumn_failsWithRecordAndColumn() {
        assertThatIllegalStateException()
                .isThrownBy(() -> rows(result(7, "", ordered("fit.se", 1, "fit", Map.of("se", List.of(2))))))
                .withMessage("Record 7 has two columns 'fit.se'");
    }

    @Test
    void pendingResults_haveNoRows() {
        assertThat(rows(null, result(1, "", Map.of()), null)).hasSize(1);
        assertThat(rows()).isEmpty();
    }

    @Test
    void lastRow_isFollowedByNone() {
        Rows none = new Rows(Responses.of(
                new ExecutionId(new ServiceId("TxService", "1.0"), "9c6be3d2"),
                new BatchStatus(BatchState.PENDING, 0, 0, 0),
                Collections.emptyList()));

        assertThat(none.hasNext()).isFalse();
        assertThatThrownBy(none::next).isInstanceOf(NoSuchElementException.class);
    }
}
