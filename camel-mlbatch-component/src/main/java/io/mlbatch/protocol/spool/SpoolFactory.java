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

import java.io.Closeable;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * Creates spools that write bytes beyond a threshold to files in a directory. Tracks the open files, so that no file
 * outlives the factory. Thread-safe.
 */
public final class SpoolFactory implements Closeable {

    /** 4 MiB: some 20,000 results with one small output each. */
    public static final int DEFAULT_THRESHOLD_BYTES = 4 * 1024 * 1024;

    /** Factory that writes nothing to disk. */
    public static final SpoolFactory IN_MEMORY = new SpoolFactory(Integer.MAX_VALUE, Path.of(""));

    private final int thresholdBytes;
    private final Path directory;
    // the garbage collector closes an unreachable spool with its channel
    private final Set<FileSpool> open = Collections.newSetFromMap(new WeakHashMap<>());

    /**
     * @param thresholdBytes the most bytes of one spool that stay in memory; 0: all bytes are written to disk
     * @param directory the directory of the files; it must exist
     */
    public SpoolFactory(int thresholdBytes, Path directory) {
        if (thresholdBytes < 0) {
            throw new IllegalArgumentException("thresholdBytes must be 0 or more, not " + thresholdBytes);
        }
        this.thresholdBytes = thresholdBytes;
        this.directory = Objects.requireNonNull(directory, "directory");
    }

    int thresholdBytes() {
        return thresholdBytes;
    }

    FileSpool openFile() throws SpoolException {
        FileSpool file = FileSpool.open(directory);
        synchronized (open) {
            open.add(file);
        }
        return file;
    }

    /** Closes the files that are still open, also those that are in use. */
    @Override
    public void close() {
        List<FileSpool> left;
        synchronized (open) {
            left = List.copyOf(open);
            open.clear();
        }
        left.forEach(FileSpool::close);
    }
}
