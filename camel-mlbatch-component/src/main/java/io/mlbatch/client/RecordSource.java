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

/** Where the records of a batch come from. */
public interface RecordSource {

    /**
     * Opens the records; the caller closes them.
     *
     * @throws IllegalStateException when they can be read only once and were opened before
     */
    Records open() throws IOException;

    /**
     * The same records, read for these inputs. A text has no types of its own: which of its columns are numbers, and
     * must not be there twice, depends on the inputs.
     *
     * @param inputs that the service declares; empty when it declares none
     */
    default RecordSource forInputs(List<Parameter> inputs) {
        return this;
    }

    /** True when the records can be opened again, so that a call can be sent again after its token was refused. */
    boolean isRepeatable();

    /**
     * Records in their order. {@code next} and {@code hasNext} throw an {@link java.io.UncheckedIOException} when the
     * records cannot be read, an {@link io.mlbatch.protocol.InvalidRecordException} when what is read is no record.
     */
    interface Records extends Iterator<Map<String, Object>>, Closeable {}

    /** Records that are in memory. */
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

    /** Records of an iterator, and what to close after them. */
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
