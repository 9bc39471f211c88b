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
package io.mlbatch.packaging;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Artifacts that the component brings, with their bytes, as the documentation lists them. */
class FootprintIT {

    /** Limit of the component's own jar, which had 637,000 bytes at first. */
    private static final long OWN_LIMIT = 2_000_000;

    private static final Path PAGE = Path.of("../docs/dependencies.md");
    private static final Pattern TABLE =
            Pattern.compile("(<!-- dependencies: START -->\n).*(<!-- dependencies: END -->)", Pattern.DOTALL);

    @Test
    void dependencies_areThoseOfThePage() throws IOException {
        Map<String, String> runtime =
                new DependencyTree(Path.of("target/dependencies.dot")).runtime(Path.of("pom.xml"));
        assumeTrue(
                Files.readString(Path.of("../pom.xml"))
                        .contains("<camel.version>" + runtime.get("camel-api") + "</camel.version>"),
                "the page describes the default Camel");

        String table = table(runtime);
        String page = Files.readString(PAGE);
        if (Boolean.getBoolean("mlbatch.docs.write")) {
            page = TABLE.matcher(page).replaceFirst("$1" + Matcher.quoteReplacement(table) + "$2");
            Files.writeString(PAGE, page);
        }
        Matcher written = TABLE.matcher(page);
        assertThat(written.find()).isTrue();
        assertThat(written.group()).contains("\n" + table + "<");
    }

    private static String table(Map<String, String> runtime) throws IOException {
        StringBuilder table = new StringBuilder("| artifact | version | bytes |\n|---|---|---:|\n");
        long total = 0;
        for (Map.Entry<String, String> artifact : runtime.entrySet()) {
            long bytes = Files.size(onClassPath(artifact.getKey() + "-" + artifact.getValue() + ".jar"));
            total += bytes;
            table.append(
                    String.format(Locale.ROOT, "| %s | %s | %,d |%n", artifact.getKey(), artifact.getValue(), bytes));
        }
        return table.append(String.format(Locale.ROOT, "| all %d | | %,d |%n", runtime.size(), total))
                .toString();
    }

    private static Path onClassPath(String jar) {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Arrays.stream(classPath.split(Pattern.quote(File.pathSeparator)))
                .map(Path::of)
                .filter(path -> path.endsWith(jar))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(jar + " is not on the class path"));
    }

    @Test
    void jarOfTheComponent_isWithinItsLimit() throws Exception {
        try (PackagedJar jar = new PackagedJar()) {
            assertThat(Files.size(jar.path())).isBetween(100_000L, OWN_LIMIT);
        }
    }
}
