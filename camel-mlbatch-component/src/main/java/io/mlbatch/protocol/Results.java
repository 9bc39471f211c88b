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
package io.mlbatch.protocol;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.Iterator;
import java.util.Set;

/** The results of a response, in memory or on disk. Thread-safe; can be iterated any number of times. */
public interface Results extends Iterable<ServiceResponse>, Closeable {

    /** No results. */
    Results NONE = new Results() {
        @Override
        public boolean has(int index) {
            return false;
        }

        @Override
        public int size() {
            return 0;
        }

        @Override
        public ServiceResponse get(int index) {
            throw new IndexOutOfBoundsException(index);
        }

        @Override
        public Iterator<ServiceResponse> iterator() {
            return Collections.emptyIterator();
        }

        @Override
        public InputStream json() {
            return new ByteArrayInputStream(new byte[] {'[', ']'});
        }

        @Override
        public byte[] json(int index) {
            throw new IndexOutOfBoundsException(index);
        }

        @Override
        public boolean isOnDisk() {
            return false;
        }

        @Override
        public void close() {}
    };

    /** Returns true when the record with this 0-based index has a result. */
    boolean has(int index);

    /** Returns the number of results. Records without a result do not count. */
    int size();

    /**
     * Returns the result of one record.
     *
     * @throws IndexOutOfBoundsException when the record does not have a result
     * @throws UncheckedIOException when the result cannot be read (any more)
     */
    ServiceResponse get(int index);

    /** Returns the JSON array of the wire, with {@code null} in the place of records without a result. */
    InputStream json();

    /** Returns the JSON of one result, as {@link #json()} contains it. */
    byte[] json(int index);

    /**
     * Returns the names of the columns of all input records, in the order in which they first occurred; empty when the
     * results do not carry their input.
     */
    default Set<String> inputColumns() {
        return Set.of();
    }

    /** Returns true when the results are read from disk, so that they are not readable after {@link #close}. */
    boolean isOnDisk();

    /** Releases the disk space. Results in memory stay readable. */
    @Override
    void close();
}
