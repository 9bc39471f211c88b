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
package io.mlbatch.examples.scaleout;

import java.util.List;
import java.util.Map;

/** The bean that computes: prices a chunk of records. */
public final class Pricing {

    private final String worker;

    /** @param worker the name of this JVM, which is an output of each record */
    Pricing(String worker) {
        this.worker = worker;
    }

    /** Returns one result per record, in the same order. */
    public List<Map<String, Object>> price(List<Map<String, Object>> records) {
        return records.stream()
                .map(record -> Map.<String, Object>of(
                        "price",
                        Option.price(number(record, "spot"), number(record, "strike"), number(record, "volatility")),
                        "worker",
                        worker))
                .toList();
    }

    private static double number(Map<String, Object> record, String input) {
        return ((Number) record.get(input)).doubleValue();
    }
}
