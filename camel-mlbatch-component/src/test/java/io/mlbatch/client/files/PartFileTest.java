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
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class PartFileTest {

    @TempDir
    Path folder;

    @Test
    void partFile_isBesideItsTargetUnderAShortNameOfItsOwn() throws IOException {
        Path target = folder.resolve("x".repeat(255));
        try (PartFile part = new PartFile(target)) {
            write(part, "new");

            assertThat(FolderContent.of(folder).keySet())
                    .singleElement()
                    .asString()
                    .matches("\\.mlbatch-[0-9a-f]{1,16}\\.part");
        }
    }

    @Test
    void closedBeforeItLands_leavesNothing() throws IOException {
        try (PartFile part = new PartFile(folder.resolve("a"))) {
            part.content().write(1);
        }

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void replacing_takesTheNameOfAnother() throws IOException {
        Path target = Files.writeString(folder.resolve("a"), "old");
        try (PartFile part = new PartFile(target)) {
            write(part, "new");
            part.replaceTarget();
        }

        assertThat(FolderContent.of(folder)).isEqualTo(Map.of("a", "new"));
    }

    @Test
    void becoming_takesAFreeName() throws IOException {
        try (PartFile part = new PartFile(folder.resolve("a"))) {
            write(part, "new");
            part.becomeTarget();
        }

        assertThat(FolderContent.of(folder)).isEqualTo(Map.of("a", "new"));
    }

    @Test
    void becoming_leavesTheNameToAnother() throws IOException {
        Path target = Files.writeString(folder.resolve("a"), "old");
        try (PartFile part = new PartFile(target)) {
            write(part, "new");

            assertThatExceptionOfType(FileAlreadyExistsException.class).isThrownBy(part::becomeTarget);
        }

        assertThat(FolderContent.of(folder)).isEqualTo(Map.of("a", "old"));
    }

    /** Like FAT, and some network shares. */
    @Test
    void fileSystemWithoutLinks_becomesOrLeavesTheNameToAnotherAllTheSame() throws IOException {
        URI zip = URI.create("jar:" + folder.resolve("files.zip").toUri());
        try (FileSystem withoutLinks = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
            Path target = withoutLinks.getPath("/a");
            try (PartFile part = new PartFile(target)) {
                write(part, "first");
                part.becomeTarget();
            }
            try (PartFile part = new PartFile(target)) {
                write(part, "second");
                assertThatExceptionOfType(FileAlreadyExistsException.class).isThrownBy(part::becomeTarget);
            }

            assertThat(FolderContent.of(withoutLinks.getPath("/"))).isEqualTo(Map.of("a", "first"));
        }
    }

    private static void write(PartFile part, String content) throws IOException {
        part.content().write(content.getBytes(StandardCharsets.UTF_8));
        part.finish();
    }
}
