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
package io.mlbatch.service.store.jdbc.execution;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
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

import io.mlbatch.service.store.ProducedArtifact;
import io.mlbatch.service.store.StoreException;
import io.mlbatch.service.store.jdbc.commit.ResultProducer;

/**
 * The artifacts of records as files beside the database. Each execution has a folder with files named
 * {@code record-position}. The names that the route chose are only in the database. A file exists completely or not at
 * all.
 */
public final class ArtifactFiles implements ArtifactStorage {

    private final Path folder;

    public ArtifactFiles(Path folder) {
        this.folder = folder;
    }

    /** Writes the files of one record and syncs them to disk. */
    @Override
    public boolean write(ResultProducer producer, int index, List<ProducedArtifact> artifacts) throws IOException {
        Path execution = of(producer.executionNo());
        create(execution);
        for (int position = 0; position < artifacts.size(); position++) {
            String name = name(index, position);
            write(execution.resolve(name), artifacts.get(position).content());
        }
        force(execution);
        return true;
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try (FileChannel channel = FileChannel.open(
                part, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer content = ByteBuffer.wrap(bytes);
            while (content.hasRemaining()) {
                channel.write(content);
            }
            channel.force(true);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Writes a file beside the folder of the artifacts and syncs it to disk. */
    public void writeBeside(String name, String content) throws IOException {
        Path file = folder.resolveSibling(name);
        write(file, content.getBytes(StandardCharsets.UTF_8));
        force(file.toAbsolutePath().getParent());
    }

    /** Checks that files can be written: writes a file and deletes it. */
    @Override
    public void probe() throws IOException {
        create(folder);
        Path file = folder.resolve("probe");
        write(file, new byte[4096]);
        Files.delete(file);
    }

    private void create(Path execution) throws IOException {
        if (!Files.exists(execution)) {
            // not the parent folder: it was created at the start, and must not be created again after its deletion
            createDirectory(folder);
            createDirectory(execution);
            force(folder);
            force(folder.toAbsolutePath().getParent());
        }
    }

    private static void createDirectory(Path directory) throws IOException {
        try {
            Files.createDirectory(directory);
        } catch (FileAlreadyExistsException existing) {
            if (!Files.isDirectory(directory)) {
                throw existing;
            }
        }
    }

    /** @throws StoreException if there is a file in place of the folder */
    public void requireFolder() {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new StoreException(
                    "Artifacts cannot be stored: " + folder + " is a file but must be a folder. Move the file away",
                    null);
        }
    }

    /** Syncs a folder to disk: file names are on disk only after the sync of their folder. */
    private static void force(Path folder) throws IOException {
        if (!FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            // Windows cannot open folders
            return;
        }
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    @Override
    public Optional<InputStream> open(long executionNo, int index, int position) throws IOException {
        try {
            return Optional.of(Files.newInputStream(of(executionNo).resolve(name(index, position))));
        } catch (NoSuchFileException deleted) {
            return Optional.empty();
        }
    }

    @Override
    public void delete(long executionNo) throws IOException {
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

    /** Returns true if there are files of any execution. */
    public boolean exist() throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> executions = Files.list(folder)) {
            return executions.anyMatch(ArtifactFiles::isOfExecution);
        }
    }

    private static boolean isOfExecution(Path execution) {
        return execution.getFileName().toString().matches("[0-9]{1,18}");
    }

    /** Deletes the files of all other executions. */
    public void keepOnly(Collection<Long> executionNos) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Set<Long> kept = Set.copyOf(executionNos);
        try (Stream<Path> executions = Files.list(folder)) {
            for (Path execution : (Iterable<Path>) executions::iterator) {
                // a file with another name was not created by this class
                if (isOfExecution(execution)
                        && !kept.contains(Long.valueOf(execution.getFileName().toString()))) {
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
