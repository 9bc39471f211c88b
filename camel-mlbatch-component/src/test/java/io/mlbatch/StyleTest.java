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

/**
 * Counts the forms that docs/style.md bans: in comments and messages of main code, examples and the page of the host,
 * in comments and names of tests, in comments of poms, routes and properties, and in the documentation.
 */
class StyleTest {

    /** A banned form. Questions keep their "what". */
    private enum Form {
        PRONOUN("(?i)\\b(nobody|somebody|anybody|everybody|whoever|whomever)\\b", "name the actor"),
        WHAT("(?i)\\bwhat\\b(?! to\\b)(?![^.:;|]*\\?)", "name the thing: 'the value that …', 'which …'"),
        NO_NOUN(
                "(?i)\\b(is|are|was|were) none\\b|(?<!there )\\b(is|are|was|were) no (?!longer|more|less|fewer|later|other|larger)\\w",
                "negate the verb: 'does not …', 'is not a …'"),
        IDIOM(
                "(?i)\\b(go|goes|going|went|gone) on\\b|\\ball stops\\b|\\bgiv(e|es|en|ing) back\\b",
                "continue, stop, release"),
        ANSWER("(?i)\\banswer(s|ed|ing)?\\b", "response, respond"),
        BRITISH(
                "(?i)\\b\\w*(behaviour|honour|colour|favour|licence|cancell(ed|ing)|artefact|labelled|modelled|judgement"
                        + "|(initial|normal|recogn|serial|organ|optim|summar|synchron|author|minim|maxim|custom|capital)is(e|ing|ation))\\w*",
                "American spelling");

        private final Pattern pattern;
        private final String better;

        Form(String pattern, String better) {
            this.pattern = Pattern.compile(pattern);
            this.better = better;
        }
    }

    /** Words that are not ours to change, each with its reason. */
    private static final Pattern EXCEPTIONS = Pattern.compile(String.join(
            "|",
            "\\{@code [^}]*\\}", // code within Javadoc
            "@param what", // the name of a parameter
            "CamelMlbatch\\w+", // names of headers are public
            "\\\\?[\"']answer\\\\?[\"']|[Aa]nswer(\\.csv|:data\\.frame|:numeric)", // output and artifact of the
            // vendor's example
            "aria-labelledby", // an attribute of HTML
            "\"cancelled\"")); // the spelling of some servers

    private static final Path MODULE = Path.of("").toAbsolutePath();
    private static final Path ROOT = MODULE.getParent();
    private static final Pattern COMMENT_OR_TEXT = Pattern.compile(
            "/\\*.*?\\*/|//[^\\n]*|\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*\"|'(?:\\\\.|[^'\\\\])'", Pattern.DOTALL);
    private static final Pattern COMMENT_OR_CODE = Pattern.compile(
            "(/\\*.*?\\*/|//[^\\n]*)|\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*\"|'(?:\\\\.|[^'\\\\])'", Pattern.DOTALL);
    private static final Pattern COMMENT_OR_DESCRIPTION =
            Pattern.compile("<!--.*?-->|<description>.*?</description>", Pattern.DOTALL);
    private static final Pattern COMMENT_LINE = Pattern.compile("^\\s*#.*?$", Pattern.MULTILINE);
    private static final Path PAGE = MODULE.resolve("src/main/resources/io/mlbatch/service/console");
    private static final Pattern COMMENT_OR_TEXT_OF_THE_PAGE =
            Pattern.compile("/\\*.*?\\*/|//[^\\n]*|'[^'\\n]*'|`[^`]*`|>[^<]*<", Pattern.DOTALL);
    private static final Pattern ANNOTATED_TEST =
            Pattern.compile("@(?:Test|ParameterizedTest|RepeatedTest|Property)\\b[^{;]*?\\bvoid (\\w+)\\(");
    private static final Pattern TEST_NAME = Pattern.compile("\\bvoid (\\w+)\\(");
    /** Also the tables that are generated from descriptions in main code, which are counted there. */
    private static final Pattern CODE = Pattern.compile(
            "// ([a-z ]+): START\\n.*?// \\1: END|```.*?```|^----\\n.*?^----\\n|`[^`\\n]+`|^include::.*?$|\\]\\([^)]*\\)|link:[^\\[]*",
            Pattern.DOTALL | Pattern.MULTILINE);

    private record Finding(String place, Form form, String where) {}

    @Test
    void bannedForm_isNowhere() throws IOException {
        assertThat(findings()).as("docs/style.md").isEmpty();
    }

