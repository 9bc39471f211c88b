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
package io.mlbatch.camel.operation;

import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

import io.mlbatch.client.BatchClient;
import io.mlbatch.client.files.DownloadSettings;
import io.mlbatch.client.files.Downloader;
import io.mlbatch.client.files.FileExist;

/** Writes files of an execution to a folder. */
public final class DownloadOperation {

    private final BatchClient client;
    private final boolean autoCreate;
    private final FileExist fileExist;
    private final UnaryOperator<String> moveExisting;
    private final RunningCalls calls;

    /**
     * @param moveExisting the new name of an existing file, or {@code null}
     * @param calls ends the downloads when Camel forces a route to stop
     */
    public DownloadOperation(
            BatchClient client,
            boolean autoCreate,
            FileExist fileExist,
            UnaryOperator<String> moveExisting,
            RunningCalls calls) {
        this.client = client;
        this.autoCreate = autoCreate;
        this.fileExist = fileExist;
        this.moveExisting = moveExisting;
        this.calls = calls;
    }

    public List<String> run(OperationRequest request) {
        DownloadSettings settings =
                new DownloadSettings(request.requiredDestination(), autoCreate, fileExist, moveExisting);
        Downloader downloader = new Downloader(client);
        calls.begin(downloader, RunningCalls.call(request.routes(), false, downloader::stop));
        try {
            return downloader
                    .download(
                            request.requiredExecutionId(),
                            request.index().value(),
                            request.fileName().value(),
                            settings)
                    .stream()
                    .map(Path::toString)
                    .toList();
        } finally {
            calls.finished(downloader);
        }
    }
}
