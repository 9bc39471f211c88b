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
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

import io.mlbatch.client.Artifact;
import io.mlbatch.client.BatchClient;
import io.mlbatch.protocol.ExecutionId;

/** One download: plans, then fetches file by file. Only {@link #stop()} may be called from another thread. */
final class Download {

    private final BatchClient client;
    private final ExecutionId id;
    private final DownloadSettings settings;
    private final DownloadFailures failures;
    private final StopSignal stop;
    private final Folders folders = new Folders();
    private final FilePlacement landing;
    private final Transfer transfer;

    Download(BatchClient client, ExecutionId id, DownloadSettings settings) {
        this.client = client;
        this.id = id;
        this.settings = settings;
        this.failures = new DownloadFailures(id, settings.destination());
        this.stop = new StopSignal(failures);
        this.landing =
                new FilePlacement(settings.fileExist(), new LinkCheck(settings.destination()), folders, failures);
        this.transfer = new Transfer(failures, stop);
    }

    List<Path> run(Integer index, String fileName) {
        checkDestination();
        List<PlannedFile> files = new Planner(client, id, settings, failures, stop).plan(index, fileName);
        files.forEach(landing::check);
        try {
            files.forEach(this::fetch);
        } finally {
            // also for the files that were complete before one failed
            folders.sync();
        }
        return files.stream().map(PlannedFile::path).toList();
    }

    void stop() {
        stop.stop();
    }

    private void checkDestination() {
        if (Files.isDirectory(settings.destination())) {
            return;
        }
        if (Files.exists(settings.destination(), LinkOption.NOFOLLOW_LINKS)) {
            throw failures.destination("is not a folder");
        }
        if (!settings.autoCreate()) {
            throw failures.destination("does not exist, and autoCreate=false");
        }
    }

    private void fetch(PlannedFile file) {
        stop.check();
        landing.check(file);
        if (landing.keepsExisting(file)) {
            return;
        }
        try {
            folders.makeFor(file.path());
        } catch (IOException e) {
            throw failures.writing(file, e);
        }
        client.artifact(id, file.index(), file.name(), artifact -> {
            receive(file, artifact);
            return null;
        });
    }

    /** Runs again after a transfer was interrupted. The partial content is discarded. */
    private void receive(PlannedFile file, Artifact artifact) {
        try (PartFile part = new PartFile(file.path())) {
            landing.begin(file, part);
            transfer.receive(file, artifact, part.content());
            part.finish();
            stop.check();
            landing.land(file, part);
        } catch (IOException e) {
            throw failures.writing(file, e);
        }
    }
}
