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
package io.mlbatch.matrix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.mlbatch.examples.testing.ExampleJvm;
import io.mlbatch.examples.testing.ExampleJvm.Run;

import static org.assertj.core.api.Assertions.assertThat;

/** The jar that was compiled once, in JVMs of all JDKs that are given, with class paths of all Camel lines. */
class MatrixIT {

    private static final List<String> LINES = List.of("4.14", "4.18", "4.22");
    /** There is no platform-http of the newest line. */
    private static final List<String> WHOLE = List.of("4.14", "4.18");

    private static HostedSum host;

    @BeforeAll
    static void start() throws Exception {
        host = HostedSum.start();
    }

    @AfterAll
    static void stop() {
        host.close();
    }

    static Stream<Arguments> lines() {
        return on(LINES);
    }

    static Stream<Arguments> wholeLines() {
        return on(WHOLE);
    }

    private static Stream<Arguments> on(List<String> lines) {
        String given = System.getProperty("matrix.jdks", "");
        List<String> jdks = given.isBlank() ? List.of(System.getProperty("java.home")) : List.of(given.split(","));
        return jdks.stream().flatMap(jdk -> lines.stream().map(line -> Arguments.of(line, jdk)));
    }

    @ParameterizedTest(name = "Camel {0}, {1}")
    @MethodSource("lines")
    void clientScoresABatchOfAHostOnTheDefaultCamel(String line, String jdk) throws Exception {
        assertThat(run(line, jdk, host.url()))
                .containsPattern("Camel " + line + "\\.0, JDK " + feature(jdk) + ": complete \\[3\\.0, 7\\.0]");
    }

    @ParameterizedTest(name = "Camel {0}, {1}")
    @MethodSource("wholeLines")
    void clientAndHostAreOnThatCamel(String line, String jdk) throws Exception {
        assertThat(run(line, jdk))
                .containsPattern("Camel " + line + "\\.0, JDK " + feature(jdk) + ": complete \\[3\\.0, 7\\.0]");
    }

    /** Of the JDK's own file {@code release}. */
    private static String feature(String jdk) throws IOException {
        return Files.readString(Path.of(jdk, "release")).replaceAll("(?s).*JAVA_VERSION=\"(\\d+).*", "$1");
    }

    private String run(String line, String jdk, String... arguments) throws Exception {
        Path smoke = Path.of(ScoreBatch.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        String classPath = Files.readString(Path.of("../camel-" + line + "/target/classpath.txt"));
        Run run = ExampleJvm.of(jdk, "-cp", smoke + ":" + classPath.strip(), ScoreBatch.class.getName())
                .with(arguments)
                .run();
        assertThat(run.status()).as(run.output()).isZero();
        return run.output();
    }
}
