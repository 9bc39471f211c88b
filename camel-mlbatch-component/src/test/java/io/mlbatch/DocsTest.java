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
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What the documentation shows is what the build runs. */
class DocsTest {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Pattern SNIPPET = Pattern.compile("```(yaml|java)\\n(.*?)```", Pattern.DOTALL);

    @Test
    void everySnippetIsPartOfAFileThatTheBuildRuns() throws IOException {
        List<String> runs = new ArrayList<>();
        for (Path file : files(ROOT, ".*/src/(main|test)/(java|resources)/.*\\.(java|yaml)")) {
            runs.add(withoutIndentation(Files.readString(file)));
        }
        int snippets = 0;
        for (Path page : pages()) {
            Matcher snippet = SNIPPET.matcher(Files.readString(page));
            while (snippet.find()) {
                String code = withoutIndentation(snippet.group(2));
                assertThat(runs)
                        .as("a file with this snippet of %s:%n%s", page.getFileName(), snippet.group(2))
                        .anyMatch(run -> run.contains(code));
                snippets++;
            }
        }
        assertThat(snippets).isGreaterThan(4);
    }

    @Test
    void everyLinkToAFileLeadsToOne() throws IOException {
        Pattern link = Pattern.compile("\\]\\((?!http)([^)#]+)\\)");
        for (Path page : pages()) {
            Matcher target = link.matcher(Files.readString(page));
            while (target.find()) {
                assertThat(page.resolveSibling(target.group(1))).exists();
            }
        }
    }

    @Test
    void readmesTestCommandIsTheOneOfContinuousIntegration() throws IOException {
        assertThat(Files.readString(ROOT.resolve("README.md"))).contains("```\nmvn -B verify\n```");
        assertThat(Files.readString(ROOT.resolve(".ci/run"))).endsWith("exec mvn -B verify\n");
    }

    private static List<Path> pages() throws IOException {
        return files(ROOT, ".*\\.md");
    }

    private static List<Path> files(Path folder, String pattern) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> !file.toString().contains("/target/"))
                    .filter(file -> file.toString().matches(pattern))
                    .toList();
        }
    }

    /** Documentation shows parts, moved to the left. */
    private static String withoutIndentation(String text) {
        return text.replaceAll("(?m)^ +", "");
    }
}
