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

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** Predictions for the reader of a terminal. */
public final class PredictionTable {

    private PredictionTable() {}

    /** Prints a row for each car, and the largest difference. */
    public static void print(List<Prediction> predictions, PrintStream out) {
        out.printf(
                "%5s  %-20s %4s %6s %12s %10s %11s%n",
                "index", "model", "hp", "wt", "am_Pred", "published", "difference");
        double largest = 0;
        for (int index = 0; index < predictions.size(); index++) {
            Prediction car = predictions.get(index);
            largest = Math.max(largest, car.difference());
            out.printf(
                    Locale.ROOT,
                    "%5d  %-20s %4s %6s %12.7f %10.6f %11.1e%n",
                    index,
                    car.model(),
                    car.hp(),
                    car.wt(),
                    car.predicted(),
                    car.published(),
                    car.difference());
        }
        out.printf(Locale.ROOT, "%nLargest difference: %.2e%n", largest);
    }
}
