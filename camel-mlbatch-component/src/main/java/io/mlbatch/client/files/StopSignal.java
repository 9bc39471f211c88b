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

import io.mlbatch.client.Artifact;
import io.mlbatch.client.transport.Quietly;

/** Stops one download, from any thread: aborts the transfer in progress and prevents further ones. */
final class StopSignal {

    private final DownloadFailures failures;
    private Artifact underWay;
    private boolean stopped;

    StopSignal(DownloadFailures failures) {
        this.failures = failures;
    }

    void stop() {
        Artifact toAbort;
        synchronized (this) {
            stopped = true;
            toAbort = underWay;
        }
        if (toAbort != null) {
            Quietly.close(toAbort);
        }
    }

    /** @throws io.mlbatch.client.DownloadFailedException when the download has been stopped */
    synchronized void check() {
        if (stopped) {
            throw failures.stopped();
        }
    }

    /**
     * Registers the transfer that a stop aborts from now on.
     *
     * @throws io.mlbatch.client.DownloadFailedException when the download has been stopped
     */
    synchronized void watch(Artifact artifact) {
        check();
        underWay = artifact;
    }

    /**
     * Releases the connection. Before the end of the content, a release aborts the transfer. A failure to close does
     * not change the content that was read.
     */
    void release(Artifact artifact) {
        synchronized (this) {
            underWay = null;
        }
        Quietly.close(artifact);
    }
}
