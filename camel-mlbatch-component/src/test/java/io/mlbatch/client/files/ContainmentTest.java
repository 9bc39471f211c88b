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

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..",
                "../x",
                "..\\x",
                "a/../../x",
                "a\\..\\..\\x",
                "./../x",
                "../out/x",
                "a/../../out/x",
                "a/b/../../.."
            })
    void nameThatStepsOutOfTheFolder_isRefused(String name) {
        refuses(name, "the name leads out of the folder");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/passwd", "\\x", "//host/share/x", "\\\\host\\share\\x", "/", "/srv/out/x"})
    void absolutePath_isRefused(String name) {
        refuses(name, "the name is an absolute path");
    }

    @ParameterizedTest
    @ValueSource(strings = {"C:", "C:x", "c:\\x", "C:/x", "a/C:/x", "./z:"})
    void driveLetter_isRefused(String name) {
        refuses(name, "the name has a drive letter");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\0",
                "a\0b",
                "a\nb",
                "\r\n",
                "\t",
                "\u007f",
                "a\u0085",
                "a\u2028b",
                "\u2029",
                "a\ud800",
                "\udc00/../a",
                "../\u001b[2J"
            })
    void controlCharacter_isRefused(String name) {
        refuses(name, "the name has a control character");
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "./", "a/..", "a/../.", "a\\.."})
    void nameOfTheFolderItself_isRefused(String name) {
        refuses(name, "the name leads to the folder itself");
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "...", ".. ", " ..", "a/.. /b", "a/... /b"})
    void segmentOfDotsAndSpaces_isRefused(String name) {
        refuses(name, "the name has a segment of nothing but dots and spaces");
    }

    @ParameterizedTest
    @NullAndEmptySource
    void noName_isRefused(String name) {
        refuses(name, "the name is empty");
    }

    @ParameterizedTest
    @CsvSource({"'', a", "., ./a", "out, out/a", "../out, ../out/a", "/, /a"})
    void path_isThatOfTheFolderWithTheNameAdded(String folder, String path) {
        assertThat(new Containment(Path.of(folder)).resolve("a")).hasToString(path);
    }

    private void refuses(String name, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> containment.resolve(name))
                .withMessage(reason);
    }
}
