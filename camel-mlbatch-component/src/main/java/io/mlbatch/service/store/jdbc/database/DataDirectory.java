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
 * The data folder of a host and its lock, which admits one process at a time. On POSIX systems, only the owner can
 * access the folder.
 */
final class DataDirectory implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DataDirectory.class);
    /**
     * The folders that this JVM has locked. File locks are per process, and closing any channel of the file releases
     * the lock, so they cannot detect a second use within the JVM.
     */
    private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final Path realFolder;
    private final FileChannel lock;
    // the files that must not be replaced while the folder is open, with their file keys
    private final Map<Path, Object> identities = new ConcurrentHashMap<>();

    private DataDirectory(Path folder, Path realFolder, FileChannel lock) throws IOException {
        this.folder = folder;
        this.realFolder = realFolder;
        this.lock = lock;
        watch(folder.resolve("lock"));
    }

    /**
     * Opens and locks the folder, and creates it if it does not exist.
     *
     * @throws IllegalStateException if another host uses the folder
     * @throws StoreException if the folder cannot be used
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

    /** Adds a file to those that {@link #requireUnchanged} checks. */
    void watch(Path file) throws IOException {
        identities.put(file, identity(file));
    }

    /** On a file system without file keys, only the existence of the file is checked. */
    private static Object identity(Path file) throws IOException {
        Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        return key == null ? "" : key;
    }

    /** @throws SQLException if the folder was deleted or replaced since it was opened */
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

    /** Returns the folder of the artifacts, which may not exist. */
    Path artifacts() {
        return folder.resolve("artifacts");
    }

    /** Releases the lock on the folder. */
    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            LOG.debug("The lock was not released; it ends with the process", e);
        } finally {
            OPEN.remove(realFolder);
        }
    }
}
