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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The examples of the documentation are the files that the build runs. */
class DocsTest {

    private static final String MARKDOWN = ".*\\.md";
    private static final String ASCIIDOC = ".*/src/main/docs/.*\\.adoc";
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Pattern MARKDOWN_SNIPPET =
            Pattern.compile("```(?:yaml|java|xml|properties)\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern ASCIIDOC_SNIPPET =
            Pattern.compile("\\[source,(?:yaml|java|xml)[^\\]]*\\]\\n----\\n(.*?)----\\n", Pattern.DOTALL);
    /** Generated pages have a test of their own. */
    private static final Pattern GENERATED = Pattern.compile("// ([a-z ]+): START\\n.*?// \\1: END\\n", Pattern.DOTALL);

    @Test
    void snippet_isPartOfAFileThatTheBuildRuns() throws IOException {
        List<String> runs = new ArrayList<>();
        for (Path file :
                files(ROOT, ".*/(?:src/(main|test)/(java|resources)/.*\\.(java|yaml|xml|properties)|pom\\.xml)")) {
            runs.add(withoutIndentation(Files.readString(file)));
        }
        assertThat(inFilesOf(runs, files(ROOT, MARKDOWN), MARKDOWN_SNIPPET)).isGreaterThan(4);
        assertThat(inFilesOf(runs, files(ROOT, ASCIIDOC), ASCIIDOC_SNIPPET)).isGreaterThan(9);
    }

    /** @return the number of snippets, so that a pattern without matches is noticed */
    private static int inFilesOf(List<String> runs, List<Path> pages, Pattern pattern) throws IOException {
        int snippets = 0;
        for (Path page : pages) {
            Matcher snippet =
                    pattern.matcher(GENERATED.matcher(Files.readString(page)).replaceAll(""));
            while (snippet.find()) {
                String code = withoutIndentation(snippet.group(1));
                assertThat(runs)
                        .as("a file with this snippet of %s:%n%s", page.getFileName(), snippet.group(1))
                        .anyMatch(run -> run.contains(code));
                snippets++;
            }
        }
        return snippets;
    }

    @Test
    void linkToAFile_hasATarget() throws IOException {
        leadToFiles(files(ROOT, MARKDOWN), Pattern.compile("\\]\\((?!http)([^)#]+)(?:#[^)]*)?\\)"));
        leadToFiles(files(ROOT, ASCIIDOC), Pattern.compile("(?:link|xref):(?!http)([^\\[#]+)(?:#[^\\[]*)?\\["));
    }

    private static void leadToFiles(List<Path> pages, Pattern link) throws IOException {
        for (Path page : pages) {
            Matcher target = link.matcher(Files.readString(page));
            while (target.find()) {
                assertThat(page.resolveSibling(target.group(1)))
                        .as("a link of %s", page.getFileName())
                        .exists();
            }
        }
    }

    @Test
    void namedTest_exists() throws IOException {
        Set<String> tests = tests();
        Pattern name = Pattern.compile("`([A-Z]\\w*#\\w+)`");
        int named = 0;
        for (Path page : files(ROOT, MARKDOWN)) {
            Matcher test = name.matcher(Files.readString(page));
            while (test.find()) {
                assertThat(tests.contains(test.group(1)))
                        .as("%s names the test %s: is it there", page.getFileName(), test.group(1))
                        .isTrue();
                named++;
            }
        }
        assertThat(named).isGreaterThan(9);
    }

    @Test
    void classNamedInTheArchitecturePage_exists() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/architecture.md"));
        Set<String> classes = new HashSet<>();
        for (Path file : files(ROOT.resolve("camel-mlbatch-component/src"), ".*\\.java")) {
            classes.add(file.getFileName().toString().replace(".java", ""));
        }
        // in text all names of classes are code; in diagrams they are the words with more than one capital
        List<String> named = Pattern.compile("(?<=`)[A-Z]\\w+(?=`)|\\b[A-Z][a-z]+[A-Z]\\w+")
                .matcher(page)
                .results()
                .map(MatchResult::group)
                .distinct()
                .toList();
        assertThat(named).hasSizeGreaterThan(50);
        assertThat(named.stream().filter(name -> !classes.contains(name)))
                .as("classes that docs/architecture.md names and that do not exist")
                .isEmpty();
    }

    private static Set<String> tests() throws IOException {
        Pattern method = Pattern.compile("void (\\w+)\\(");
        Set<String> tests = new HashSet<>();
        for (Path file : files(ROOT, ".*/src/test/java/.*\\.java")) {
            String className = file.getFileName().toString().replace(".java", "");
            method.matcher(Files.readString(file))
                    .results()
                    .forEach(found -> tests.add(className + "#" + found.group(1)));
        }
        return tests;
    }

    @Test
    void testCommandOfTheReadme_isThatOfContinuousIntegration() throws IOException {
        assertThat(Files.readString(ROOT.resolve("README.md"))).contains("```\nmvn -B verify\n```");
        assertThat(Files.readString(ROOT.resolve(".ci/run"))).endsWith("exec mvn -B verify\n");
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
