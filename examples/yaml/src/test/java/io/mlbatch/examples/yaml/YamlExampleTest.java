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
package io.mlbatch.examples.yaml;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.mlbatch.examples.testing.ExampleJvm;
import io.mlbatch.examples.testing.ExampleJvm.Run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Runs the example as its user does: Camel's own main class in a JVM of its own, configured by environment variables.
 */
class YamlExampleTest {

    private static final Pattern PREDICTION = Pattern.compile("\"am_Pred\":\\[([^]]*)]");

    @TempDir
    private Path temp;

    private final ExampleJvm jvm = ExampleJvm.java("-cp", withoutTests(), "org.apache.camel.main.Main");
    private Path folder;
    private String port;

    @BeforeEach
    void variables() throws IOException {
        folder = temp.resolve("work");
        port = ExampleJvm.freePort();
        jvm.variable("MLBATCH_PORT", port);
        jvm.variable("CAMEL_MAIN_DURATIONMAXIDLESECONDS", "4");
        jvm.variable("SCORING_FOLDER", folder.toString());
    }

    @Test
    void files_becomeScoresOrTheReasonBesideThem() throws Exception {
        jvm.variable("MLBATCH_PASSWORD", "of-the-environment");
        Files.createDirectories(folder.resolve("in"));
        Files.writeString(folder.resolve("in/words.csv"), "hp,wt\n110,heavy\n");
        Files.writeString(folder.resolve("in/readme.txt"), "none of the example's business");

        Run run = jvm.run();

        assertThat(run.status()).as(run.output()).isZero();
        assertThat(run.output())
                .contains("mtcars.csv: 32 records scored, 32 artifacts")
                .contains("no-weight.csv: start TxService/1.0: record 0: input 'wt' (numeric) is missing")
                .doesNotContain("of-the-environment");
        assertThat(files("in")).containsExactly("readme.txt");
        assertThat(files("done")).containsExactly("mtcars.csv");
        assertThat(files("failed"))
                .containsExactly("no-weight.csv", "no-weight.csv.reason.txt", "words.csv", "words.csv.reason.txt");
        assertThat(folder.resolve("failed/no-weight.csv")).hasContent("model,hp\nTrabant 601,26\n");
        assertThat(folder.resolve("failed/no-weight.csv.reason.txt"))
                .content()
                .contains("record 0: input 'wt' (numeric) is missing");
        assertThat(folder.resolve("failed/words.csv.reason.txt"))
                .content()
                .contains("record 0")
                .contains("'wt'");
        assertThat(files("scores")).containsExactly("mtcars.json");

        List<Double> published = published();
        List<Double> scores = PREDICTION
                .matcher(Files.readString(folder.resolve("scores/mtcars.json")))
                .results()
                .map(found -> Double.valueOf(found.group(1)))
                .toList();
        assertThat(scores).hasSize(32);
        for (int index = 0; index < 32; index++) {
            assertThat(scores.get(index)).isCloseTo(published.get(index), within(5e-7));
            List<String> artifact = Files.readAllLines(folder.resolve("artifacts/mtcars/" + index + "/answer.csv"));
            assertThat(artifact).containsExactly("am_Pred", scores.get(index).toString());
        }
    }

    @Test
    void missingServer_writesTheReasonBesideEveryFile() throws Exception {
        jvm.variable("CAMEL_MAIN_ROUTESINCLUDEPATTERN", "classpath:camel/score.yaml,classpath:camel/samples.yaml");
        jvm.variable("CAMEL_SERVER_ENABLED", "false");
        jvm.variable("MLBATCH_SERVER_URL", "http://localhost:" + port);

        Run run = jvm.run();

        assertThat(run.status()).as(run.output()).isZero();
        assertThat(files("failed"))
                .containsExactly("mtcars.csv", "mtcars.csv.reason.txt", "no-weight.csv", "no-weight.csv.reason.txt");
        assertThat(folder.resolve("failed/mtcars.csv.reason.txt"))
                .content()
                .contains("cannot connect to http://localhost:" + port);
        assertThat(folder.resolve("scores")).doesNotExist();
    }

    private List<String> files(String name) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve(name))) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    private static List<Double> published() throws IOException {
        return Files.readAllLines(Path.of("src/test/resources/data/published.csv")).stream()
                .skip(1)
                .map(line -> Double.valueOf(line.substring(line.lastIndexOf(',') + 1)))
                .toList();
    }

    /** The class path of the example, without classes of its tests. */
    private static String withoutTests() {
        return String.join(
                File.pathSeparator,
                Arrays.stream(ExampleJvm.classPath().split(File.pathSeparator))
                        .filter(entry -> !entry.contains("test-classes"))
                        .toList());
    }
}
