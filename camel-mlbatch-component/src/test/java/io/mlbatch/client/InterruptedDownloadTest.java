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
package io.mlbatch.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.client.calls.DefaultBatchClient;
import io.mlbatch.client.calls.ServiceDescriptions;
import io.mlbatch.client.files.DownloadSettings;
import io.mlbatch.client.files.Downloader;
import io.mlbatch.client.files.FileExist;
import io.mlbatch.client.transport.Backoff;
import io.mlbatch.client.transport.RetryingTransport;
import io.mlbatch.protocol.spool.SpoolFactory;
import io.mlbatch.testing.client.HttpServerSupport;
import io.mlbatch.testing.http.RawServer;

import static io.mlbatch.testing.client.Samples.EXECUTION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Files whose transfer breaks off. */
class InterruptedDownloadTest extends HttpServerSupport {

    @TempDir
    Path folder;

    private final AtomicInteger requests = new AtomicInteger();

    /** A server that sends these bytes as half of a file, that many times, and the whole file then. */
    private RawServer breaking(int times, String head, byte[] half) throws IOException {
        return new RawServer((request, out) -> {
            if (requests.getAndIncrement() < times) {
                out.write(head.getBytes(StandardCharsets.US_ASCII));
                out.write(half);
            } else {
                out.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood".getBytes(StandardCharsets.US_ASCII));
            }
        });
    }

    private void download(RawServer server) {
        RetryingTransport retrying =
                new RetryingTransport(http.transport(server.url()), new Backoff(time.leaping(), () -> 0));
        BatchClient client =
                new DefaultBatchClient(retrying, new ServiceDescriptions(time), true, SpoolFactory.IN_MEMORY);
        new Downloader(client)
                .download(EXECUTION, 0, "a.csv", new DownloadSettings(folder, false, FileExist.Override, null));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void downloadThatBreaksOff_isRequestedAgainAndLandsWhole(int times) throws IOException {
        try (RawServer server = breaking(
                times, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n", "half".getBytes(StandardCharsets.US_ASCII))) {
            download(server);
        }
        assertThat(folder).isDirectoryContaining("glob:**/a.csv");
        assertThat(Files.readString(folder.resolve("a.csv"))).isEqualTo("good");
        assertThat(Files.list(folder)).hasSize(1);
        assertThat(http.leased()).isZero();
    }

    @Test
    void downloadThatBreaksOffThreeTimes_fails() throws IOException {
        try (RawServer server = breaking(
                3, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n", "half".getBytes(StandardCharsets.US_ASCII))) {
            assertThatExceptionOfType(ServerUnavailableException.class)
                    .isThrownBy(() -> download(server))
                    .withMessageContaining("did not reach '" + folder + "'");
        }
        assertThat(requests).hasValue(3);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void compressedFileThatIsCutOrDamaged_isRequestedAgain() throws IOException {
        String head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n";
        byte[] whole = gzip("x".repeat(10_000));
        byte[] cut = Arrays.copyOf(whole, whole.length - 6);
        byte[] damaged = whole.clone();
        damaged[whole.length - 6] ^= 1;
        for (byte[] bytes : new byte[][] {cut, damaged}) {
            requests.set(0);
            try (RawServer server = breaking(1, head, bytes)) {
                download(server);
            }
            assertThat(requests).hasValue(2);
            assertThat(Files.readString(folder.resolve("a.csv"))).isEqualTo("good");
        }
    }
}
