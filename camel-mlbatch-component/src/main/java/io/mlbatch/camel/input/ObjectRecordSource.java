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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

import io.mlbatch.client.RecordSource;
import io.mlbatch.protocol.InvalidRecordException;
import io.mlbatch.protocol.Values;

/** Records that are Java objects: maps with inputs by name. */
final class ObjectRecordSource implements RecordSource {

    private final Supplier<? extends Iterator<?>> opener;
    private final boolean repeatable;
    private final Closeable resource;

    ObjectRecordSource(Supplier<? extends Iterator<?>> opener, boolean repeatable) {
        this(opener, repeatable, () -> {});
    }

    /** @param resource is closed with the records */
    ObjectRecordSource(Supplier<? extends Iterator<?>> opener, boolean repeatable, Closeable resource) {
        this.opener = opener;
        this.repeatable = repeatable;
        this.resource = resource;
    }

    @Override
    public Records open() {
        Iterator<?> objects = opener.get();
        Iterator<Map<String, Object>> records = new Iterator<>() {
            private int index;

            @Override
            public boolean hasNext() {
                return objects.hasNext();
            }

            @Override
            public Map<String, Object> next() {
                return record(index++, objects.next());
            }
        };
        return RecordSource.over(records, resource);
    }

    @Override
    public boolean isRepeatable() {
        return repeatable;
    }

    static Map<String, Object> record(int index, Object object) {
        if (!(object instanceof Map<?, ?> map)) {
            throw InvalidRecordException.atRecord(
                    index, "expected a map of inputs, got " + Values.describe(object), null);
        }
        Map<String, Object> record = new LinkedHashMap<>();
        map.forEach((name, value) -> record.put(String.valueOf(name), value));
        return record;
    }
}
