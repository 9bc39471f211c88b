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
package io.mlbatch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What the README shows is what {@link ReadmeIT} runs. */
class ReadmeTest {

    private static final Path HERE = Path.of("").toAbsolutePath();

    private static String readme() throws IOException {
        return Files.readString(HERE.resolveSibling("README.md"));
    }

    @Test
    void yamlRoutesAreTheOnesThatTheBuildRuns() throws IOException {
        for (String file : new String[] {"score.yaml", "host.yaml"}) {
            assertThat(readme())
                    .contains(
                            "```yaml\n" + Files.readString(HERE.resolve("src/test/resources/readme/" + file)) + "```");
        }
    }

    @Test
    void javaRouteIsTheOneThatTheBuildRuns() throws IOException {
        String source = Files.readString(HERE.resolve("src/test/java/io/mlbatch/ReadmeRoutes.java"));
        String route = source.substring(source.indexOf("        from("), source.indexOf("        // spotless:on"));

        assertThat(readme()).contains("```java\n" + route.replaceAll("(?m)^ {8}", "") + "```");
    }

    @Test
    void commandsAreTheOnesOfTheBuild() throws IOException {
        assertThat(readme()).contains("mvn -B -pl examples/quickstart -am compile exec:java", "mvn -B verify");
        assertThat(Files.readString(HERE.resolveSibling(".ci/run"))).endsWith("exec mvn -B verify\n");
    }
}
