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
package io.mlbatch.examples.karaf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.apache.camel.impl.DefaultCamelContext;

import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.ServiceResponse;

/** Executes a batch of the service that the bundle hosts, from this JVM. */
final class Caller {

    private Caller() {}

    /**
     * @param host the bundle's
     * @return kilowatts, in the order of the horsepowers
     */
    static List<Double> kilowatts(String host, double... horsepowers) throws Exception {
        List<Map<String, Double>> records =
                Arrays.stream(horsepowers).mapToObj(hp -> Map.of("hp", hp)).toList();
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.start();
            String power = "mlbatch:Power/1.0?operation=execute&serverUrl=%s&username=%s&password=RAW(%s)"
                    .formatted(
                            host, setting("MLBATCH_USERNAME", "analyst"), setting("MLBATCH_PASSWORD", "mtcars-1974"));
            BatchResponse batch = context.createProducerTemplate().requestBody(power, records, BatchResponse.class);
            List<Double> kilowatts = new ArrayList<>();
            for (ServiceResponse record : batch) {
                kilowatts.add((Double) record.output("kw"));
            }
            return kilowatts;
        }
    }

    /** As Karaf has it: it gets this environment. */
    private static String setting(String name, String otherwise) {
        return System.getenv().getOrDefault(name, otherwise);
    }
}
