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
 * Downloads the files of executions. Plans first: lists the files and checks every name, so that nothing is created
 * when one of them leads out of the destination. Every file lands whole or not at all, under its name or none: it is
 * written beside its target, brought to the disk and renamed. Thread-safe.
 */
public final class Downloader {

    private final BatchClient client;
    private final Set<Download> underWay = ConcurrentHashMap.newKeySet();

    public Downloader(BatchClient client) {
        this.client = client;
    }

    /**
     * Fetches one file after the other. Files of one record land in the destination itself, those of all records in
     * folders beneath it, named like the records' indexes. When one fails, those before it stay.
     *
     * @param index 0-based index of the record; {@code null}: all records of an execution that has come to its end
     * @param fileName as the server spells it; {@code null}: all files. Without an index: this file of every record
     *     that has it. With an index it is fetched without listing
     * @return where the files are, by record, then in the server's order, each as the destination with the rest
     *     resolved against it; also files that {@link FileExist#Ignore} has kept. Empty when there are no files, then
     *     no destination is created either
     * @throws io.mlbatch.client.DownloadFailedException when a file cannot be put where it shall go, or the download
     *     was stopped
     * @throws io.mlbatch.client.ServerUnavailableException when the connection broke, or a file came in part
     * @throws io.mlbatch.client.NotFoundException when there is no such execution, record or file; of all records,
     *     those without files are passed over
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
     * Stops the downloads that are under way: each fails with {@link io.mlbatch.client.DownloadFailedException}, its
     * transfer broken off. Those that begin later are not concerned, so that a route can be started again.
     */
    public void stop() {
        underWay.forEach(Download::stop);
    }
}
