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
package io.mlbatch.examples.springboot;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Runs the example as its user does, in a JVM of its own that is told what to do by its environment. */
class CommandTest {

    @TempDir
    private Path temp;

    @Test
    void scoresPrintsAndEndsByItself() throws Exception {
        Path output = temp.resolve("output.txt");
        ProcessBuilder java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        ScoringApplication.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        java.environment().put("SERVER_PORT", freePort());
        java.environment().put("SCORING_ARTIFACTS", temp.resolve("artifacts").toString());
        java.environment().put("CAMEL_COMPONENT_MLBATCH_SERVICE_PASSWORD", "of-the-environment");
        java.environment().put("CAMEL_COMPONENT_MLBATCH_PASSWORD", "of-the-environment");
        Process process = java.start();
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES))
                    .as("ends by itself")
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }

        String printed = Files.readString(output);
        assertThat(process.exitValue()).as(printed).isZero();
        assertThat(temp.resolve("artifacts/31/answer.csv")).isNotEmptyFile();
        assertThat(printed)
                .contains("31  Volvo 142E            109  2.780    0.5127369   0.512737")
                .doesNotContain("WARN")
                .doesNotContain("of-the-environment");
    }

    private static String freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return String.valueOf(socket.getLocalPort());
        }
    }
}
