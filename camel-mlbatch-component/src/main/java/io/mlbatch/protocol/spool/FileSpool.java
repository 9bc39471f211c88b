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
package io.mlbatch.protocol.spool;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

import io.mlbatch.protocol.BlockInputStream;

/**
 * Bytes in a temporary file. If the system allows it (all but Windows), the file's name is deleted as soon as the file
 * is open, so that not even a killed JVM leaves the file behind.
 */
final class FileSpool implements Spool {

    private static final Set<OpenOption> OPTIONS = Set.of(
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);

    private final FileChannel file;

    private FileSpool(FileChannel file) {
        this.file = file;
    }

    static FileSpool open(Path directory) throws SpoolException {
        String name = "mlbatch-" + UUID.randomUUID() + ".spool";
        try {
            return new FileSpool(FileChannel.open(directory.resolve(name), OPTIONS, ownersOnly(directory)));
        } catch (IOException e) {
            throw new SpoolException("no temporary file could be made in " + directory + ": " + e, e);
        }
    }

    /**
     * Restricts the file to its owner: other users must not read results, not even for the moment in which the file has
     * a name.
     */
    private static FileAttribute<?>[] ownersOnly(Path directory) {
        return directory.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    void append(byte[] bytes, int offset, int count) throws SpoolException {
        ByteBuffer rest = ByteBuffer.wrap(bytes, offset, count);
        try {
            while (rest.hasRemaining()) {
                file.write(rest);
            }
        } catch (IOException e) {
            throw new SpoolException("the temporary file could not be written: " + e, e);
        }
    }

    @Override
    public InputStream read(long from, long to) {
        return new BlockInputStream() {
            private long position = from;

            @Override
            public int read(byte[] buffer, int offset, int count) throws IOException {
                Objects.checkFromIndexSize(offset, count, buffer.length);
                if (count == 0 || position >= to) {
                    return count == 0 ? 0 : -1;
                }
                int wanted = (int) Math.min(count, to - position);
                int read = readAt(position, ByteBuffer.wrap(buffer, offset, wanted));
                position += Math.max(read, 0);
                return read;
            }
        };
    }

    private int readAt(long position, ByteBuffer buffer) throws SpoolException {
        try {
            return file.read(buffer, position);
        } catch (ClosedByInterruptException e) {
            throw new SpoolException("the reading thread was interrupted, which closes the temporary file", e);
        } catch (ClosedChannelException e) {
            throw new SpoolException(
                    "the temporary file is closed: it exists until the exchange ends; convert or copy values that are"
                            + " needed longer",
                    e);
        } catch (IOException e) {
            throw new SpoolException("the temporary file could not be read: " + e, e);
        }
    }

    @Override
    public boolean isOnDisk() {
        return true;
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