    @Test
    void eachForm_isFoundInAnExample() {
        String text =
                "Whoever sees what it returns. What is next? There is no id, which is none. It goes on to answer cancelled calls.";
        List<Finding> found = new ArrayList<>();
        find("example", Path.of("example"), text, found);
        assertThat(found).extracting(Finding::form).containsExactly(Form.values());
    }

    @Test
    void nameOfATest_isAConditionAndAnOutcome() throws IOException {
        List<String> others = new ArrayList<>();
        for (Path file : files(ROOT, ".*/src/test/java/.*(?:Test|IT|Contract)\\.java")) {
            ANNOTATED_TEST
                    .matcher(Files.readString(file))
                    .results()
                    .map(test -> test.group(1))
                    .filter(name -> !name.matches("[a-z]\\w*_[a-z]\\w*") || name.length() >= 80)
                    .forEach(name -> others.add(file.getFileName() + ": " + name));
        }
        assertThat(others).as("docs/style.md, Tests").isEmpty();
    }

    private static List<Finding> findings() throws IOException {
        List<Finding> found = new ArrayList<>();
        for (Path file : files(MODULE.resolve("src/main/java"), ".*\\.java")) {
            String source = Files.readString(file);
            find("main " + area(file), file, only(COMMENT_OR_TEXT, 0, source), found);
        }
        for (Path file : files(ROOT.resolve("examples"), ".*/src/main/java/.*\\.java")) {
            find("examples", file, only(COMMENT_OR_TEXT, 0, Files.readString(file)), found);
        }
        for (Path file : files(ROOT.resolve("examples"), ".*/src/test/java/.*\\.java")) {
            String source = Files.readString(file);
            find("examples", file, words(only(TEST_NAME, 1, source)), found);
            find("examples", file, only(COMMENT_OR_CODE, 1, source), found);
        }
        for (Path file : files(ROOT, ".*/(?:pom|features)\\.xml")) {
            find("build", file, only(COMMENT_OR_DESCRIPTION, 0, Files.readString(file)), found);
        }
        for (Path file : files(ROOT, ".*\\.(?:yaml|yml|properties)")) {
            find("routes", file, only(COMMENT_LINE, 0, Files.readString(file)), found);
        }
        for (Path file : files(PAGE, ".*/(?!uPlot)[^/]*\\.(?:js|html)")) {
            find("page", file, only(COMMENT_OR_TEXT_OF_THE_PAGE, 0, Files.readString(file)), found);
        }
        for (Path file : files(MODULE.resolve("src/test/java"), ".*\\.java")) {
            String source = Files.readString(file);
            find("tests " + area(file), file, words(only(TEST_NAME, 1, source)), found);
            if (!file.endsWith("StyleTest.java")) {
                find("tests " + area(file), file, only(COMMENT_OR_CODE, 1, source), found);
            }
        }
        for (Path file : files(ROOT, "(?:.*\\.md|.*/src/main/docs/.*\\.adoc)")) {
            String page = Files.readString(file);
            find(ROOT.relativize(file).toString(), file, without(CODE, page), found);
        }
        return found;
    }

    private static void find(String place, Path file, String prose, List<Finding> found) {
        String text = without(EXCEPTIONS, prose);
        for (Form form : Form.values()) {
            form.pattern.matcher(text).results().forEach(hit -> {
                long line = text.substring(0, hit.start())
                                .chars()
                                .filter(c -> c == '\n')
                                .count()
                        + 1;
                found.add(new Finding(
                        place,
                        form,
                        "%s:%d: %s. Better: %s".formatted(file.getFileName(), line, hit.group(), form.better)));
            });
        }
    }

    /** The package below io.mlbatch. */
    private static String area(Path file) {
        String path = file.toString().replace('\\', '/');
        String below = path.substring(path.indexOf("/io/mlbatch/") + "/io/mlbatch/".length());
        return below.contains("/") ? below.substring(0, below.indexOf('/')) : "mlbatch";
    }

    /** Blanks everything else, so that positions stay. */
    private static String only(Pattern pattern, int group, String text) {
        StringBuilder kept = new StringBuilder(blank(text));
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            if (matcher.group(group) != null) {
                kept.replace(matcher.start(group), matcher.end(group), matcher.group(group));
            }
        }
        return kept.toString();
    }

    private static String without(Pattern pattern, String text) {
        return pattern.matcher(text).replaceAll(found -> blank(found.group()));
    }

    private static String blank(String text) {
        return text.replaceAll("[^\\n]", " ");
    }

    private static String words(String names) {
        return names.replaceAll("_|(?<=[a-z0-9])(?=[A-Z])", " ");
    }

    private static List<Path> files(Path folder, String pattern) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> !file.toString().contains("/target/"))
                    .filter(file -> file.toString().matches(pattern))
                    .sorted()
                    .toList();
        }
    }
}
