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
package io.mlbatch.service.store.jdbc.database;

import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.mlbatch.service.store.StoreException;
import io.mlbatch.testing.ChildJvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DataDirectoryTest {

    @TempDir
    private Path folder;

    @TempDir
    private Path temporary;

    @Test
    void newFolder_isItsOwnersAlone() throws Exception {
        Path data = folder.resolve("a/b");

        DataDirectory.open(data).close();

        assertThat(Files.getPosixFilePermissions(data)).hasSize(3);
    }

    @Test
    void folderThatIsOpen_isRefusedUnderWhateverName() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link"), Files.createDirectory(folder.resolve("data")));
        try (DataDirectory open = DataDirectory.open(folder.resolve("data"))) {
            assertThatThrownBy(() -> DataDirectory.open(link))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("The executions in " + link + " are used by another host");
        }
        DataDirectory.open(link).close();
    }

    @Test
    void folderThatWasRefusedHere_staysLockedForOtherProcesses() throws Exception {
        try (DataDirectory open = DataDirectory.open(folder)) {
            assertThatThrownBy(() -> DataDirectory.open(folder)).isInstanceOf(IllegalStateException.class);

            assertThat(lockByAnotherProcess()).isEqualTo("locked: false");
        }
        assertThat(lockByAnotherProcess()).isEqualTo("locked: true");
    }

    @Test
    void fileInstead_isRefused() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(() -> DataDirectory.open(file))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(file.toString());
    }

    private String lockByAnotherProcess() throws Exception {
        Path output = Files.createTempDirectory(temporary, "jvm");
        try (ChildJvm jvm =
                new ChildJvm("locker", output, ChildJvm.SHORT_LIVED, Locker.class, List.of(folder.toString()))) {
            return String.join("\n", jvm.awaitEnd());
        }
    }

    /** Tries to lock the folder. */
    public static final class Locker {

        private Locker() {}

        public static void main(String[] args) throws Exception {
            try (FileChannel file = FileChannel.open(Path.of(args[0], "lock"), StandardOpenOption.WRITE)) {
                System.out.println("locked: " + (file.tryLock() != null));
            }
        }
    }
}
