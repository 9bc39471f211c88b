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
package io.mlbatch.client;

import java.io.Closeable;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

import io.mlbatch.protocol.Parameter;

/** Source of the records of a batch. */
public interface RecordSource {

    /**
     * Opens the records. The caller closes them.
     *
     * @throws IllegalStateException when the records can be read only once and were opened before
     */
    Records open() throws IOException;

    /**
     * Returns the same records, read for these inputs. Text does not have types of its own: the inputs determine which
     * of its columns are numbers, and which columns must not occur twice.
     *
     * @param inputs the inputs that the service declares; empty when it declares none
     */
    default RecordSource forInputs(List<Parameter> inputs) {
        return this;
    }

    /**
     * Returns a record under the names of the service's inputs, where they differ from those of the records that
     * {@link #open} returns.
     */
    default Map<String, Object> named(Map<String, Object> record) {
        return record;
    }

    /**
     * Returns whether the records can be opened again, so that a call can be sent again after its token was refused.
     */
    boolean isRepeatable();

    /**
     * Records in their order. {@code next} and {@code hasNext} throw an {@link java.io.UncheckedIOException} when the
     * records cannot be read. They throw an {@link io.mlbatch.protocol.InvalidRecordException} when the input does not
     * contain a valid record.
     */
    interface Records extends Iterator<Map<String, Object>>, Closeable {}

    /** Returns a source of records that are in memory. */
    static RecordSource of(Iterable<? extends Map<String, ?>> records) {
        return new RecordSource() {
            @Override
            public Records open() {
                return over(records.iterator(), () -> {});
            }

            @Override
            public boolean isRepeatable() {
                return true;
            }
        };
    }

    /** Returns the records of an iterator, with a resource that is closed after them. */
    static Records over(Iterator<? extends Map<String, ?>> records, Closeable resource) {
        return new Records() {
            @Override
            public boolean hasNext() {
                return records.hasNext();
            }

            @Override
            @SuppressWarnings("unchecked")
            public Map<String, Object> next() {
                return (Map<String, Object>) records.next();
            }

            @Override
            public void close() throws IOException {
                resource.close();
            }
        };
    }
}
