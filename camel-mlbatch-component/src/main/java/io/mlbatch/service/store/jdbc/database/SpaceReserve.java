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
package io.mlbatch.service.store.jdbc.database;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that reserves disk space. On a full disk the file is deleted, so that the database has the space that
 * deletions need. Thread-safe.
 */
final class SpaceReserve {

    private static final Logger LOG = LoggerFactory.getLogger(SpaceReserve.class);
    /** The write-ahead log grows by less than this size while some thousand results are deleted. */
    private static final long MAX_BYTES = 4L << 20;
    /** The divisor for the size of a small disk. */
    private static final int SHARE = 10;

    private final Path file;

    SpaceReserve(Path file) {
        this.file = file;
    }

    /** Reserves the space. Does nothing if the file exists. */
    synchronized void restore() throws IOException {
        if (Files.exists(file)) {
            return;
        }
        boolean written = false;
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            write(part, size());
            Files.move(part, file);
            written = true;
        } finally {
            if (!written) {
                Files.deleteIfExists(part);
            }
        }
    }

    private long size() throws IOException {
        long disk = Files.getFileStore(file.toAbsolutePath().getParent()).getTotalSpace();
        return disk <= 0 ? MAX_BYTES : Math.min(MAX_BYTES, disk / SHARE);
    }

    private static void write(Path part, long size) throws IOException {
        byte[] block = new byte[64 * 1024];
        // random bytes, because zeros need no space on file systems that compress
        new Random(1).nextBytes(block);
        try (FileChannel channel = FileChannel.open(
                part, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            for (long left = size; left > 0; ) {
                left -= channel.write(ByteBuffer.wrap(block, 0, (int) Math.min(left, block.length)));
            }
            channel.force(true);
        }
    }

    /** Frees the space. */
    synchronized void release() {
        try {
            if (Files.deleteIfExists(file)) {
                LOG.info("Released the disk space that is reserved for deletions: {}", file);
            }
        } catch (IOException e) {
            LOG.warn("Releasing the disk space that is reserved for deletions failed: {}", e.toString());
        }
    }
}
