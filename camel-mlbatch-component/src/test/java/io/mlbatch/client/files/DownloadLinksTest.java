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
import java.util.function.Supplier;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import io.mlbatch.client.Artifact;
import io.mlbatch.client.DownloadFailedException;
import io.mlbatch.testing.VirtualTime;
import io.mlbatch.testing.client.FakeBatchClient;
import io.mlbatch.testing.client.FakeBatchClient.Asked;

import static io.mlbatch.testing.client.Samples.EXECUTION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Symbolic links in the destination lead no file out of it. */
@DisabledOnOs(OS.WINDOWS)
class DownloadLinksTest {

    private final FakeBatchClient client = new FakeBatchClient(new VirtualTime());

    @TempDir
    private Path folder;

    private Path destination;
    private Path outside;

    @BeforeEach
    void makeFolders() throws IOException {
        destination = Files.createDirectory(folder.resolve("destination"));
        outside = Files.createDirectory(folder.resolve("outside"));
    }

    private void serverHas(String... names) {
        client.on("artifacts", List.of(names));
        client.on("artifact", (Supplier<Artifact>) () -> Artifacts.whole("new"));
    }

    private List<Path> download(Path into, FileExist fileExist) {
        return new Downloader(client)
                .download(EXECUTION, 0, null, new DownloadSettings(into, false, fileExist, name -> "old/" + name));
    }

    private void assertRefused(FileExist fileExist, String reason) {
        assertThatExceptionOfType(DownloadFailedException.class)
                .isThrownBy(() -> download(destination, fileExist))
                .withMessageEndingWith("cannot be put into '" + destination + "': " + reason);
        assertThat(client.asked()).extracting(Asked::operation).doesNotContain("artifact");
    }

    @ParameterizedTest
    @EnumSource
    void folderThatIsALinkToOutside_isRefusedBeforeAnythingIsCreated(FileExist fileExist) throws IOException {
        Files.createSymbolicLink(destination.resolve("sub"), outside);
        serverHas("good.csv", "sub/deeper/a.csv");

        assertRefused(fileExist, "a link in the destination leads its folder out of it");
        assertThat(outside).isEmptyDirectory();
        assertThat(destination.resolve("good.csv")).doesNotExist();
    }

    @Test
    void folderThatIsALinkToNowhere_isRefused() throws IOException {
        Files.createSymbolicLink(destination.resolve("sub"), outside.resolve("missing"));
        serverHas("sub/a.csv");

        assertRefused(FileExist.Override, "a link in the destination leads its folder out of it");
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void folderForExistingFilesThatIsALinkToOutside_isRefused() throws IOException {
        Files.writeString(destination.resolve("a.csv"), "before");
        Files.createSymbolicLink(destination.resolve("old"), outside);
        serverHas("a.csv");

        assertRefused(FileExist.Move, "a link in the destination leads the folder for the existing file out of it");
        assertThat(outside).isEmptyDirectory();
        assertThat(destination.resolve("a.csv")).hasContent("before");
    }

    @Test
    void folderThatIsALinkWithinTheDestination_isFollowed() throws IOException {
        Files.createDirectory(destination.resolve("real"));
        Files.createSymbolicLink(destination.resolve("sub"), destination.resolve("real"));
        serverHas("sub/a.csv");

        download(destination, FileExist.Override);

        assertThat(destination.resolve("real").resolve("a.csv")).hasContent("new");
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"Append", "Fail", "Ignore"})
    void fileThatIsALinkToOutside_isReplacedAndTheFileBehindItStays(FileExist fileExist) throws IOException {
        Path secret = Files.writeString(outside.resolve("secret"), "secret");
        Files.createSymbolicLink(destination.resolve("a.csv"), secret);
        serverHas("a.csv");

        download(destination, fileExist);

        assertThat(destination.resolve("a.csv")).hasContent("new");
        assertThat(Files.isSymbolicLink(destination.resolve("a.csv"))).isFalse();
        assertThat(secret).hasContent("secret");
    }

    @Test
    void fileToAppendToThatIsALinkToOutside_isRefused() throws IOException {
        Path secret = Files.writeString(outside.resolve("secret"), "secret");
        Files.createSymbolicLink(destination.resolve("a.csv"), secret);
        serverHas("a.csv");

        assertRefused(FileExist.Append, "the file to append to is a link that leads out of the destination");
        assertThat(secret).hasContent("secret");
    }

    @Test
    void destinationThatIsALink_isFollowed() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), destination);
        serverHas("sub/a.csv");

        List<Path> files = download(link, FileExist.Override);

        assertThat(files).containsExactly(link.resolve("sub").resolve("a.csv"));
        assertThat(destination.resolve("sub").resolve("a.csv")).hasContent("new");
    }
}
