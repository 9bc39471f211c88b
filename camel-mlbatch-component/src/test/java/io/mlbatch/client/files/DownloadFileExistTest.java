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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import io.mlbatch.client.Artifact;
import io.mlbatch.client.DownloadFailedException;
import io.mlbatch.protocol.BatchState;
import io.mlbatch.testing.VirtualTime;
import io.mlbatch.testing.client.FakeBatchClient;
import io.mlbatch.testing.client.FakeBatchClient.Asked;

import static io.mlbatch.testing.client.Samples.EXECUTION;
import static io.mlbatch.testing.client.Samples.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Files that exist before the download, or appear during it. */
class DownloadFileExistTest {

    private final FakeBatchClient client = new FakeBatchClient(new VirtualTime());
    private final Downloader downloader = new Downloader(client);

    @TempDir
    Path folder;

    private Path existing;

    @BeforeEach
    void createExistingFile() throws IOException {
        existing = Files.writeString(folder.resolve("a.csv"), "old,");
    }

    @ParameterizedTest
    @CsvSource({"Override, new", "TryRename, new", "Append, 'old,new'"})
    void existingFile_isReplacedOrAddedTo(FileExist fileExist, String content) {
        client.on("artifact", Artifacts.whole("new"));

        assertThat(download(fileExist)).containsExactly(existing);
        assertThat(FolderContent.of(folder)).isEqualTo(Map.of("a.csv", content));
    }

    @ParameterizedTest
    @EnumSource
    void missingFile_isWritten(FileExist fileExist) throws IOException {
        Files.delete(existing);
        client.on("artifact", Artifacts.whole("new"));

        assertThat(download(fileExist)).containsExactly(existing);
        assertThat(FolderContent.of(folder)).isEqualTo(Map.of("a.csv", "new"));
    }

    @Test
    void fail_isAnErrorWithoutATransfer() {
        assertThatExceptionOfType(DownloadFailedException.class)
                .isThrownBy(() -> download(FileExist.Fail))
                .withMessageEndingWith("file 'a.csv' of record 0 cannot be put into '" + folder
                        + "': there is a file of this name already, and fileExist=Fail");
        assertThat(client.asked()).isEmpty();
        assertThat(FolderContent.of(folder)).isEqualTo(Map.of("a.csv", "old,"));
    }

    @Test
    void failOnTheLastOfSeveral_isAnErrorWithoutAnyTransfer() {
        client.on("artifacts", List.of("b.csv", "a.csv"));

        assertThatExceptionOfType(DownloadFailedException.class)
                .isThrownBy(() -> downloader.download(EXECUTION, 0, null, settings(FileExist.Fail)));
        assertThat(client.asked()).hasSize(1);
    }

    @Test
    void ignore_keepsTheFileNamesItAndContinues() {
        client.on("artifacts", List.of("a.csv", "b.csv"));
        client.on("artifact", Artifacts.whole("new"));

        List<Path> paths = downloader.download(EXECUTION, 0, null, settings(FileExist.Ignore));

        assertThat(paths).containsExactly(existing, folder.resolve("b.csv"));
        assertThat(FolderContent.of(folder)).isEqualTo(Map.of("a.csv", "old,", "b.csv", "new"));
        assertThat(client.asked()).extracting(Asked::operation).containsExactly("artifacts", "artifact");
    }

    @Test
    void failWhenAFileAppearsDuringTheTransfer_keepsThatOne() {
        client.on("artifact", appearing("b.csv"));

        assertThatExceptionOfType(DownloadFailedException.class)
                .isThrownBy(() -> downloader.download(EXECUTION, 0, "b.csv", settings(FileExist.Fail)))
                .withMessageEndingWith("something of this name appeared during the transfer");
        assertThat(FolderContent.of(folder)).isEqualTo(Map.of("a.csv", "old,", "b.csv", "other"));
    }

    @Test
    void fileThatAppearsDuringTheTransfer_isKeptByIgnore_andMovedByMove() {
        client.on("artifact", appearing("b.csv"), appearing("c.csv"));

        assertThat(downloader.download(EXECUTION, 0, "b.csv", settings(FileExist.Ignore)))
                .containsExactly(folder.resolve("b.csv"));
        downloader.download(EXECUTION, 0, "c.csv", settings(FileExist.Move));

        assertThat(FolderContent.of(folder))
                .isEqualTo(Map.of("a.csv", "old,", "b.csv", "other", "c.csv", "new", "old/", "", "old/c.csv", "other"));
    }

    @ParameterizedTest
    @EnumSource
    void folderThatAppearsDuringTheTransfer_isAnError(FileExist fileExist) {
        client.on("artifact", Artifacts.during("new", () -> Files.createDirectories(folder.resolve("b.csv/c"))));

        assertThatExceptionOfType(DownloadFailedException.class)
                .isThrownBy(() -> downloader.download(EXECUTION, 0, "b.csv", settings(fileExist)));
        assertThat(FolderContent.of(folder)).isEqualTo(Map.of("a.csv", "old,", "b.csv/", "", "b.csv/c/", ""));
    }

