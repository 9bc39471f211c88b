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

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.client.DownloadFailedException;
import io.mlbatch.client.ServerUnavailableException;
import io.mlbatch.protocol.BatchState;
import io.mlbatch.testing.VirtualTime;
import io.mlbatch.testing.client.FakeBatchClient;
import io.mlbatch.testing.client.FakeBatchClient.Asked;

import static io.mlbatch.testing.client.Samples.EXECUTION;
import static io.mlbatch.testing.client.Samples.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** Transfers that do not complete: no part of their file is left, and an existing file is unchanged. */
class DownloadFailuresTest {

    private final FakeBatchClient client = new FakeBatchClient(new VirtualTime());
    private final Downloader downloader = new Downloader(client);
    private final AtomicInteger aborts = new AtomicInteger();

    @TempDir
    Path folder;

    @Test
    void connectionThatBreaks_isTheServersTrouble() {
        client.on("artifact", Artifacts.breakingAfter("half", aborts::incrementAndGet));

        assertThatExceptionOfType(ServerUnavailableException.class)
                .isThrownBy(() -> download(FileExist.Override))
                .withMessage("download TxService/1.0, execution " + EXECUTION + ": file 'a.csv' of record 0"
                        + " did not reach '" + folder + "': the connection broke: IOException: connection reset")
                .withCauseInstanceOf(IOException.class);
        assertThat(aborts).hasValue(1);
        assertThat(folder).isEmptyDirectory();
    }

