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

import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

import org.apache.camel.Body;

import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.ServiceResponse;

/** The batch: its records, which are created while they are sent, and the comparison of the results. */
public final class Portfolio {

    private final int records;

    /**
     * The number of results that are right, wrong, and failed.
     *
     * @param workers the number of results that each worker computed
     */
    public record Outcome(int right, int wrong, int failed, Map<String, Integer> workers) {

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%,d results are right, %,d wrong, %,d failed", right, wrong, failed);
        }
    }

    public Portfolio(int records) {
        this.records = records;
    }

    int size() {
        return records;
    }

    /** The body of the batch. */
    public Iterator<Map<String, Object>> records() {
        return IntStream.range(0, records)
                .mapToObj(index ->
                        Map.<String, Object>of("spot", spot(index), "strike", 100, "volatility", volatility(index)))
                .iterator();
    }

    private static double spot(int index) {
        return 80 + index % 4001 / 100.0;
    }

    private static double volatility(int index) {
        return 0.1 + index % 31 / 100.0;
    }

    /** Computes each result again. */
    public Outcome compare(@Body BatchResponse response) {
        int right = 0;
        int wrong = 0;
        int failed = 0;
        Map<String, Integer> workers = new TreeMap<>();
        for (ServiceResponse result : response) {
            if (!result.success()) {
                failed++;
                continue;
            }
            workers.merge((String) result.output("worker"), 1, Integer::sum);
            if (result.output("price").equals(Option.price(spot(result.index()), 100, volatility(result.index())))) {
                right++;
            } else {
                wrong++;
            }
        }
        return new Outcome(right, wrong + records - right - wrong - failed, failed, workers);
    }
}
