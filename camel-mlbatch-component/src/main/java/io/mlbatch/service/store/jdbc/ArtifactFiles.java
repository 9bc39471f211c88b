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
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import io.mlbatch.service.store.Artifact;

/**
 * The files that records left, beside the database: a folder per execution, in it {@code record-position}. Their names,
 * which are a route's, are in the database alone. A file is there whole or not at all.
 */
final class ArtifactFiles {

    private final Path folder;

    ArtifactFiles(Path folder) {
        this.folder = folder;
    }

    /** Writes the files of one record, and has them on disk when it returns. */
    void write(long executionNo, int index, List<Artifact> artifacts) throws IOException {
        Path execution = of(executionNo);
        create(execution);
        for (int position = 0; position < artifacts.size(); position++) {
            String name = name(index, position);
            Path part = execution.resolve(name + ".part");
            try (FileChannel file = FileChannel.open(
                    part, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                ByteBuffer content = ByteBuffer.wrap(artifacts.get(position).content());
                while (content.hasRemaining()) {
                    file.write(content);
                }
                file.force(true);
            }
            Files.move(part, execution.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        }
        force(execution);
    }

    private void create(Path execution) throws IOException {
        if (!Files.exists(execution)) {
            Files.createDirectories(execution);
            force(folder);
            force(folder.toAbsolutePath().getParent());
        }
    }

    /** The names in a folder are on disk only once the folder is. */
    private static void force(Path folder) throws IOException {
        if (!FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            // Windows opens no folders
            return;
        }
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    /** One file; empty when it is gone. */
    Optional<InputStream> open(long executionNo, int index, int position) {
        try {
            return Optional.of(Files.newInputStream(of(executionNo).resolve(name(index, position))));
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("A stored artifact cannot be read", e);
        }
    }

    /** Deletes all files of an execution. */
    void delete(long executionNo) throws IOException {
        delete(of(executionNo));
    }

    private static void delete(Path execution) throws IOException {
        if (!Files.exists(execution)) {
            return;
        }
        try (Stream<Path> files = Files.list(execution)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(execution);
    }

    /** Deletes what belongs to none of these executions. */
    void keepOnly(Collection<Long> executionNos) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Set<Long> kept = Set.copyOf(executionNos);
        try (Stream<Path> executions = Files.list(folder)) {
            for (Path execution : (Iterable<Path>) executions::iterator) {
                String name = execution.getFileName().toString();
                // what has another name is not ours
                if (name.matches("[0-9]{1,18}") && !kept.contains(Long.valueOf(name))) {
                    delete(execution);
                }
            }
        }
    }

    private Path of(long executionNo) {
        return folder.resolve(Long.toString(executionNo));
    }

    private static String name(int index, int position) {
        return index + "-" + position;
    }
}
