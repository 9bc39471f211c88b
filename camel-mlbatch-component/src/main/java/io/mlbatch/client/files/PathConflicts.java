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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Assigns every path of a download to one file only: of two files on one path, one would be lost. */
final class PathConflicts {

    private final DownloadFailures failures;
    private final Map<Path, PlannedFile> taken = new LinkedHashMap<>();

    PathConflicts(DownloadFailures failures) {
        this.failures = failures;
    }

    /**
     * @throws io.mlbatch.client.DownloadFailedException when two files need the same path, or one needs a path beneath
     *     another
     */
    void takeFor(List<PlannedFile> files) {
        for (PlannedFile file : files) {
            take(file.path(), file);
            if (file.movedTo() != null) {
                take(file.movedTo(), file);
            }
        }
        taken.forEach(this::checkFolders);
    }

    private void take(Path path, PlannedFile file) {
        PlannedFile other = taken.putIfAbsent(path, file);
        if (other != null) {
            throw failures.file(file, "its path is needed for " + DownloadFailures.describe(other) + ", too");
        }
    }

    /** Rejects a file whose path is also the folder of another file. */
    private void checkFolders(Path path, PlannedFile file) {
        for (Path folder = path.getParent(); folder != null; folder = folder.getParent()) {
            PlannedFile other = taken.get(folder);
            if (other != null) {
                throw failures.file(file, "it needs a folder where " + DownloadFailures.describe(other) + " goes");
            }
        }
    }
}
