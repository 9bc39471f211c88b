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

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;

import io.mlbatch.protocol.json.ValueJson;
import io.mlbatch.service.http.api.ApiException;

/**
 * The values of one column in a form that needs little memory: a number, or the beginning of a text. Records have the
 * order: numbers, then texts, then records without a value. Not thread-safe.
 */
final class SortKeys {

    /** Longer texts with the same beginning count as equal. */
    private static final int TEXT_BYTES = 64;

    private static final int BYTES_PER_RECORD = Double.BYTES + 4 * Integer.BYTES;

    private final long maxBytes;
    private int[] indexes;
    private double[] numbers;
    private int[] ends;
    private byte[] texts = new byte[1_024];
    private final BitSet failed = new BitSet();
    private int count;

    /**
     * @param expected the number of records, which more may exceed
     * @param maxBytes the memory that the keys and their order may need
     * @throws ApiException 413 if the memory does not suffice
     */
    SortKeys(int expected, long maxBytes) {
        this.maxBytes = maxBytes;
        requireMemory(expected, 0);
        indexes = new int[Math.max(1, expected)];
        numbers = new double[indexes.length];
        ends = new int[indexes.length];
    }

    private void requireMemory(long records, long textBytes) {
        if (records * BYTES_PER_RECORD + textBytes > maxBytes) {
            throw ApiException.payloadTooLarge(
                    "The execution has too many records to be sorted on this host, whose heap" + " allows "
                            + (maxBytes >> 20) + " MiB for it: download the results and sort them elsewhere");
        }
    }

    /**
     * Adds a record.
     *
     * @param value its value in the column; {@code null} for none
     * @throws ApiException 413 if the memory does not suffice
     */
    void add(int index, boolean isFailed, Object value) {
        ensureCapacity();
        int begin = begin(count);
        indexes[count] = index;
        numbers[count] = value instanceof Number number ? number.doubleValue() : Double.NaN;
        ends[count] = begin + (value == null || value instanceof Number ? 0 : addText(begin, value));
        failed.set(count, isFailed);
        count++;
        requireMemory(count, begin);
    }

    private void ensureCapacity() {
        if (count == indexes.length) {
            indexes = Arrays.copyOf(indexes, 2 * count);
            numbers = Arrays.copyOf(numbers, 2 * count);
            ends = Arrays.copyOf(ends, 2 * count);
        }
    }

    private int addText(int begin, Object value) {
        String text = value instanceof String || value instanceof Boolean ? value.toString() : ValueJson.write(value);
        byte[] bytes = text.substring(0, Math.min(text.length(), TEXT_BYTES)).getBytes(StandardCharsets.UTF_8);
        int length = Math.min(bytes.length, TEXT_BYTES);
        if (begin + length > texts.length) {
            texts = Arrays.copyOf(texts, 2 * texts.length);
        }
        System.arraycopy(bytes, 0, texts, begin, length);
        return length;
    }

    private int begin(int position) {
        return position == 0 ? 0 : ends[position - 1];
    }

    int count() {
        return count;
    }

    int failedCount() {
        return failed.cardinality();
    }

    int index(int position) {
        return indexes[position];
    }

    boolean isFailed(int position) {
        return failed.get(position);
    }

    /** Compares the values of two records. Records without a value are last in both directions. */
    int compare(int one, int other, boolean descending) {
        int order = Integer.compare(rank(one), rank(other));
        if (order != 0) {
            return order;
        }
        order = rank(one) == 0
                ? Double.compare(numbers[one], numbers[other])
                : Arrays.compareUnsigned(texts, begin(one), ends[one], texts, begin(other), ends[other]);
        return descending ? -order : order;
    }

    private int rank(int position) {
        if (!Double.isNaN(numbers[position])) {
            return 0;
        }
        return ends[position] > begin(position) ? 1 : 2;
    }
}
