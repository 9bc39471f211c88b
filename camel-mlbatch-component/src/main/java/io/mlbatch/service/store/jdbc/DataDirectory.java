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
package io.mlbatch.service.store.jdbc;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.mlbatch.service.store.StoreException;

/**
 * A host's folder and the lock on it: one process at a time. It is its owner's alone where the system knows such
 * rights.
 */
final class DataDirectory implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DataDirectory.class);
    /** Of this process. Its system locks would not tell it: to close the file once more gives up the lock on it. */
    private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final Path realFolder;
    private final FileChannel lock;
    // the files that must stay the same as long as the folder is open, and what identifies each
    private final Map<Path, Object> identities = new ConcurrentHashMap<>();

    private DataDirectory(Path folder, Path realFolder, FileChannel lock) throws IOException {
        this.folder = folder;
        this.realFolder = realFolder;
        this.lock = lock;
        watch(folder.resolve("lock"));
    }

    /**
     * Takes the folder, and makes it where there is none.
     *
     * @throws IllegalStateException when another host has it
     * @throws StoreException when it cannot be used
     */
    static DataDirectory open(Path folder) {
        try {
            create(folder);
            Path realFolder = folder.toRealPath();
            if (!OPEN.add(realFolder)) {
                throw inUse(folder);
            }
            boolean locked = false;
            try {
                FileChannel lock = lock(folder);
                try {
                    DataDirectory directory = new DataDirectory(folder, realFolder, lock);
                    locked = true;
                    return directory;
                } finally {
                    if (!locked) {
                        lock.close();
                    }
                }
            } finally {
                if (!locked) {
                    OPEN.remove(realFolder);
                }
            }
        } catch (IOException e) {
            throw new StoreException("Executions cannot be stored in " + folder + ": " + e, e);
        }
    }

    private static void create(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path parent = folder.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectory(folder);
        }
    }

    private static FileChannel lock(Path folder) throws IOException {
        FileChannel channel =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean locked = false;
        try {
            locked = channel.tryLock() != null;
        } finally {
            if (!locked) {
                channel.close();
            }
        }
        if (!locked) {
            throw inUse(folder);
        }
        return channel;
    }

    private static IllegalStateException inUse(Path folder) {
        return new IllegalStateException("The executions in " + folder + " are used by another host");
    }

    /** Has a file belong to those that {@link #requireUnchanged} looks at. */
    void watch(Path file) throws IOException {
        identities.put(file, identity(file));
    }

    /** Where a file system has no keys of files, their existence is all that is compared. */
    private static Object identity(Path file) throws IOException {
        Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        return key == null ? "" : key;
    }

    /** @throws SQLException when the folder was deleted or replaced since it was opened */
    void requireUnchanged() throws SQLException {
        for (Map.Entry<Path, Object> file : identities.entrySet()) {
            boolean unchanged;
            try {
                unchanged = file.getValue().equals(identity(file.getKey()));
            } catch (IOException e) {
                throw new SQLException("The data folder was deleted or cannot be read: " + e, e);
            }
            if (!unchanged) {
                throw new SQLException("The data folder was replaced: " + file.getKey()
                        + " is another file than the one that was opened");
            }
        }
    }

    /** The folder of the artifacts; need not exist. */
    Path artifacts() {
        return folder.resolve("artifacts");
    }

    /** Gives the folder to others. */
    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            LOG.debug("The lock goes with the process", e);
        } finally {
            OPEN.remove(realFolder);
        }
    }
}
