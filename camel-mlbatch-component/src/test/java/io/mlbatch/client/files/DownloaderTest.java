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

import io.mlbatch.client.CallContext;
import io.mlbatch.client.NotFoundException;
import io.mlbatch.protocol.BatchState;
import io.mlbatch.testing.VirtualTime;
import io.mlbatch.testing.client.FakeBatchClient;
import io.mlbatch.testing.client.FakeBatchClient.Asked;

import static io.mlbatch.testing.client.Samples.EXECUTION;
import static io.mlbatch.testing.client.Samples.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Which files are fetched, and where they land. */
class DownloaderTest {

    private static final NotFoundException NONE =
            new NotFoundException(CallContext.of("listArtifacts", EXECUTION), 404, "none", "HTTP 404: none");

    private final FakeBatchClient client = new FakeBatchClient(new VirtualTime());
    private final Downloader downloader = new Downloader(client);

    @TempDir
    Path folder;

    @Test
    void oneFileOfOneRecord_landsInTheDestinationWithoutListing() {
        client.on("artifact", Artifacts.whole("1,2"));

        List<Path> paths = downloader.download(EXECUTION, 3, "a.csv", into(folder));

        assertThat(paths).containsExactly(folder.resolve("a.csv"));
        assertThat(FolderContent.of(folder)).isEqualTo(Map.of("a.csv", "1,2"));
        assertThat(client.asked()).extracting(Asked::operation).containsExactly("artifact");
        assertThat(client.asked().get(0).arguments()).containsExactly(EXECUTION, 3, "a.csv");
    }

    @Test
    void allFilesOfOneRecord_landInTheDestinationInTheOrderOfTheList() {
        client.on("artifacts", List.of("b.csv", "a/c.csv"));
        client.on("artifact", Artifacts.whole("1"), Artifacts.whole("2"));

        List<Path> paths = downloader.download(EXECUTION, 3, null, into(folder));

        assertThat(paths).containsExactly(folder.resolve("b.csv"), folder.resolve("a/c.csv"));
        assertThat(FolderContent.of(folder)).isEqualTo(Map.of("a/", "", "a/c.csv", "2", "b.csv", "1"));
        assertThat(client.asked().get(0).arguments()).containsExactly(EXECUTION, 3);
    }

    @Test
    void allFilesOfAllRecords_landInFoldersNamedLikeTheIndexes() {
        client.on("poll", status(BatchState.COMPLETE, 3, 3));
        client.on("artifacts", List.of("a.csv", "b.csv"), List.of(), List.of("a.csv"));
        client.on("artifact", Artifacts.whole("0a"), Artifacts.whole("0b"), Artifacts.whole("2a"));

        List<Path> paths = downloader.download(EXECUTION, null, null, into(folder));

        assertThat(paths)
                .containsExactly(folder.resolve("0/a.csv"), folder.resolve("0/b.csv"), folder.resolve("2/a.csv"));
        assertThat(FolderContent.of(folder))
                .isEqualTo(Map.of("0/", "", "0/a.csv", "0a", "0/b.csv", "0b", "2/", "", "2/a.csv", "2a"));
        assertThat(client.asked().get(0).arguments()).containsExactly(EXECUTION);
    }

    @Test
    void oneFileOfAllRecords_isFetchedFromThoseThatHaveIt() {
        client.on("poll", status(BatchState.COMPLETE, 3, 3));
        client.on("artifacts", List.of("a.csv", "../b.csv"), List.of("c.csv"), List.of("c.csv", "a.csv"));
        client.on("artifact", Artifacts.whole("0a"), Artifacts.whole("2a"));

        List<Path> paths = downloader.download(EXECUTION, null, "a.csv", into(folder));

        assertThat(paths).containsExactly(folder.resolve("0/a.csv"), folder.resolve("2/a.csv"));
    }

    @Test
    void recordWithoutAListAmongAll_hasNoFiles() {
        client.on("poll", status(BatchState.COMPLETE, 2, 2));
        client.on("poll", status(BatchState.COMPLETE, 2, 2));
        client.on("artifacts", NONE, NONE, List.of("a.csv"));
        client.on("artifact", Artifacts.whole("1a"));

        assertThat(downloader.download(EXECUTION, null, null, into(folder))).containsExactly(folder.resolve("1/a.csv"));
    }

    @Test
    void listThatIsNotFoundForAMoment_isPassedOverNot() {
        client.on("poll", status(BatchState.COMPLETE, 1, 1));
        client.on("poll", status(BatchState.COMPLETE, 1, 1));
        client.on("artifacts", NONE, List.of("a.csv"));
        client.on("artifact", Artifacts.whole("0a"));

        assertThat(downloader.download(EXECUTION, null, null, into(folder))).containsExactly(folder.resolve("0/a.csv"));
    }

