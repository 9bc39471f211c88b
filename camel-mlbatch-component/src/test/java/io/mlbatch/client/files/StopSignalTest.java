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
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import io.mlbatch.client.Artifact;
import io.mlbatch.client.DownloadFailedException;

import static io.mlbatch.testing.client.Samples.EXECUTION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class StopSignalTest {

    private final StopSignal stop = new StopSignal(new DownloadFailures(EXECUTION, Path.of("/srv/out")));
    private final AtomicInteger aborts = new AtomicInteger();
    private final Artifact artifact =
            Artifacts.of(InputStream.nullInputStream(), OptionalLong.empty(), aborts::incrementAndGet);

    @Test
    void notStopped_letsTransfersBegin() {
        stop.check();
        stop.watch(artifact);

        assertThat(aborts).hasValue(0);
    }

    @Test
    void stoppedDuringATransfer_abortsIt() {
        stop.watch(artifact);

        stop.stop();

        assertThat(aborts).hasValue(1);
    }

    @Test
    void stoppedAfterATransfer_abortsNothing() throws IOException {
        stop.watch(artifact);
        artifact.readAllBytes();
        stop.release(artifact);

        stop.stop();

        assertThat(aborts).hasValue(0);
    }

    @Test
    void stoppedWhileATransferIsAskedFor_letsItNotBegin() {
        stop.stop();

        assertThatExceptionOfType(DownloadFailedException.class)
                .isThrownBy(() -> stop.watch(artifact))
                .withMessageEndingWith("the download to '/srv/out' was stopped; complete files are kept");
        assertThatExceptionOfType(DownloadFailedException.class).isThrownBy(stop::check);
    }

    @Test
    void transferThatCannotBeClosed_isNotAnError() {
        InputStream unclosable = new FilterInputStream(InputStream.nullInputStream()) {
            @Override
            public void close() throws IOException {
                throw new IOException("already gone");
            }
        };

        assertThatCode(() -> stop.release(Artifacts.of(unclosable, OptionalLong.empty(), () -> {})))
                .doesNotThrowAnyException();
    }
}
