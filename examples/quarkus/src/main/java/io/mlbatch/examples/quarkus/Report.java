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
package io.mlbatch.examples.quarkus;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import de.siegmar.fastcsv.reader.NamedCsvRecord;
import jakarta.inject.Singleton;
import org.apache.camel.ProducerTemplate;

import io.mlbatch.protocol.BatchResponse;

/** Scores the cars of the example, and prints what it is told. */
@Singleton
class Report {

    private static final String CARS = "/data/mtcars.csv";

    private final ProducerTemplate template;

    Report(ProducerTemplate template) {
        this.template = template;
    }

    void print(PrintStream out) throws IOException {
        List<NamedCsvRecord> cars = Table.read(CARS);
        try (InputStream csv = Report.class.getResourceAsStream(CARS);
                BatchResponse batch = template.requestBody("direct:score", csv, BatchResponse.class)) {
            out.printf("%5s  %-20s %4s %6s %12s%n", "index", "model", "hp", "wt", "am_Pred");
            for (int index = 0; index < batch.totalItemCount(); index++) {
                NamedCsvRecord car = cars.get(index);
                out.printf(
                        Locale.ROOT,
                        "%5d  %-20s %4s %6s %12.7f%n",
                        index,
                        car.getField("model"),
                        car.getField("hp"),
                        car.getField("wt"),
                        predicted(batch, index));
            }
        }
    }

    private static double predicted(BatchResponse batch, int index) {
        Map<?, ?> answer = (Map<?, ?>) batch.execution(index).output("answer");
        return ((Number) ((List<?>) answer.get("am_Pred")).get(0)).doubleValue();
    }
}
