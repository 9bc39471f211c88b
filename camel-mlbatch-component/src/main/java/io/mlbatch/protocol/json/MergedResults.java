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
package io.mlbatch.protocol.json;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.function.IntFunction;

import io.mlbatch.protocol.Results;
import io.mlbatch.protocol.ServiceResponse;

/**
 * The results of all records of a batch: the failed results of records that were not sent, and between them those of
 * the server, whose indexes count only the records that it received.
 */
final class MergedResults implements Results {

    private static final byte[] NONE = "null".getBytes(StandardCharsets.UTF_8);

    private final Results received;
    private final RejectedRecords rejected;

    MergedResults(Results received, RejectedRecords rejected) {
        this.received = received;
        this.rejected = rejected;
    }

    @Override
    public boolean has(int index) {
        return index >= 0 && at(index, position -> true, received::has);
    }

    @Override
    public int size() {
        return received.size() + rejected.size();
    }

    @Override
    public ServiceResponse get(int index) {
        return at(index, rejected::result, sent -> received.get(sent).withIndex(index));
    }

    /** Applies one of the functions: to the position among the rejected records, or to the index on the server. */
    private <T> T at(int index, IntFunction<T> ifRejected, IntFunction<T> ifSent) {
        int position = rejected.position(index);
        return position >= 0 ? ifRejected.apply(position) : ifSent.apply(index + position + 1);
    }

    @Override
    public Iterator<ServiceResponse> iterator() {
        Iterator<ServiceResponse> sent = received.iterator();
        return new Elements<>(index ->
                at(index, rejected::result, at -> received.has(at) ? sent.next().withIndex(index) : null));
    }

    @Override
    public InputStream json() {
        Iterator<byte[]> elements =
                new Elements<>(index -> at(index, rejected::json, at -> received.has(at) ? received.json(at) : NONE));
        return JsonArrayParts.stream("[", elements, "]");
    }

    @Override
    public byte[] json(int index) {
        return at(index, rejected::json, received::json);
    }

    /** Elements by index, without those that are {@code null}, up to the last result. */
    private final class Elements<T> implements Iterator<T> {

        private final Function<Integer, T> element;
        private int index;
        private int results;

        Elements(Function<Integer, T> element) {
            this.element = element;
        }

        @Override
        public boolean hasNext() {
            return results < size();
        }

        @Override
        public T next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            T next = null;
            while (next == null) {
                next = element.apply(index);
                results += has(index) ? 1 : 0;
                index++;
            }
            return next;
        }
    }

    @Override
    public boolean isOnDisk() {
        return received.isOnDisk() || rejected.isOnDisk();
    }

    @Override
    public void close() {
        received.close();
        rejected.close();
    }
}
