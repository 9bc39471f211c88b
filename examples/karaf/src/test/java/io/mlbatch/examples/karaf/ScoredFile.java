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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;

/** The predictions that a route has written, beside the published ones. */
record ScoredFile(Path file, List<Double> predictions, List<Double> published) {

    static ScoredFile read(Path file) throws IOException {
        String published = new String(ScoredFile.class
                .getResourceAsStream("/data/txservice-published.csv")
                .readAllBytes());
        return new ScoredFile(file, column(Files.readString(file)), column(published));
    }

    private static List<Double> column(String csv) {
        return CsvReader.builder().ofNamedCsvRecord(csv).stream()
                .map(ScoredFile::predicted)
                .toList();
    }

    /** The routes name the column as they do: with the output's name, or without. */
    private static double predicted(NamedCsvRecord row) {
        return row.findField("am_Pred")
                .or(() -> row.findField("answer.am_Pred"))
                .map(Double::valueOf)
                .orElseThrow(() -> new IllegalStateException("No column am_Pred: " + row));
    }

    /** @throws IllegalStateException when there are not as many predictions as published ones */
    double largestDifference() {
        if (predictions.size() != published.size()) {
            throw new IllegalStateException(
                    file + " has " + predictions.size() + " predictions, and not " + published.size());
        }
        double largest = 0;
        for (int index = 0; index < published.size(); index++) {
            largest = Math.max(largest, Math.abs(predictions.get(index) - published.get(index)));
        }
        return largest;
    }
}
