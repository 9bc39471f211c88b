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
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.DoubleStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class NumericBinsTest {

    static List<double[]> samples() {
        return List.of(
                new Random(1).doubles(10_000).toArray(),
                DoubleStream.iterate(1, x -> x * 1.5).limit(1_000).toArray(),
                new double[] {0, -0.0, 1e-300, -1e-300},
                new double[] {Double.MAX_VALUE, -Double.MAX_VALUE, 0, Double.MIN_VALUE},
                new double[] {1e300, Math.nextUp(1e300)},
                new double[] {-7, -7, -6.5},
                new double[] {0, 1, 1, 2, 5});
    }

    @ParameterizedTest
    @MethodSource("samples")
    void everyNumber_isInTheBinThatContainsIt(double[] numbers) {
        Map<String, Object> histogram = histogram(numbers);

        assertThat(histogram)
                .containsEntry("min", Arrays.stream(numbers).min().orElseThrow())
                .containsEntry("max", Arrays.stream(numbers).max().orElseThrow());
        assertThat((Double) histogram.get("mean")).isFinite();
        List<Map<String, Object>> bins = bins(histogram);
        assertThat(bins).hasSizeBetween(1, 32);
        for (Map<String, Object> bin : bins) {
            double from = (Double) bin.get("from");
            double to = (Double) bin.get("to");
            assertThat((Long) bin.get("count"))
                    .isEqualTo(Arrays.stream(numbers)
                            .filter(x -> x >= from && x < to)
                            .count());
        }
        assertThat(bins.stream().mapToLong(bin -> (Long) bin.get("count")).sum())
                .isEqualTo(numbers.length);
    }

    @Test
    void wholeNumbers_haveBinsOfWholeNumbers() {
        assertThat(bins(histogram(0, 1, 1, 3)))
                .extracting(bin -> bin.get("from") + " " + bin.get("count"))
                .containsExactly("0.0 1", "1.0 2", "2.0 0", "3.0 1");
    }

    @Test
    void constant_hasOneBin() {
        assertThat(histogram(2.5, 2.5).get("bins")).isEqualTo(List.of(Map.of("from", 2.5, "to", 2.5, "count", 2L)));
    }

    private static Map<String, Object> histogram(double... numbers) {
        NumericBins bins = new NumericBins();
        Arrays.stream(numbers).forEach(bins::add);
        return bins.fields();
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> bins(Map<String, Object> histogram) {
        return (List<Map<String, Object>>) histogram.get("bins");
    }
}
