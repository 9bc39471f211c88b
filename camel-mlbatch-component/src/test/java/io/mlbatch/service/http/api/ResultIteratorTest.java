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
package io.mlbatch.service.http.api;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.service.store.IndexedResult;
import io.mlbatch.service.store.StoreException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ResultIteratorTest {

    /** Results in pages of two; those of a page may be in any order. */
    private static List<IndexedResult> page(int[] stored, int from) {
        int begin = 0;
        while (begin < stored.length && stored[begin] < from) {
            begin++;
        }
        return Arrays.stream(stored)
                .skip(begin)
                .limit(2)
                .mapToObj(index -> new IndexedResult(index, ("r" + index).getBytes(StandardCharsets.UTF_8)))
                .toList();
    }

    private static List<String> read(int total, int... stored) {
        ResultIterator results = ResultIterator.ofAvailable(from -> page(stored, from), total);
        List<String> read = new ArrayList<>();
        // one more would be an error
        while (results.hasNext() && read.size() <= total) {
            byte[] result = results.next();
            read.add(result == null ? null : new String(result, StandardCharsets.UTF_8));
        }
        return read;
    }

    @Test
    void missingResults_areNull() {
        assertThat(read(9, 0, 1, 3, 4)).containsExactly("r0", "r1", null, "r3", "r4");
    }

    @Test
    void resultsStoredTwice_areReturnedOnce() {
        assertThat(read(3, 0, 1, 1, 2)).containsExactly("r0", "r1", "r2");
        assertThat(read(3, 0, 1, 2, 0)).containsExactly("r0", "r1", "r2");
        assertThat(read(4, 0, 0, 1, 0, 3)).containsExactly("r0", "r1", null, "r3");
    }

    /** The response would look complete. */
    @ParameterizedTest
    @ValueSource(strings = {"", "0", "0,1", "0,2", "1,2", "0,1,3"})
    void missingResultOfAnEndedExecution_isNotTheEnd(String stored) {
        int[] indexes = Stream.of(stored.split(","))
                .filter(index -> !index.isEmpty())
                .mapToInt(Integer::parseInt)
                .toArray();
        AtomicBoolean ended = new AtomicBoolean();
        ResultIterator results = ResultIterator.ofAll(from -> page(indexes, from), 3, () -> ended.set(true));
        assertThatThrownBy(() -> results.forEachRemaining(result -> {}))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("was deleted meanwhile");
        assertThat(ended).isFalse();
    }

    @Test
    void resultsOfAnEndedExecution_areRead() {
        List<String> read = new ArrayList<>();
        ResultIterator.ofAll(from -> page(new int[] {0, 1, 2, 3}, from), 3, () -> read.add("end"))
                .forEachRemaining(result -> read.add(new String(result, StandardCharsets.UTF_8)));
        assertThat(read).containsExactly("r0", "r1", "r2", "end");
    }

    @Test
    void resultsBeyondTheTotal_areNotReturned() {
        assertThat(read(2, 0, 1, 2, 3)).containsExactly("r0", "r1");
        assertThat(read(2, 0, 7)).containsExactly("r0");
    }
}
