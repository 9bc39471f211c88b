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
import java.util.Iterator;
import java.util.Set;

import io.mlbatch.protocol.Results;
import io.mlbatch.protocol.ServiceResponse;

/** Results that carry their input records. Their JSON stays as the server sent it. */
final class JoinedResults implements Results {

    private final Results results;
    private final InputRecords inputs;

    JoinedResults(Results results, InputRecords inputs) {
        this.results = results;
        this.inputs = inputs;
    }

    @Override
    public boolean has(int index) {
        return results.has(index);
    }

    @Override
    public int size() {
        return results.size();
    }

    @Override
    public ServiceResponse get(int index) {
        ServiceResponse result = results.get(index);
        return result.withInput(inputs.get(index));
    }

    @Override
    public Iterator<ServiceResponse> iterator() {
        Iterator<ServiceResponse> each = results.iterator();
        InputRecords.Reader records = inputs.read();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return each.hasNext();
            }

            @Override
            public ServiceResponse next() {
                ServiceResponse result = each.next();
                return result.withInput(records.skipTo(result.index()));
            }
        };
    }

    @Override
    public Set<String> inputColumns() {
        return inputs.columns();
    }

    @Override
    public InputStream json() {
        return results.json();
    }

    @Override
    public byte[] json(int index) {
        return results.json(index);
    }

    @Override
    public boolean isOnDisk() {
        return results.isOnDisk() || inputs.isOnDisk();
    }

    @Override
    public void close() {
        results.close();
        inputs.close();
    }
}
