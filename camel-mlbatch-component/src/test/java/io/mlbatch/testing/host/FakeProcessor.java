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
package io.mlbatch.testing.host;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.service.engine.RecordProcessor;
import io.mlbatch.service.store.ItemResult;

/** Computes when the test says so: {@code open()} holds the records that have come and wait for their answer. */
public final class FakeProcessor implements RecordProcessor {

    private final List<String> seen = new ArrayList<>();
    private final Map<String, Consumer<ItemResult>> open = new LinkedHashMap<>();

    @Override
    public void process(ExecutionId id, int index, Map<String, Object> record, Consumer<ItemResult> done) {
        String name = record.get("name").toString();
        seen.add(name);
        open.put(name, done);
    }

    /** The names of the records that have come, in their order. */
    public List<String> seen() {
        return seen;
    }

    /** The names of the records that wait for their answer. */
    public List<String> open() {
        return List.copyOf(open.keySet());
    }

    /** Answers a record with its name. */
    public void complete(String name) {
        open.remove(name).accept(result(name));
    }

    public static ItemResult result(String name) {
        return ItemResult.success(0, Map.of("name", name), List.of());
    }
}
