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

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Incomplete file beside its target. Closing deletes the file, unless it was renamed to its target. Its name does not
 * depend on the server, and begins with a dot, so that consumers of files ignore it.
 */
final class PartFile implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(PartFile.class);

    private final Path target;
    private final Path part;
    private final FileChannel channel;

    /** Creates an empty file in the folder of the target, which must exist. */
    PartFile(Path target) throws IOException {
        this.target = target;
        this.part = target.resolveSibling(
                ".mlbatch-" + Long.toHexString(ThreadLocalRandom.current().nextLong()) + ".part");
        // not Files.createTempFile: other users could not read the final file
        this.channel = FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    /** Returns a stream that writes to the file and is closed with it. */
    OutputStream content() {
        return Channels.newOutputStream(channel);
    }

    /** Flushes the content to the disk before a file with the target's name exists. */
    void finish() throws IOException {
        channel.force(true);
        channel.close();
    }

    /** Renames the file to the target, and replaces an existing file. */
    void replaceTarget() throws IOException {
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Renames the file to the target if the target does not exist.
     *
     * @throws FileAlreadyExistsException when the target exists
     */
    void becomeTarget() throws IOException {
        try {
            // checking and renaming are two steps, and a file can appear in between; creating a link is atomic
            Files.createLink(target, part);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException noLinks) {
            LOG.debug("{} cannot be linked, and is renamed instead", part, noLinks);
            Files.move(part, target);
        }
    }

    @Override
    public void close() {
        try {
            try {
                channel.close();
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            LOG.warn("{} is left over and could not be deleted", part, e);
        }
    }
}
