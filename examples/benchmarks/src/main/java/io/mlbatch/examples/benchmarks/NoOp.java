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
package io.mlbatch.examples.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A model without work: a benchmark with it measures the other costs. */
public final class NoOp {

    /** @param record {@code {"hp": 110, "wt": 2.62}} */
    public Map<String, Object> score(Map<String, Object> record) {
        return Map.of("answer", record.get("hp"));
    }

    /** Scores a chunk. */
    public List<Map<String, Object>> scoreAll(List<Map<String, Object>> records) {
        List<Map<String, Object>> results = new ArrayList<>(records.size());
        for (Map<String, Object> each : records) {
            results.add(score(each));
        }
        return results;
    }
}
