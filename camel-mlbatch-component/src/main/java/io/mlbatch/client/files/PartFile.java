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
 * A file that is not yet whole, beside the one that it becomes. Closing it deletes what has not landed. Its name owes
 * nothing to the server, and begins with a dot, so that consumers of files leave it alone.
 */
final class PartFile implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(PartFile.class);

    private final Path target;
    private final Path part;
    private final FileChannel channel;

    /** Makes an empty file in the folder of the target, which must be there. */
    PartFile(Path target) throws IOException {
        this.target = target;
        this.part = target.resolveSibling(
                ".mlbatch-" + Long.toHexString(ThreadLocalRandom.current().nextLong()) + ".part");
        // not Files.createTempFile: nobody else could read the file that lands
        this.channel = FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    /** Takes what is written to it; closed with the file. */
    OutputStream content() {
        return Channels.newOutputStream(channel);
    }

    /** Has the content on the disk before anything bears the target's name. */
    void finish() throws IOException {
        channel.force(true);
        channel.close();
    }

    /** Takes the target's name, whoever has it. */
    void replaceTarget() throws IOException {
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Takes the target's name when nobody has it.
     *
     * @throws FileAlreadyExistsException when somebody has
     */
    void becomeTarget() throws IOException {
        try {
            // looking and renaming are two steps, and a file can appear in between; a link is made in one, or not
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
