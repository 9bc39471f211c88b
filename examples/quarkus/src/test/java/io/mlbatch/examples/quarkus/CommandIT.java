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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Runs the packaged example as its user does, in a JVM of its own that is told what to do by its environment. */
class CommandIT {

    @TempDir
    private Path temp;

    private Path output;

    @BeforeEach
    void nameOutput() {
        output = temp.resolve("output.txt");
    }

    @Test
    void scoresPrintsAndEndsByItself() throws Exception {
        int exitCode = run(Map.of("MLBATCH_PASSWORD", "of-the-environment"));

        assertThat(output).content().contains("31  Volvo 142E            109  2.780    0.5127369   0.512737");
        assertThat(exitCode).as(Files.readString(output)).isZero();
        assertThat(temp.resolve("artifacts/31/answer.csv")).isNotEmptyFile();
        assertThat(output).content().doesNotContain("WARN").doesNotContain("of-the-environment");
    }

    @Test
    void hostThatRefusesItsClientEndsTheExampleWithAnError() throws Exception {
        int exitCode =
                run(Map.of("MLBATCH_PASSWORD", "of-the-environment"), "-Dcamel.component.mlbatch.password=a-wrong-one");

        assertThat(output)
                .content()
                .contains("The batch could not be scored")
                .contains("401")
                .doesNotContain("of-the-environment")
                .doesNotContain("a-wrong-one");
        assertThat(exitCode).isNotZero();
    }

    private int run(Map<String, String> environment, String... options) throws IOException, InterruptedException {
        ProcessBuilder java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        java.command().addAll(List.of(options));
        java.command().addAll(List.of("-jar", "target/quarkus-app/quarkus-run.jar"));
        java.environment().put("QUARKUS_HTTP_PORT", ScoringSettings.freePort());
        java.environment().put("SCORING_ARTIFACTS", temp.resolve("artifacts").toString());
        java.environment().putAll(environment);
        Process process = java.start();
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES))
                    .as("ends by itself")
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        return process.exitValue();
    }
}
