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
package io.mlbatch.camel.operation;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

import io.mlbatch.client.RecordSource;
import io.mlbatch.protocol.Parameter;

/** Counts the records that are read from a source since it was last opened. Supports one call at a time. */
final class CountedRecords implements RecordSource {

    private RecordSource source;
    private int count;

    CountedRecords(RecordSource source) {
        this.source = source;
    }

    int count() {
        return count;
    }

    @Override
    public Records open() throws IOException {
        count = 0;
        Records records = source.open();
        Iterator<Map<String, Object>> counted = new Iterator<>() {
            @Override
            public boolean hasNext() {
                return records.hasNext();
            }

            @Override
            public Map<String, Object> next() {
                Map<String, Object> record = records.next();
                count++;
                return record;
            }
        };
        return RecordSource.over(counted, records);
    }

    @Override
    public RecordSource forInputs(List<Parameter> inputs) {
        source = source.forInputs(inputs);
        return this;
    }

    @Override
    public boolean isRepeatable() {
        return source.isRepeatable();
    }
}
