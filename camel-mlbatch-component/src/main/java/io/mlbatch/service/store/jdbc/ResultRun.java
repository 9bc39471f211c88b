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
package io.mlbatch.service.store.jdbc;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

import io.mlbatch.service.store.IndexedResult;

/**
 * Results with consecutive indexes, as stored in one row.
 *
 * @param first the index of the first result
 * @param responses the concatenated responses
 * @param lengths the length of each response as a number of four bytes; {@code null} for a single response
 */
record ResultRun(int first, byte[] responses, byte[] lengths) {

    /** @param responses at least one */
    static ResultRun of(int first, List<byte[]> responses) {
        if (responses.size() == 1) {
            return new ResultRun(first, responses.get(0), null);
        }
        ByteBuffer lengths = ByteBuffer.allocate(responses.size() * Integer.BYTES);
        int bytes = 0;
        for (byte[] response : responses) {
            lengths.putInt(response.length);
            bytes += response.length;
        }
        ByteBuffer all = ByteBuffer.allocate(bytes);
        responses.forEach(all::put);
        return new ResultRun(first, all.array(), lengths.array());
    }

    /** Returns the index after the last result. */
    int end() {
        return first + (lengths == null ? 1 : lengths.length / Integer.BYTES);
    }

    /** Passes the results from an index on to a consumer. */
    void forEach(int from, Consumer<IndexedResult> consumer) {
        if (lengths == null) {
            if (first >= from) {
                consumer.accept(new IndexedResult(first, responses));
            }
            return;
        }
        ByteBuffer left = ByteBuffer.wrap(lengths);
        int offset = 0;
        for (int index = first; left.hasRemaining(); index++) {
            int end = offset + left.getInt();
            if (index >= from) {
                consumer.accept(new IndexedResult(index, Arrays.copyOfRange(responses, offset, end)));
            }
            offset = end;
        }
    }
}
