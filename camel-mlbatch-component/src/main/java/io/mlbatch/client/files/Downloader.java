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

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.mlbatch.client.BatchClient;
import io.mlbatch.protocol.ExecutionId;

/**
 * Downloads the files of executions. Lists the files and checks every name first, so that nothing is created when one
 * of them leads out of the destination. A file appears under its name complete or not at all: it is written beside its
 * target, flushed to the disk and renamed. Thread-safe.
 */
public final class Downloader {

    private final BatchClient client;
    private final Set<Download> underWay = ConcurrentHashMap.newKeySet();

    public Downloader(BatchClient client) {
        this.client = client;
    }

    /**
     * Fetches one file after the other. Files of one record are stored in the destination itself. Files of all records
     * are stored in folders beneath it, named by the indexes of the records. When one file fails, the files before it
     * remain.
     *
     * @param index 0-based index of the record; {@code null}: all records of an execution that has ended
     * @param fileName as the server spells it; {@code null}: all files. Without an index: this file of every record
     *     that has it. With an index, the file is fetched without listing
     * @return the paths of the files, by record, then in the server's order, each resolved against the destination;
     *     includes files that {@link FileExist#Ignore} has kept. Empty when there are no files; then the destination is
     *     not created either
     * @throws io.mlbatch.client.DownloadFailedException when a file cannot be stored at its destination, or the
     *     download was stopped
     * @throws io.mlbatch.client.ServerUnavailableException when the connection broke, or a file arrived incomplete
     * @throws io.mlbatch.client.NotFoundException when the execution, record or file does not exist; with all records,
     *     records without files are skipped
     */
    public List<Path> download(ExecutionId id, Integer index, String fileName, DownloadSettings settings) {
        Download download = new Download(client, id, settings);
        underWay.add(download);
        try {
            return download.run(index, fileName);
        } finally {
            underWay.remove(download);
        }
    }

    /**
     * Stops the downloads that are in progress. Each fails with {@link io.mlbatch.client.DownloadFailedException}, and
     * its transfer is aborted. Later downloads are not affected, so that a route can be started again.
     */
    public void stop() {
        underWay.forEach(Download::stop);
    }
}
