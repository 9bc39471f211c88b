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
package io.mlbatch.examples.quickstart;

import java.io.File;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.mlbatch.examples.testing.ExampleJvm;
import io.mlbatch.examples.testing.ExampleJvm.Run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Runs the example as its user does, in a JVM of its own, and checks its exit status, its output and its files. */
class QuickstartTest {

    private static final Path OUT = Path.of("target", "out");
    private static final Path PUBLISHED = Path.of("../mtcars/src/main/resources/data/txservice-published.csv");

    @TempDir
    private Path temp;

    @BeforeEach
    void forgetEarlierRuns() throws IOException {
        if (Files.exists(OUT)) {
            try (Stream<Path> files = Files.walk(OUT)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    @Test
    void example_writesPredictionsAndAllArtifacts() throws Exception {
        Run run = run();

        assertThat(run.status()).as(run.output()).isZero();
        assertThat(run.output())
                .contains("TxService/1.0 is hosted at http://localhost:")
                .contains("] 32 of 32 complete")
                .contains("Largest difference: 4.55e-07")
                .contains("32 artifacts");
        assertThat(OUT.resolveSibling("executions").resolve("executions.db")).isNotEmptyFile();
        List<String> predictions = Files.readAllLines(OUT.resolve("predictions.csv"));
        List<String> published = Files.readAllLines(PUBLISHED);
        assertThat(predictions.get(0)).isEqualTo("index,model,hp,wt,am_Pred");
        assertThat(predictions).hasSize(33);
        for (int index = 0; index < 32; index++) {
            String[] expected = published.get(index + 1).split(",");
            String[] actual = predictions.get(index + 1).split(",");
            assertThat(actual).startsWith(Arrays.copyOf(expected, 4));
            assertThat(actual[0]).isEqualTo(String.valueOf(index));
            assertThat(actual[4]).matches("-?\\d\\.\\d{7,}");
            double predicted = Double.parseDouble(actual[4]);
            assertThat(predicted).isCloseTo(Double.parseDouble(expected[4]), within(5e-7));
            List<String> artifact = Files.readAllLines(OUT.resolve("artifacts/" + index + "/answer.csv"));
            assertThat(artifact.get(0)).isEqualTo("am_Pred");
            assertThat(Double.parseDouble(artifact.get(1))).isCloseTo(predicted, within(1e-9));
        }
    }

    @Test
    void portInUse_isReplacedByAnotherOneThatIsPrinted() throws Exception {
        try (ServerSocket taken = new ServerSocket()) {
            try {
                taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 12800));
            } catch (BindException alreadyTaken) {
                // another process uses the port, as this test would
            }
            Run run = run();

            assertThat(run.status()).as(run.output()).isZero();
            assertThat(run.output())
                    .containsPattern("hosted at http://localhost:(?!12800)\\d+ \\(12800, the usual port, is taken\\)");
        }
    }

    @Test
    void differentPrediction_endsTheExampleWithAnError() throws Exception {
        Path changed = temp.resolve("data/txservice-published.csv");
        Files.createDirectories(changed.getParent());
        Files.writeString(changed, Files.readString(PUBLISHED).replace("0.592204", "0.592206"));

        Run run = run();

        assertThat(run.status()).as(run.output()).isNotZero();
        assertThat(run.output()).contains("1 of 32 predictions differ by more than 5e-07");
    }

    @Test
    void wrongPassword_endsWithAnErrorThatNamesTheLogin() throws Exception {
        Run run = run("-Dcamel.component.mlbatch.password=wrong");

        assertThat(run.status()).as(run.output()).isNotZero();
        assertThat(run.output()).contains("login: HTTP 401").doesNotContain("=wrong");
    }

    private Run run(String... jvmOptions) throws IOException, InterruptedException {
        return ExampleJvm.java(jvmOptions)
                .with("-cp", temp + File.pathSeparator + ExampleJvm.classPath(), Quickstart.class.getName())
                .run();
    }
}
