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

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class FoldersTest {

    private final Folders folders = new Folders();

    @TempDir
    Path root;

    @Test
    void missingFolders_areMade() throws IOException {
        folders.makeFor(root.resolve("a/b/c.csv"));

        assertThat(root.resolve("a/b")).isEmptyDirectory();
    }

    @Test
    void linkToAFolder_isAFolder() throws IOException {
        Files.createDirectory(root.resolve("real"));
        Files.createSymbolicLink(root.resolve("link"), root.resolve("real"));

        folders.makeFor(root.resolve("link/a.csv"));
        folders.makeFor(root.resolve("link/b/a.csv"));

        assertThat(root.resolve("real/b")).isEmptyDirectory();
    }

    @Test
    void fileInThePlaceOfAFolder_isAnError() throws IOException {
        Files.createFile(root.resolve("a"));

        assertThatExceptionOfType(FileAlreadyExistsException.class)
                .isThrownBy(() -> folders.makeFor(root.resolve("a/b.csv")));
    }

    @Test
    void relativePathOfOneName_isInTheWorkingFolder() {
        assertThatCode(() -> {
                    folders.makeFor(Path.of("a.csv"));
                    folders.changedBy(Path.of("a.csv"));
                    folders.sync();
                })
                .doesNotThrowAnyException();
    }

    @Test
    void folderThatCannotBeSynchronized_isNotAnError() throws IOException {
        folders.changedBy(root.resolve("gone/a.csv"));

        assertThatCode(folders::sync).doesNotThrowAnyException();
    }
}