    @ParameterizedTest
    @EnumSource(names = {"Override", "Append", "Move", "TryRename"})
    void connectionThatBreaks_leavesAnExistingFileUntouched(FileExist fileExist) throws IOException {
        Files.writeString(folder.resolve("a.csv"), "old");
        client.on("artifact", Artifacts.breakingAfter("half", aborts::incrementAndGet));

        assertThatExceptionOfType(ServerUnavailableException.class).isThrownBy(() -> download(fileExist));
        assertThat(FolderContent.of(folder)).isEqualTo(Map.of("a.csv", "old"));
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 4})
    void otherLengthThanTheServerSaid_isTheServersTrouble(long length) {
        client.on("artifact", Artifacts.ofLength(length, "abc"));

        assertThatExceptionOfType(ServerUnavailableException.class)
                .isThrownBy(() -> download(FileExist.Override))
                .withMessageEndingWith("3 of " + length + " bytes came");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void failureHalfWay_keepsTheFilesBefore() {
        client.on("artifacts", List.of("a.csv", "b.csv", "c.csv"));
        client.on("artifact", Artifacts.whole("1"), Artifacts.breakingAfter("half", aborts::incrementAndGet));

        assertThatExceptionOfType(ServerUnavailableException.class)
                .isThrownBy(() -> downloader.download(EXECUTION, 0, null, settings(FileExist.Override)))
                .withMessageContaining("file 'b.csv' of record 0");
        assertThat(FolderContent.of(folder)).isEqualTo(Map.of("a.csv", "1"));
        assertThat(client.asked()).hasSize(3);
    }

    @Test
    void interruptedWrite_doesNotBlameTheServer() {
        InputStream interrupting = new FilterInputStream(new InfiniteStream()) {
            @Override
            public int read(byte[] buffer, int offset, int count) throws IOException {
                Thread.currentThread().interrupt();
                return super.read(buffer, offset, count);
            }
        };
        client.on("artifact", Artifacts.of(interrupting, OptionalLong.empty(), aborts::incrementAndGet));

        assertThatExceptionOfType(DownloadFailedException.class)
                .isThrownBy(() -> download(FileExist.Override))
                .withMessageEndingWith(
                        "file 'a.csv' of record 0 cannot be put into '" + folder + "': ClosedByInterruptException")
                .withCauseInstanceOf(ClosedByInterruptException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(aborts).hasValue(1);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void nameTooLongForTheDisk_doesNotBlameTheServer() {
        client.on("artifact", Artifacts.whole("1"));

        assertThatExceptionOfType(DownloadFailedException.class)
                .isThrownBy(() -> downloader.download(EXECUTION, 0, "x".repeat(300), settings(FileExist.Override)))
                .withMessageMatching(".*file 'x{255}…' of record 0 cannot be put into .*: FileSystemException: .+");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void destinationThatDisappears_doesNotBlameTheServer() {
        client.on("artifact", Artifacts.during("1", () -> FolderContent.delete(folder)));

        assertThatExceptionOfType(DownloadFailedException.class).isThrownBy(() -> download(FileExist.Override));
    }

    @Test
    void unexpectedException_leavesNothing() {
        client.on("artifact", Artifacts.during("1", () -> {
            throw new IllegalStateException("bug");
        }));

        assertThatIllegalStateException()
                .isThrownBy(() -> download(FileExist.Override))
                .withMessage("bug");
        assertThat(folder).isEmptyDirectory();
    }

    /** A transfer that is broken off can end with an error or, without a length, like any other. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void stopped_breaksTheTransferOffAndLeavesNothing(boolean endsWithAnError) throws Exception {
        StalledStream stalled = new StalledStream(endsWithAnError);
        client.on("artifact", Artifacts.of(stalled, OptionalLong.empty(), stalled.aborted::countDown));

        CompletableFuture<List<Path>> download = CompletableFuture.supplyAsync(() -> download(FileExist.Override));
        assertThat(stalled.read.await(1, TimeUnit.MINUTES)).isTrue();
        downloader.stop();

        assertThat(download)
                .failsWithin(1, TimeUnit.MINUTES)
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(DownloadFailedException.class)
                .withMessageEndingWith("the download to '" + folder + "' was stopped; complete files are kept");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void stoppedBetweenFiles_fetchesNoOther() {
        client.on("artifacts", List.of("a.csv", "b.csv"));
        client.on("artifact", Artifacts.during("1", downloader::stop));

        assertThatExceptionOfType(DownloadFailedException.class)
                .isThrownBy(() -> downloader.download(EXECUTION, 0, null, settings(FileExist.Override)));
        assertThat(client.asked()).hasSize(2);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void stoppedWhileFilesAreListed_asksForNoOtherList() {
        client.on("poll", status(BatchState.COMPLETE, 3, 3));
        client.on("artifacts", (Supplier<?>) () -> {
            downloader.stop();
            return List.of("a.csv");
        });

        assertThatExceptionOfType(DownloadFailedException.class)
                .isThrownBy(() -> downloader.download(EXECUTION, null, null, settings(FileExist.Override)));
        assertThat(client.asked()).extracting(Asked::operation).containsExactly("poll", "artifacts");
    }

    @Test
    void downloadAfterAStop_isNotConcerned() {
        client.on("artifact", Artifacts.whole("1"));
        downloader.stop();

        assertThat(download(FileExist.Override)).containsExactly(folder.resolve("a.csv"));
    }

    private List<Path> download(FileExist fileExist) {
        return downloader.download(EXECUTION, 0, "a.csv", settings(fileExist));
    }

    private DownloadSettings settings(FileExist fileExist) {
        return new DownloadSettings(folder, false, fileExist, name -> "old/" + name);
    }

    private static final class InfiniteStream extends InputStream {
        @Override
        public int read() {
            return 'x';
        }
    }

    /** A connection that delivers one byte and no further one, until it is aborted. */
    private static final class StalledStream extends InputStream {

        private final CountDownLatch read = new CountDownLatch(2);
        private final CountDownLatch aborted = new CountDownLatch(1);
        private final boolean endsWithAnError;

        StalledStream(boolean endsWithAnError) {
            this.endsWithAnError = endsWithAnError;
        }

        @Override
        public int read(byte[] buffer, int offset, int count) throws IOException {
            read.countDown();
            if (read.getCount() > 0) {
                buffer[offset] = 'x';
                return 1;
            }
            return read();
        }

        @Override
        public int read() throws IOException {
            try {
                aborted.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            if (endsWithAnError) {
                throw new IOException("aborted");
            }
            return -1;
        }
    }
}
