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
package io.mlbatch.examples.onnx;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.mlbatch.examples.mtcars.Mtcars;
import io.mlbatch.examples.testing.ExampleJvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Runs the example as its user does, in a JVM of its own, and compares its file with the network called directly. */
class OnnxExampleTest {

    @TempDir
    private Path folder;

    @Test
    void csvFile_getsTheScoresOfTheNetwork() throws Exception {
        String output = run();

        assertThat(output).contains("cars.csv: 33 results");
        List<NamedCsvRecord> rows = rows(folder.resolve("scores/cars.csv"));
        assertThat(rows).hasSize(33);
        List<NamedCsvRecord> cars = Mtcars.cars();
        float[] expected = scores(cars);
        for (int row = 0; row < cars.size(); row++) {
            for (String column : cars.get(row).getHeader()) {
                assertThat(rows.get(row).getField(column))
                        .isEqualTo(cars.get(row).getField(column));
            }
            assertThat(Double.parseDouble(rows.get(row).getField("manual"))).isCloseTo(expected[row], within(1e-6));
        }
        assertThat(rows.get(32).getField("model")).isEqualTo("Trabant 601");
        assertThat(rows.get(32).getField("manual")).isEmpty();
        assertThat(rows.get(32).getFields().toString()).contains("'wt'");
        assertThat(folder.resolve("done/cars.csv")).exists();
    }

    @Test
    void network_estimatesTheTransmissionOfMostCars() throws Exception {
        List<NamedCsvRecord> cars = Mtcars.cars();
        Files.write(folder.resolve("network.onnx"), NetworkFile.write(Network.fitted(64)));

        try (OnnxModel model = new OnnxModel(folder.resolve("network.onnx"))) {
            float[] scores = model.score(records(cars)).get("manual");

            int right = 0;
            for (int row = 0; row < scores.length; row++) {
                right += Math.round(scores[row]) == number(cars.get(row), "am") ? 1 : 0;
            }
            assertThat(right).isGreaterThan(28);
        }
    }

    private float[] scores(List<NamedCsvRecord> cars) throws Exception {
        try (OnnxModel model = new OnnxModel(folder.resolve("transmission.onnx"))) {
            return model.score(records(cars)).get("manual");
        }
    }

    private static List<Map<String, Object>> records(List<NamedCsvRecord> cars) {
        List<Map<String, Object>> records = new ArrayList<>();
        for (NamedCsvRecord car : cars) {
            records.add(Map.of("hp", number(car, "hp"), "wt", number(car, "wt")));
        }
        return records;
    }

    private static double number(NamedCsvRecord car, String column) {
        return Double.parseDouble(car.getField(column));
    }

    private static List<NamedCsvRecord> rows(Path csv) throws Exception {
        try (CsvReader<NamedCsvRecord> rows = CsvReader.builder().ofNamedCsvRecord(csv)) {
            return rows.stream().toList();
        }
    }

    private String run() throws Exception {
        ExampleJvm.Run run = ExampleJvm.java(
                        "-cp", ExampleJvm.classPath(), OnnxExample.class.getName(), folder.toString())
                .variable("MLBATCH_PORT", ExampleJvm.freePort())
                .variable("CAMEL_MAIN_DURATIONMAXIDLESECONDS", "2")
                .run();
        assertThat(run.status()).as(run.output()).isZero();
        return run.output();
    }
}
