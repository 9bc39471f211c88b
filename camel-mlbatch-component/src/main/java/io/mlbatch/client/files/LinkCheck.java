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
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Finds paths that leave the destination through links on the disk, which {@link Containment} cannot see. The
 * destination itself may be a link, or contain links in its own path: the user has chosen it.
 */
final class LinkCheck {

    private final Path destination;

    LinkCheck(Path destination) {
        this.destination = destination.toAbsolutePath();
    }

    /** Returns whether the folder of the file, as far as it exists, is outside the destination. */
    boolean isFolderOutside(Path file) throws IOException {
        return isOutside(file.toAbsolutePath().getParent());
    }

    /** Returns whether the file is a link to a path outside. */
    boolean isFileOutside(Path file) throws IOException {
        return isOutside(file.toAbsolutePath());
    }

    private boolean isOutside(Path path) throws IOException {
        Path existing = path;
        // a link without a target exists as well
        while (!existing.equals(destination) && !Files.exists(existing, LinkOption.NOFOLLOW_LINKS)) {
            existing = existing.getParent();
        }
        if (existing.equals(destination)) {
            return false;
        }
        try {
            return !existing.toRealPath().startsWith(destination.toRealPath());
        } catch (NoSuchFileException leadsNowhere) {
            return true;
        }
    }
}
