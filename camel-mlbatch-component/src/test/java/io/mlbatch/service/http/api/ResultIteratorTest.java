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

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.mlbatch.protocol.BatchStatus;
import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.service.store.Execution;
import io.mlbatch.service.store.IndexedResult;
import io.mlbatch.service.store.ItemResult;
import io.mlbatch.service.store.RecordRun;

import static org.assertj.core.api.Assertions.assertThat;

class ResultIteratorTest {

    /** Results in pages of two; those of a page may be in any order. */
    private record Pages(List<IndexedResult> all) implements Execution {

        static Pages of(int... indexes) {
            List<IndexedResult> results = new ArrayList<>();
            for (int index : indexes) {
                results.add(new IndexedResult(index, ("r" + index).getBytes(StandardCharsets.UTF_8)));
            }
            return new Pages(results);
        }

        @Override
        public List<IndexedResult> results(int from) {
            int begin = 0;
            while (begin < all.size() && all.get(begin).index() < from) {
                begin++;
            }
            return all.subList(begin, Math.min(all.size(), begin + 2));
        }

        @Override
        public String owner() {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<String> artifactNames(int index) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<InputStream> artifact(int index, String name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public ExecutionId id() {
            throw new UnsupportedOperationException();
        }

        @Override
        public BatchStatus status() {
            throw new UnsupportedOperationException();
        }

        @Override
        public RecordRun records(int from, int max) {
            throw new UnsupportedOperationException();
        }

        @Override
        public RecordRun inputs(int from, int max) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Runnable onEnd(Runnable action) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void begin() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void complete(int index, ItemResult result) {
            throw new UnsupportedOperationException();
        }

        @Override
        public BitSet completed() {
            throw new UnsupportedOperationException();
        }
    }

    private static List<String> read(int total, int... stored) {
        ResultIterator results = new ResultIterator(Pages.of(stored), total, () -> {});
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

    @Test
    void resultsBeyondTheTotal_areNotReturned() {
        assertThat(read(2, 0, 1, 2, 3)).containsExactly("r0", "r1");
        assertThat(read(2, 0, 7)).containsExactly("r0");
    }
}
