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
package io.mlbatch.client.files;

import java.nio.file.Path;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class ContainmentTest {

    private final Containment containment = new Containment(Path.of("/srv/out"));

    @ParameterizedTest
    @CsvSource({
        "a.csv, a.csv",
        "a/b.csv, a/b.csv",
        "a\\b.csv, a/b.csv",
        "a//b.csv, a/b.csv",
        "./a.csv, a.csv",
        "a/./b.csv, a/b.csv",
        "a/../b.csv, b.csv",
        "a/, a",
        ".hidden, .hidden",
        "..a, ..a",
        "a.., a..",
        "%2e%2e, %2e%2e",
        "12:30.csv, 12:30.csv",
        "a b.csv, a b.csv"
    })
    void nameWithinTheFolder_leadsThere(String name, String path) {
        assertThat(containment.resolve(name)).hasToString("/srv/out/" + path);
    }

    static Stream<Arguments> rejected() {
        return Stream.of(
                        rejected(
                                "leads out of the folder",
                                "..",
                                "../x",
                                "..\\x",
                                "a/../../x",
                                "a\\..\\..\\x",
                                "./../x"),
                        rejected("leads out of the folder", "../out/x", "a/../../out/x", "a/b/../../.."),
                        rejected(
                                "is an absolute path",
                                "/etc/passwd",
                                "\\x",
                                "//host/x",
                                "\\\\host\\x",
                                "/",
                                "/srv/out/x"),
                        rejected("has a drive letter", "C:", "C:x", "c:\\x", "C:/x", "a/C:/x", "./z:"),
                        rejected("has a control character", "\0", "a\0b", "a\nb", "\r\n", "\t", "\u007f", "a\u0085"),
                        rejected(
                                "has a control character",
                                "a\u2028b",
                                "\u2029",
                                "a\ud800",
                                "\udc00/../a",
                                "../\u001b[2J"),
                        rejected("leads to the folder itself", ".", "./", "a/..", "a/../.", "a\\.."),
                        rejected(
                                "has a segment of nothing but dots and spaces",
                                " ",
                                "...",
                                ".. ",
                                " ..",
                                "a/.. /b",
                                "a/... /b"),
                        rejected("is empty", "", null))
                .flatMap(rows -> rows);
    }

    private static Stream<Arguments> rejected(String reason, String... names) {
        return Stream.of(names).map(name -> arguments(name, reason));
    }

    @ParameterizedTest
    @MethodSource("rejected")
    void nameThatDoesNotLeadIntoTheFolder_isRejected(String name, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> containment.resolve(name))
                .withMessage("the name " + reason);
    }

    @ParameterizedTest
    @CsvSource({"'', a", "., ./a", "out, out/a", "../out, ../out/a", "/, /a"})
    void path_isThatOfTheFolderWithTheNameAdded(String folder, String path) {
        assertThat(new Containment(Path.of(folder)).resolve("a")).hasToString(path);
    }
}
