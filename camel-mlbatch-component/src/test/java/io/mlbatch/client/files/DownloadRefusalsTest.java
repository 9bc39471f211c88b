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
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.client.DownloadFailedException;
import io.mlbatch.protocol.BatchState;
import io.mlbatch.testing.VirtualTime;
import io.mlbatch.testing.client.FakeBatchClient;
import io.mlbatch.testing.client.FakeBatchClient.Asked;

import static io.mlbatch.testing.client.Samples.EXECUTION;
import static io.mlbatch.testing.client.Samples.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Downloads that are refused before a file is created. */
class DownloadRefusalsTest {

    private static final String CONTEXT = "download TxService/1.0, execution " + EXECUTION + ": ";

    private final FakeBatchClient client = new FakeBatchClient(new VirtualTime());
    private final Downloader downloader = new Downloader(client);

    @TempDir
    Path folder;

    @Test
    void missingDestination_isAnErrorBeforeAnyRequest() {
        Path destination = folder.resolve("out");

        refuses(null, null, destination, "the destination '" + destination + "' does not exist, and autoCreate=false");
        assertThat(client.asked()).isEmpty();
    }

    @Test
    void destinationThatIsAFile_isAnErrorBeforeAnyRequestDespiteAutoCreate() throws IOException {
        Path destination = Files.createFile(folder.resolve("out"));

        assertThatExceptionOfType(DownloadFailedException.class)
                .isThrownBy(() -> downloader.download(
                        EXECUTION, null, null, new DownloadSettings(destination, true, FileExist.Override, null)))
                .withMessage(CONTEXT + "the destination '" + destination + "' is not a folder");
        assertThat(client.asked()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", ""})
    void givenNameThatLeadsOut_isAnErrorBeforeAnyRequest(String index) {
        assertThatExceptionOfType(DownloadFailedException.class)
                .isThrownBy(
                        () -> downloader.download(EXECUTION, index.isEmpty() ? null : 0, "../a.csv", settings(folder)))
                .withMessage(CONTEXT + "file '../a.csv' of " + (index.isEmpty() ? "every record" : "record 0")
                        + " cannot be put into '" + folder + "': the name leads out of the folder");
        assertThat(client.asked()).isEmpty();
    }

    @Test
    void executionThatIsNotAtItsEnd_isAnErrorThatSaysHowFarItIs() {
        client.on("poll", status(BatchState.IN_PROGRESS, 1, 3));

        refuses(
                null,
                null,
                folder,
                "the execution has not ended (inProgress, 1 of 3 records completed): until then, only the files of one"
                        + " record can be downloaded, by its index");
    }

    @Test
    void oneBadNameAmongGoodOnes_letsNothingBeCreated() {
        client.on("poll", status(BatchState.COMPLETE, 2, 2));
        client.on("artifacts", List.of("a.csv", "b.csv"), List.of("c.csv", "../0/a.csv"));
        Path destination = folder.resolve("out");

        assertThatExceptionOfType(DownloadFailedException.class)
                .isThrownBy(() -> downloader.download(
                        EXECUTION, null, null, new DownloadSettings(destination, true, FileExist.Override, null)))
                .withMessage(CONTEXT + "file '../0/a.csv' of record 1 cannot be put into '" + destination
                        + "': the name leads out of the folder");
        assertThat(folder).isEmptyDirectory();
        assertThat(client.asked()).extracting(Asked::operation).doesNotContain("artifact");
    }

    @Test
    void hostileName_cannotForgeLinesOfALog() {
        client.on("artifacts", List.of("a\r\n2026-11-04 WARN forged\u2028\u202e" + "x".repeat(10_000)));

        assertThatExceptionOfType(DownloadFailedException.class)
                .isThrownBy(() -> downloader.download(EXECUTION, 0, null, settings(folder)))
                .satisfies(e -> assertThat(e.getMessage())
                        .contains("file 'a\\u000d\\u000a2026-11-04 WARN forged\\u2028\\u202exxx")
                        .endsWith("the name has a control character")
                        .hasSizeLessThan(700)
                        .matches("[^\\p{Cc}\\u2028\\u202e]*"));
    }

    @ParameterizedTest
    @CsvSource({"a.csv, ./a.csv", "a/b.csv, a\\b.csv", "a.csv, b/../a.csv"})
    void twoNamesOfOnePath_areAnError(String one, String other) {
        client.on("artifacts", List.of(one, other));

        refuses(
                0,
                null,
                folder,
                "file '" + other + "' of record 0 cannot be put into '" + folder + "': its path is needed for file '"
                        + one + "' of record 0, too");
        assertThat(folder).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void fileThatIsTheFolderOfAnother_isAnError(boolean folderFirst) {
        client.on("artifacts", folderFirst ? List.of("a", "a/b/c.csv") : List.of("a/b/c.csv", "a"));

        refuses(
                0,
                null,
                folder,
                "file 'a/b/c.csv' of record 0 cannot be put into '" + folder
                        + "': it needs a folder where file 'a' of record 0 goes");
        assertThat(folder).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Override", "Append", "Fail", "Ignore", "Move", "TryRename"})
    void folderInThePlaceOfAFile_isAnErrorBeforeAnythingIsFetched(FileExist fileExist) throws IOException {
        client.on("artifacts", List.of("a.csv", "b.csv"));
        Files.createDirectory(folder.resolve("b.csv"));

        assertThatExceptionOfType(DownloadFailedException.class)
                .isThrownBy(() -> downloader.download(
                        EXECUTION, 0, null, new DownloadSettings(folder, false, fileExist, name -> name + ".old")))
                .withMessage(CONTEXT + "file 'b.csv' of record 0 cannot be put into '" + folder
                        + "': there is a folder of this name");
        assertThat(FolderContent.of(folder)).isEqualTo(Map.of("b.csv/", ""));
        assertThat(client.asked()).hasSize(1);
    }

    @Test
    void fileInThePlaceOfAFolder_isAnErrorBeforeItIsFetched() throws IOException {
        client.on("artifacts", List.of("a/b.csv"));
        Files.writeString(folder.resolve("a"), "old");

        refuses(
                0,
                null,
                folder,
                "file 'a/b.csv' of record 0 cannot be put into '" + folder + "': FileAlreadyExistsException");
        assertThat(FolderContent.of(folder)).isEqualTo(Map.of("a", "old"));
        assertThat(client.asked()).hasSize(1);
    }

    private void refuses(Integer index, String fileName, Path destination, String reason) {
        assertThatExceptionOfType(DownloadFailedException.class)
                .isThrownBy(() -> downloader.download(EXECUTION, index, fileName, settings(destination)))
                .withMessage(CONTEXT + reason);
    }

    private static DownloadSettings settings(Path destination) {
        return new DownloadSettings(destination, false, FileExist.Override, null);
    }
}
