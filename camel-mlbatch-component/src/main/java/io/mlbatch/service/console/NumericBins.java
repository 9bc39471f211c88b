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

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Histogram of numbers in one pass and constant memory. All bins have the same width, a power of two: when the numbers
 * need too many bins, pairs of bins are merged. Not thread-safe.
 */
final class NumericBins {

    /** Maximum number of bins. There are at least half as many, unless the numbers are few. */
    private static final int MAX_BINS = 32;

    /** The bounds of bins up to this one have an exact double. */
    private static final double MAX_BIN = 1L << 52;

    private TreeMap<Long, Long> bins = new TreeMap<>();
    private double width = Double.MIN_VALUE;
    private long count;
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;
    private double mean;
    private boolean whole = true;

    /** @param number a finite number */
    void add(double number) {
        count++;
        min = Math.min(min, number);
        max = Math.max(max, number);
        // a sum of large numbers would overflow
        mean += number / count - mean / count;
        whole = whole && number == Math.rint(number);
        while (Math.abs(number) / width > MAX_BIN) {
            widen();
        }
        bins.merge((long) Math.floor(number / width), 1L, Long::sum);
        while (bins.lastKey() - bins.firstKey() >= MAX_BINS) {
            widen();
        }
    }

    private void widen() {
        width *= 2;
        TreeMap<Long, Long> wider = new TreeMap<>();
        bins.forEach((bin, numbers) -> wider.merge(Math.floorDiv(bin, 2L), numbers, Long::sum));
        bins = wider;
    }

    long count() {
        return count;
    }

    /** Returns count, minimum, maximum, mean and the bins without gaps, by the names of the wire. */
    Map<String, Object> fields() {
        // a bin narrower than 1 would be empty for most whole numbers
        while (whole && width < 1) {
            widen();
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("count", count);
        fields.put("min", min);
        fields.put("max", max);
        fields.put("mean", mean);
        List<Map<String, Object>> list = new ArrayList<>();
        if (min == max) {
            list.add(bin(min, max, count));
        } else {
            for (long bin = bins.firstKey(); bin <= bins.lastKey(); bin++) {
                list.add(bin(bin * width, (bin + 1) * width, bins.getOrDefault(bin, 0L)));
            }
        }
        fields.put("bins", list);
        return fields;
    }

    private static Map<String, Object> bin(double from, double to, long numbers) {
        Map<String, Object> bin = new LinkedHashMap<>();
        bin.put("from", from);
        bin.put("to", to);
        bin.put("count", numbers);
        return bin;
    }
}
