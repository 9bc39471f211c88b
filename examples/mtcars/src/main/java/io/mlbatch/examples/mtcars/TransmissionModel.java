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
import org.apache.commons.math3.stat.regression.OLSMultipleLinearRegression;

/**
 * The vendor's published sample: {@code am ~ hp + wt} on mtcars, by ordinary least squares. Says how likely a car of
 * that power and weight has a manual transmission.
 */
public class TransmissionModel {

    private final double[] coefficients;

    /** Fits the model. */
    public TransmissionModel() throws IOException {
        List<NamedCsvRecord> cars = Mtcars.cars();
        double[] am = cars.stream().mapToDouble(car -> number(car, "am")).toArray();
        double[][] hpAndWt = cars.stream()
                .map(car -> new double[] {number(car, "hp"), number(car, "wt")})
                .toArray(double[][]::new);
        OLSMultipleLinearRegression regression = new OLSMultipleLinearRegression();
        regression.newSampleData(am, hpAndWt);
        coefficients = regression.estimateRegressionParameters();
    }

    private static double number(NamedCsvRecord row, String column) {
        return Double.parseDouble(row.getField(column));
    }

    /** Scores a car; returns the output {@code answer}, a data frame of one row. */
    public Map<String, List<Double>> score(Car car) {
        double predicted = coefficients[0] + coefficients[1] * car.hp() + coefficients[2] * car.wt();
        return Map.of("am_Pred", List.of(predicted));
    }
}
