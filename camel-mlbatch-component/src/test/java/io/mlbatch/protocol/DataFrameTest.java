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
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DataFrameTest {

    private static Map<String, List<?>> columns(
            String first, List<?> firstValues, String second, List<?> secondValues) {
        Map<String, List<?>> columns = new LinkedHashMap<>();
        columns.put(first, firstValues);
        columns.put(second, secondValues);
        return columns;
    }

    @Test
    void columns_keepTheirOrderAndMissingValues() {
        DataFrame frame = DataFrame.ofColumns(columns("wt", Arrays.asList(2.62, null), "hp", List.of(110, 93)));

        assertThat(frame.rowCount()).isEqualTo(2);
        assertThat(frame.keySet()).containsExactly("wt", "hp");
        assertThat(frame.get("wt")).containsExactly(2.62, null);
        assertThat(frame.get("hp")).containsExactly(110, 93);
    }

    @Test
    void unequalLengths_areRejected_withTheColumnAndBothLengths() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DataFrame.ofColumns(columns("hp", List.of(110, 93), "wt", List.of(2.62))))
                .withMessage("Column 'wt' has 1 values where column 'hp' has 2");
    }

    @Test
    void rows_haveTheColumnsInTheirOrder() {
        DataFrame frame = DataFrame.ofColumns(columns("wt", Arrays.asList(2.62, null), "hp", List.of(110, 93)));

        assertThat(frame.rows()).hasSize(2);
        assertThat(frame.rows().get(0).entrySet()).containsExactly(Map.entry("wt", 2.62), Map.entry("hp", 110));
        assertThat(frame.rows().get(1)).containsOnlyKeys("wt", "hp").containsEntry("wt", null);
        assertThatThrownBy(() -> frame.rows().get(2)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void rows_becomeColumnsInOrderOfAppearance_absentCellsAreNull() {
        DataFrame frame =
                DataFrame.ofRows(List.of(Map.of("hp", 110), columns("wt", List.of(), "hp", List.of()), Map.of()));

        assertThat(frame.rowCount()).isEqualTo(3);
        assertThat(frame.keySet()).containsExactly("hp", "wt");
        assertThat(frame.get("hp")).containsExactly(110, List.of(), null);
        assertThat(frame.get("wt")).containsExactly(null, List.of(), null);
    }

    @Test
    void rowsOfAFrame_buildTheSameFrame() {
        DataFrame frame = DataFrame.ofColumns(columns("wt", Arrays.asList(2.62, null), "hp", List.of(110, 93)));

        assertThat(DataFrame.ofRows(frame.rows())).isEqualTo(frame);
    }

    @Test
    void emptyFrame_hasNoRows() {
        assertThat(DataFrame.ofColumns(Map.of()).rowCount()).isZero();
        assertThat(DataFrame.ofRows(List.of()).rows()).isEmpty();
        assertThat(DataFrame.ofColumns(Map.of("hp", List.of())).rows()).isEmpty();
    }

    @Test
    void laterChangesOfTheSource_doNotReachTheFrame() {
        List<Object> hp = new ArrayList<>(List.of(110));
        Map<String, List<Object>> source = new LinkedHashMap<>(Map.of("hp", hp));

        DataFrame frame = DataFrame.ofColumns(source);
        hp.set(0, 0);
        source.clear();

        assertThat(frame).isEqualTo(Map.of("hp", List.of(110)));
    }

    @Test
    void frame_isImmutable() {
        DataFrame ofColumns = DataFrame.ofColumns(Map.of("hp", List.of(110)));
        DataFrame ofRows = DataFrame.ofRows(List.of(Map.of("hp", 110)));

        for (DataFrame frame : List.of(ofColumns, ofRows)) {
            assertThatThrownBy(() -> frame.get("hp").set(0, 0)).isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(frame::clear).isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(() -> frame.put("wt", List.of(1))).isInstanceOf(UnsupportedOperationException.class);
        }
    }
}
