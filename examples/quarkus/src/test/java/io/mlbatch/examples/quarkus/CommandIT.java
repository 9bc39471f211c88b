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
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.mlbatch.examples.testing.ExampleJvm;
import io.mlbatch.examples.testing.ExampleJvm.Run;

import static org.assertj.core.api.Assertions.assertThat;

/** Runs the packaged example as its user does, in a JVM of its own that is configured by its environment. */
class CommandIT {

    @TempDir
    private Path temp;

    @Test
    void command_scoresPrintsAndEndsByItself() throws Exception {
        Run run = run();

        assertThat(run.output()).contains("31  Volvo 142E            109  2.780    0.5127369   0.512737");
        assertThat(run.status()).as(run.output()).isZero();
        assertThat(temp.resolve("artifacts/31/answer.csv")).isNotEmptyFile();
        assertThat(run.output()).doesNotContain("WARN").doesNotContain("of-the-environment");
    }

    @Test
    void hostThatRefusesItsClient_endsTheExampleWithAnError() throws Exception {
        Run run = run("-Dcamel.component.mlbatch.password=a-wrong-one");

        assertThat(run.output())
                .contains("The batch could not be scored")
                .contains("401")
                .doesNotContain("of-the-environment")
                .doesNotContain("a-wrong-one");
        assertThat(run.status()).isNotZero();
    }

    private Run run(String... options) throws IOException, InterruptedException {
        return ExampleJvm.java(options)
                .with("-jar", "target/quarkus-app/quarkus-run.jar")
                .variable("MLBATCH_PASSWORD", "of-the-environment")
                .variable("QUARKUS_HTTP_PORT", ExampleJvm.freePort())
                .variable("SCORING_ARTIFACTS", temp.resolve("artifacts").toString())
                .run();
    }
}
