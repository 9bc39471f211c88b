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
package io.mlbatch.examples.mtcars;

import java.io.IOException;
import java.util.List;
import java.util.Map;

import de.siegmar.fastcsv.reader.NamedCsvRecord;

import io.mlbatch.protocol.BatchResponse;

/**
 * The prediction of a batch for one car, beside that of the vendor's service.
 *
 * @param model the car
 * @param hp its power, as in the data
 * @param wt its weight in 1000 lb, as in the data
 * @param predicted how likely it has a manual transmission
 * @param published the same by the vendor, with six digits
 */
public record Prediction(String model, String hp, String wt, double predicted, double published) {

    /** Half a unit of the published values' last digit. */
    public static final double TOLERANCE = 5e-7;

    /** The predictions of a batch of all cars, in their order. */
    public static List<Prediction> of(BatchResponse batch) throws IOException {
        return Mtcars.published().stream().map(row -> of(batch, row)).toList();
    }

    private static Prediction of(BatchResponse batch, NamedCsvRecord row) {
        return new Prediction(
                row.getField("model"),
                row.getField("hp"),
                row.getField("wt"),
                predicted(batch, Integer.parseInt(row.getField("index"))),
                Double.parseDouble(row.getField("am_Pred")));
    }

    private static double predicted(BatchResponse batch, int index) {
        Map<?, ?> answer = (Map<?, ?>) batch.execution(index).output("answer");
        return ((Number) ((List<?>) answer.get("am_Pred")).get(0)).doubleValue();
    }

    public double difference() {
        return Math.abs(predicted - published);
    }

    /** True when nothing but digits that are not published can differ. */
    public boolean isPublished() {
        return difference() <= TOLERANCE;
    }
}
