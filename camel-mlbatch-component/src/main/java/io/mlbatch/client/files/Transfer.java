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
import java.io.OutputStream;

import io.mlbatch.client.Artifact;

/** Copies the contents of one download's files from the server, one after the other, through one buffer. */
final class Transfer {

    private static final int BUFFER_BYTES = 64 * 1024;

    private final DownloadFailures failures;
    private final StopSignal stop;
    private final byte[] buffer = new byte[BUFFER_BYTES];

    Transfer(DownloadFailures failures, StopSignal stop) {
        this.failures = failures;
        this.stop = stop;
    }

    /**
     * Returns once the whole content has been written.
     *
     * @throws IOException when the content cannot be written
     * @throws io.mlbatch.client.ServerUnavailableException when the content cannot be read, or ends too early
     * @throws io.mlbatch.client.DownloadFailedException when the download has been stopped
     */
    void receive(PlannedFile file, Artifact artifact, OutputStream content) throws IOException {
        try {
            stop.watch(artifact);
            long received = 0;
            for (int read = read(file, artifact); read >= 0; read = read(file, artifact)) {
                content.write(buffer, 0, read);
                received += read;
            }
            // an aborted transfer can look like a complete one
            stop.check();
            if (received != artifact.length().orElse(received)) {
                String what = received + " of " + artifact.length().getAsLong() + " bytes came";
                throw failures.reading(file, what, null);
            }
        } finally {
            stop.release(artifact);
        }
    }

    /** Distinguishes failures of the server from failures of the disk. */
    private int read(PlannedFile file, Artifact artifact) {
        try {
            return artifact.read(buffer);
        } catch (IOException e) {
            stop.check();
            throw failures.reading(file, "the connection broke", e);
        }
    }
}
