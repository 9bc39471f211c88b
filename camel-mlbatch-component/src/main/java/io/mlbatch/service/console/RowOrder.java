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
import java.util.stream.IntStream;

/**
 * The order of the computed records of an execution.
 *
 * @param indexes the indexes of the records in their order
 * @param failed the number of failed records among all computed ones
 */
record RowOrder(int[] indexes, int failed) {

    /** Sorts records. Records with equal values keep the order of their indexes. */
    static RowOrder of(SortKeys keys, Sort sort) {
        IntStream positions = IntStream.range(0, keys.count());
        int[] order = (sort.failed() == Sort.Failed.ONLY ? positions.filter(keys::isFailed) : positions).toArray();
        split(order.clone(), 0, order.length, order, keys, sort);
        for (int position = 0; position < order.length; position++) {
            order[position] = keys.index(order[position]);
        }
        return new RowOrder(order, keys.failedCount());
    }

    /** Merge sort of a part, whose positions both arrays contain: the JDK does not sort numbers with a comparator. */
    private static void split(int[] from, int begin, int end, int[] to, SortKeys keys, Sort sort) {
        if (end - begin < 2) {
            return;
        }
        int middle = (begin + end) >>> 1;
        split(to, begin, middle, from, keys, sort);
        split(to, middle, end, from, keys, sort);
        if (compare(from[middle - 1], from[middle], keys, sort) <= 0) {
            System.arraycopy(from, begin, to, begin, end - begin);
            return;
        }
        int left = begin;
        int right = middle;
        for (int next = begin; next < end; next++) {
            boolean takeLeft = right == end || left < middle && compare(from[left], from[right], keys, sort) <= 0;
            to[next] = takeLeft ? from[left++] : from[right++];
        }
    }

    private static int compare(int one, int other, SortKeys keys, Sort sort) {
        if (sort.failed() == Sort.Failed.FIRST && keys.isFailed(one) != keys.isFailed(other)) {
            return keys.isFailed(one) ? -1 : 1;
        }
        if (sort.column().isPresent()) {
            return keys.compare(one, other, sort.descending());
        }
        return sort.descending() ? Integer.compare(other, one) : Integer.compare(one, other);
    }

    int count() {
        return indexes.length;
    }

    long bytes() {
        return (long) Integer.BYTES * indexes.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RowOrder that && Arrays.equals(indexes, that.indexes) && failed == that.failed;
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(indexes);
    }
}