    @Test
    void failWhenAFileAppearedBeforeItsTurn_isAnErrorWithoutATransfer() {
        client.on("artifacts", List.of("b.csv", "c.csv"));
        client.on("artifact", appearing("c.csv"));

        assertThatExceptionOfType(DownloadFailedException.class)
                .isThrownBy(() -> downloader.download(EXECUTION, 0, null, settings(FileExist.Fail)))
                .withMessageContaining("file 'c.csv'");
        assertThat(client.asked()).extracting(Asked::operation).containsExactly("artifacts", "artifact");
        assertThat(FolderContent.of(folder)).isEqualTo(Map.of("a.csv", "old,", "b.csv", "new", "c.csv", "other"));
    }

    @Test
    void move_movesTheExistingFileAndWritesTheNewOne() {
        client.on("artifact", Artifacts.whole("new"));

        assertThat(download(FileExist.Move)).containsExactly(existing);
        assertThat(FolderContent.of(folder)).isEqualTo(Map.of("a.csv", "new", "old/", "", "old/a.csv", "old,"));
    }

    @Test
    void move_replacesAFileThatWasMovedBefore() throws IOException {
        Files.createDirectory(folder.resolve("old"));
        Files.writeString(folder.resolve("old/a.csv"), "older");
        client.on("artifact", Artifacts.whole("new"));

        download(FileExist.Move);

        assertThat(folder.resolve("old/a.csv")).hasContent("old,");
    }

    @Test
    void moveExisting_isGivenTheNameRelativeToTheDestination() {
        client.on("poll", status(BatchState.COMPLETE, 1, 1));
        client.on("artifacts", List.of("./b.csv", "c\\d.csv"));
        client.on("artifact", Artifacts.whole("1"), Artifacts.whole("2"));
        List<String> names = new ArrayList<>();

        downloader.download(EXECUTION, null, null, new DownloadSettings(folder, false, FileExist.Move, name -> {
            names.add(name);
            return name + ".old";
        }));

        assertThat(names).containsExactly("0/b.csv", "0/c/d.csv");
    }

    @ParameterizedTest
    @CsvSource({
        "../a.csv, the name leads out of the folder",
        "/etc/a.csv, the name is an absolute path",
        "'', the name is empty",
        ", the name is empty"
    })
    void moveExistingThatLeadsOut_isAnErrorBeforeAnyTransfer(String moved, String reason) {
        assertThatExceptionOfType(DownloadFailedException.class)
                .isThrownBy(() -> downloader.download(
                        EXECUTION, 0, "a.csv", new DownloadSettings(folder, false, FileExist.Move, name -> moved)))
                .withMessageEndingWith("an existing file cannot be moved to '" + moved + "': " + reason);
        assertThat(client.asked()).isEmpty();
        assertThat(FolderContent.of(folder)).isEqualTo(Map.of("a.csv", "old,"));
    }

    @Test
    void moveExistingToAFileOfTheDownload_isAnError() {
        client.on("artifacts", List.of("a.csv", "b.csv"));

        assertThatExceptionOfType(DownloadFailedException.class)
                .isThrownBy(() -> downloader.download(
                        EXECUTION, 0, "a.csv", new DownloadSettings(folder, false, FileExist.Move, name -> name)))
                .withMessageEndingWith("its path is needed for file 'a.csv' of record 0, too");
        assertThatExceptionOfType(DownloadFailedException.class)
                .isThrownBy(() -> downloader.download(
                        EXECUTION, 0, null, new DownloadSettings(folder, false, FileExist.Move, name -> "old.csv")))
                .withMessageContaining("file 'b.csv' of record 0");
        assertThat(FolderContent.of(folder)).isEqualTo(Map.of("a.csv", "old,"));
    }

    @Test
    void moveExistingToAFolder_isAnErrorBeforeAnyTransfer() throws IOException {
        Files.createDirectories(folder.resolve("old/a.csv"));

        assertThatExceptionOfType(DownloadFailedException.class)
                .isThrownBy(() -> download(FileExist.Move))
                .withMessageEndingWith("there is a folder where the existing file would be moved to");
        assertThat(client.asked()).isEmpty();
    }

    @Test
    void moveWithoutMoveExisting_isRejected() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DownloadSettings(folder, false, FileExist.Move, null))
                .withMessage("fileExist=Move needs moveExisting");
    }

    private Artifact appearing(String name) {
        return Artifacts.during("new", () -> Files.writeString(folder.resolve(name), "other"));
    }

    private List<Path> download(FileExist fileExist) {
        return downloader.download(EXECUTION, 0, "a.csv", settings(fileExist));
    }

    private DownloadSettings settings(FileExist fileExist) {
        return new DownloadSettings(folder, false, fileExist, name -> "old/" + name);
    }
}
