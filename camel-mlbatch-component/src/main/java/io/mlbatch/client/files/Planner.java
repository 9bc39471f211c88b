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
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.mlbatch.client.BatchClient;
import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.LogSafe;

/** Determines the requested files and their paths. Rejects impossible requests before anything is created. */
final class Planner {

    private final BatchClient client;
    private final ExecutionId id;
    private final DownloadSettings settings;
    private final DownloadFailures failures;
    private final StopSignal stop;

    Planner(BatchClient client, ExecutionId id, DownloadSettings settings, DownloadFailures failures, StopSignal stop) {
        this.client = client;
        this.id = id;
        this.settings = settings;
        this.failures = failures;
        this.stop = stop;
    }

    /**
     * Returns the files for the parameters of {@link Downloader#download}, in the order of records, then in the
     * server's order.
     */
    List<PlannedFile> plan(Integer index, String fileName) {
        if (fileName != null) {
            // a bad name is detected without a request
            contained(index, fileName, settings.destination());
        }
        List<PlannedFile> files = new ArrayList<>();
        if (index == null) {
            int records = countRecords();
            for (int record = 0; record < records; record++) {
                Path folder = settings.destination().resolve(String.valueOf(record));
                for (String name : namesOfAny(record, fileName)) {
                    files.add(plan(record, name, folder));
                }
            }
        } else {
            for (String name : fileName != null ? List.of(fileName) : names(index)) {
                files.add(plan(index, name, settings.destination()));
            }
        }
        new PathConflicts(failures).takeFor(files);
        return files;
    }

    private int countRecords() {
        // files can be fetched even if results are missing
        try (BatchResponse response = client.poll(id, status -> false)) {
            if (!response.state().isTerminal()) {
                throw failures.unfinished(response.status());
            }
            return response.totalItemCount();
        }
    }

    private Set<String> namesOfAny(int record, String fileName) {
        stop.check();
        Set<String> names = named(RecordFiles.names(client, id, record));
        if (fileName != null) {
            names.retainAll(Set.of(fileName));
        }
        return names;
    }

    private Set<String> names(int record) {
        stop.check();
        return named(client.artifacts(id, record));
    }

    private static Set<String> named(List<String> listed) {
        Set<String> names = new LinkedHashSet<>(listed);
        // no URL path leads to an empty name
        names.remove("");
        return names;
    }

    private PlannedFile plan(int index, String name, Path folder) {
        Path path = contained(index, name, folder);
        return new PlannedFile(
                index, name, path, settings.fileExist() == FileExist.Move ? movedTo(index, name, path) : null);
    }

    private Path movedTo(int index, String name, Path path) {
        String known = settings.destination().relativize(path).toString().replace('\\', '/');
        String moved = settings.moveExisting().apply(known);
        try {
            return new Containment(settings.destination()).resolve(moved);
        } catch (IllegalArgumentException e) {
            String what = "an existing file cannot be moved to '" + LogSafe.of(String.valueOf(moved)) + "': ";
            throw failures.file(index, name, what + e.getMessage(), e);
        }
    }

    private Path contained(Integer index, String name, Path folder) {
        try {
            return new Containment(folder).resolve(name);
        } catch (IllegalArgumentException e) {
            throw failures.file(index, name, e.getMessage(), e);
        }
    }
}
