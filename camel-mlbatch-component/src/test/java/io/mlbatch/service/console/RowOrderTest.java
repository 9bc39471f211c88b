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
package io.mlbatch.service.console;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.mlbatch.service.http.api.ApiException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RowOrderTest {

    private static final Optional<Column> COLUMN = Optional.of(new Column(Column.Kind.OUTPUT, "score"));

    @ParameterizedTest
    @CsvSource({"false, 3 4 1 6 5 0 2 7", "true, 1 4 3 0 5 6 2 7"})
    void numbersAreBeforeTexts_andMissingValuesLast(boolean descending, String expected) {
        SortKeys keys = keys("b", 7, null, -1.5, 2.5, List.of(2), "Zürich");
        keys.add(7, false, Double.NaN);

        assertThat(order(keys, descending, Sort.Failed.MIXED)).isEqualTo(expected);
    }

    @Test
    void equalValues_keepTheOrderOfTheirIndexes() {
        assertThat(order(keys(1, 0, 1, 0, 1), true, Sort.Failed.MIXED)).isEqualTo("0 2 4 1 3");
    }

    @Test
    void longTexts_areComparedByTheirBeginning() {
        String common = "é".repeat(70);
        assertThat(order(keys(common + "b", common + "a", "é"), false, Sort.Failed.MIXED))
                .isEqualTo("2 0 1");
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "2", "3", "1000", "4097"})
    void manyNumbers_haveTheOrderOfTheJdk(int count) {
        Random random = new Random(count);
        Object[] numbers =
                IntStream.range(0, count).mapToObj(i -> random.nextInt(100)).toArray();
        Integer[] expected = IntStream.range(0, count).boxed().toArray(Integer[]::new);
        Arrays.sort(expected, Comparator.comparingInt(index -> (Integer) numbers[index]));

        assertThat(RowOrder.of(keys(numbers), new Sort(COLUMN, false, Sort.Failed.MIXED))
                        .indexes())
                .containsExactly(
                        Arrays.stream(expected).mapToInt(Integer::intValue).toArray());
    }

    @Test
    void keysBeyondTheMemory_areRejected() {
        SortKeys keys = new SortKeys(10, 1 << 20);

        assertThatThrownBy(() -> IntStream.range(0, 1 << 20).forEach(index -> keys.add(index, false, "text " + index)))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("heap allows 1 MiB");
        assertThatThrownBy(() -> new SortKeys(1 << 20, 1 << 20)).hasMessageContaining("too many records");
    }

    private static SortKeys keys(Object... values) {
        SortKeys keys = new SortKeys(values.length, 1 << 20);
        for (int index = 0; index < values.length; index++) {
            keys.add(index, false, values[index]);
        }
        return keys;
    }

    private static String order(SortKeys keys, boolean descending, Sort.Failed failed) {
        return Arrays.toString(
                        RowOrder.of(keys, new Sort(COLUMN, descending, failed)).indexes())
                .replaceAll("[\\[\\],]", "");
    }
}