    @Test
    void serverThatFindsNeitherTheListNorTheExecution_isAnError() {
        client.on("poll", status(BatchState.COMPLETE, 1, 1));
        client.on("poll", NONE);
        client.on("artifacts", NONE);

        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> downloader.download(EXECUTION, null, null, into(folder)));
    }

    @Test
    void singleRecordWithoutAList_isAnError() {
        client.on("artifacts", NONE);

        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> downloader.download(EXECUTION, 0, null, into(folder)));
    }

    @Test
    void fileThatTheServerDoesNotHave_leavesNothing() {
        client.on("artifact", NONE);

        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> downloader.download(EXECUTION, 0, "a.csv", into(folder)));
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void emptyNames_areSkipped() {
        client.on("artifacts", List.of("", "a.csv", ""));
        client.on("artifact", Artifacts.whole("1"));

        assertThat(downloader.download(EXECUTION, 0, null, into(folder))).containsExactly(folder.resolve("a.csv"));
    }

    @Test
    void nameThatIsListedTwice_isFetchedOnce() {
        client.on("artifacts", List.of("a.csv", "b.csv", "a.csv"));
        client.on("artifact", Artifacts.whole("1"), Artifacts.whole("2"));

        assertThat(downloader.download(EXECUTION, 0, null, into(folder)))
                .containsExactly(folder.resolve("a.csv"), folder.resolve("b.csv"));
        assertThat(client.asked()).hasSize(3);
    }

    @Test
    void noFiles_createNothing() {
        client.on("artifacts", List.of());
        Path destination = folder.resolve("out");

        assertThat(downloader.download(
                        EXECUTION, 0, null, new DownloadSettings(destination, true, FileExist.Override, null)))
                .isEmpty();
        assertThat(destination).doesNotExist();
    }

    @Test
    void missingDestination_isCreatedWithAutoCreate() {
        client.on("artifact", Artifacts.whole("1"));
        Path destination = folder.resolve("made/out");

        downloader.download(EXECUTION, 0, "a.csv", new DownloadSettings(destination, true, FileExist.Override, null));

        assertThat(destination.resolve("a.csv")).hasContent("1");
    }

    @Test
    void relativeDestination_staysRelative() throws IOException {
        client.on("artifact", Artifacts.whole("1"));
        Path relative = Path.of("target").resolve(folder.getFileName());
        Files.createDirectories(relative);
        try {
            List<Path> paths = downloader.download(EXECUTION, 0, "./b/../a.csv", into(relative));

            assertThat(paths).containsExactly(relative.resolve("a.csv"));
            assertThat(relative.resolve("a.csv")).hasContent("1");
        } finally {
            FolderContent.delete(relative);
        }
    }

    @Test
    void destinationThatIsALinkToAFolder_isOne() throws IOException {
        client.on("artifact", Artifacts.whole("1"));
        Path real = Files.createDirectory(folder.resolve("real"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), real);

        assertThat(downloader.download(EXECUTION, 0, "a.csv", into(link))).containsExactly(link.resolve("a.csv"));
        assertThat(real.resolve("a.csv")).hasContent("1");
    }

    @Test
    void fileOfUnknownLength_landsAtItsEnd() {
        client.on("artifact", Artifacts.ofUnknownLength("1,2"));

        downloader.download(EXECUTION, 0, "a.csv", into(folder));

        assertThat(FolderContent.of(folder)).isEqualTo(Map.of("a.csv", "1,2"));
    }

    @Test
    void fileLargerThanTheBuffer_landsWhole() {
        String large = "0123456789".repeat(50_000);
        client.on("artifact", Artifacts.whole(large));

        downloader.download(EXECUTION, 0, "a.csv", into(folder));

        assertThat(folder.resolve("a.csv")).hasContent(large);
    }

    @Test
    void landedFile_hasThePermissionsThatFilesGetFromOtherPrograms() throws IOException {
        client.on("artifact", Artifacts.whole("1"));
        Path others = Files.createFile(folder.resolve("others"));

        downloader.download(EXECUTION, 0, "a.csv", into(folder));

        assertThat(Files.getPosixFilePermissions(folder.resolve("a.csv")))
                .isEqualTo(Files.getPosixFilePermissions(others));
    }

    private static DownloadSettings into(Path destination) {
        return new DownloadSettings(destination, false, FileExist.Override, null);
    }
}
