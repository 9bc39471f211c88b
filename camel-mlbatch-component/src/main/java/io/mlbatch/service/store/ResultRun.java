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
package io.mlbatch.service.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Results with consecutive indexes.
 *
 * @param first the index of the first result
 * @param responses the results in their wire form, one after the other without separators
 * @param ends where each result ends in the responses; at least one
 * @param failed the positions of the failed records in the run, which is not modified; empty for runs that were read
 *     from a database
 * @param artifacts the files of a single result; empty for several results
 */
public record ResultRun(int first, byte[] responses, int[] ends, BitSet failed, List<ProducedArtifact> artifacts) {

    public ResultRun {
        artifacts = List.copyOf(artifacts);
        if (ends.length != 1 && !artifacts.isEmpty()) {
            throw new IllegalArgumentException("Only the run of a single result has artifacts");
        }
    }

    public static ResultRun of(int index, ItemResult result) {
        BitSet failed = new BitSet(1);
        failed.set(0, result.isFailed());
        return new ResultRun(
                index, result.response(), new int[] {result.response().length}, failed, result.artifacts());
    }

    /** Returns the number of failed records. */
    public int failedCount() {
        return failed.cardinality();
    }

    public int count() {
        return ends.length;
    }

    /** Returns the index after the last result. */
    public int end() {
        return first + ends.length;
    }

    /** Returns a result that the run contains. */
    public byte[] response(int index) {
        int position = Objects.checkIndex(index - first, ends.length);
        return Arrays.copyOfRange(responses, start(position), ends[position]);
    }

    /** Passes the results from an index on to a consumer, at most the given number. */
    public void forEach(int from, int max, Consumer<IndexedResult> consumer) {
        int begin = Math.max(first, from);
        int end = max < end() - begin ? begin + max : end();
        for (int index = begin; index < end; index++) {
            consumer.accept(new IndexedResult(index, response(index)));
        }
    }

    /** Returns the parts of the run whose indexes are not set. */
    public List<ResultRun> without(BitSet indexes) {
        int next = indexes.nextSetBit(first);
        if (next < 0 || next >= end()) {
            return List.of(this);
        }
        List<ResultRun> parts = new ArrayList<>();
        for (int from = indexes.nextClearBit(first); from < end(); from = indexes.nextClearBit(next)) {
            next = indexes.nextSetBit(from);
            next = next < 0 ? end() : Math.min(next, end());
            parts.add(part(from - first, next - first));
        }
        return parts;
    }

    private ResultRun part(int from, int to) {
        int start = start(from);
        int[] partEnds = Arrays.stream(ends, from, to).map(end -> end - start).toArray();
        return new ResultRun(
                first + from,
                Arrays.copyOfRange(responses, start, ends[to - 1]),
                partEnds,
                failed.get(from, to),
                artifacts);
    }

    private int start(int position) {
        return position == 0 ? 0 : ends[position - 1];
    }

    /** Returns the size of the results with their files. */
    public long bytes() {
        long bytes = responses.length;
        for (ProducedArtifact artifact : artifacts) {
            bytes += artifact.content().length;
        }
        return bytes;
    }
}
