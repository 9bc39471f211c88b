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
package io.mlbatch.camel.input;

import java.io.Closeable;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Supplier;

import io.mlbatch.client.RecordSource;

/** Records that are Java objects, converted to maps of inputs when they are read. */
final class ObjectRecordSource implements RecordSource {

    private final Supplier<? extends Iterator<?>> opener;
    private final ObjectRecords objects;
    private final boolean repeatable;
    private final Closeable resource;

    /**
     * @param repeatable whether the opener can open again
     * @param resource is closed with the records
     */
    ObjectRecordSource(
            Supplier<? extends Iterator<?>> opener, ObjectRecords objects, boolean repeatable, Closeable resource) {
        this.opener = opener;
        this.objects = objects;
        this.repeatable = repeatable;
        this.resource = resource;
    }

    @Override
    public Records open() {
        Iterator<?> opened = opener.get();
        Iterator<Map<String, Object>> records = new Iterator<>() {
            private int index;

            @Override
            public boolean hasNext() {
                return opened.hasNext();
            }

            @Override
            public Map<String, Object> next() {
                return objects.record(index++, opened.next());
            }
        };
        return RecordSource.over(records, resource);
    }

    @Override
    public boolean isRepeatable() {
        return repeatable;
    }
}
