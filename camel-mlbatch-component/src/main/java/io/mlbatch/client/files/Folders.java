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
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashSet;
import java.util.Set;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates the folders of files, and flushes changes of their entries to the disk. */
final class Folders {

    private static final Logger LOG = LoggerFactory.getLogger(Folders.class);

    private final Set<Path> changed = new LinkedHashSet<>();

    /** Creates the folder of a file, and missing folders above it. */
    void makeFor(Path file) throws IOException {
        Path folder = folderOf(file);
        // createDirectories does not accept a link to a folder as a folder
        if (Files.isDirectory(folder)) {
            return;
        }
        Path missing = folder;
        while (missing.getParent() != null && Files.notExists(missing)) {
            missing = missing.getParent();
            changed.add(missing);
        }
        Files.createDirectories(folder);
    }

    /** Records that a file was added to its folder, or removed from it. */
    void changedBy(Path file) {
        changed.add(folderOf(file));
    }

    /** Flushes names to the disk as well as contents, once per folder. Best effort: not every platform supports it. */
    void sync() {
        for (Path folder : changed) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            } catch (IOException | UnsupportedOperationException e) {
                LOG.debug("Folder {} cannot be synchronized", folder, e);
            }
        }
        changed.clear();
    }

    private static Path folderOf(Path file) {
        // a relative path of one name has no parent
        return file.toAbsolutePath().getParent();
    }
}
