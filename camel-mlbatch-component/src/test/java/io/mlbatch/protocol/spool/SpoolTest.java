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
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class SpoolTest {

    @TempDir
    private Path folder;

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }

    /** Writes in pieces of many sizes. */
    private Spool spool(int threshold, byte[] bytes) throws IOException {
        Random sizes = new Random(bytes.length);
        try (SpoolWriter writer = new SpoolWriter(new SpoolFactory(threshold, folder))) {
            for (int written = 0; written < bytes.length; ) {
                int count = Math.min(bytes.length - written, 1 + sizes.nextInt(10_000));
                writer.write(bytes, written, count);
                written += count;
            }
            return writer.finish();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1000, 65_535, 65_536, 65_537, 300_000})
    void writtenBytes_areReadFromMemoryAndDisk(int size) throws IOException {
        byte[] bytes = bytes(size);
        for (int threshold : new int[] {0, size / 2, Math.max(size - 1, 0), size, size + 1, Integer.MAX_VALUE}) {
            try (Spool spool = spool(threshold, bytes)) {
                assertThat(spool.isOnDisk()).as("threshold " + threshold).isEqualTo(size > threshold);
                assertThat(spool.read(0, size)).hasBinaryContent(bytes);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1_000_000})
    void anyPart_canBeReadAnyNumberOfTimes(int threshold) throws IOException {
        byte[] bytes = bytes(200_000);
        try (Spool spool = spool(threshold, bytes)) {
            InputStream other = spool.read(7, 200_000);
            for (int i = 0; i < 2; i++) {
                assertThat(spool.read(70_000, 70_003).readAllBytes())
                        .containsExactly(bytes[70_000], bytes[70_001], bytes[70_002]);
                assertThat(spool.read(5, 5).read()).isEqualTo(-1);
                assertThat((byte) spool.read(199_999, 200_000).read()).isEqualTo(bytes[199_999]);
            }
            assertThat((byte) other.read()).isEqualTo(bytes[7]);
            assertThat(other.read(new byte[8], 3, 0)).isZero();
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void file_hasNoNameWhileItIsRead() throws IOException {
        try (Spool spool = spool(0, bytes(10));
                Stream<Path> files = Files.list(folder)) {
            assertThat(spool.isOnDisk()).isTrue();
            assertThat(files).isEmpty();
        }
    }

    @Test
    void closedSpoolOnDisk_cannotBeReadAndSaysWhy() throws IOException {
        Spool spool = spool(0, bytes(10));
        InputStream opened = spool.read(0, 10);
        spool.close();
        spool.close();

        assertThatExceptionOfType(SpoolException.class)
                .isThrownBy(opened::read)
                .withMessageStartingWith("the temporary file is closed: it exists until the exchange ends");
    }

    @Test
    void closedSpoolInMemory_canStillBeRead() throws IOException {
        Spool spool = spool(100, bytes(10));
        spool.close();

        assertThat(spool.read(0, 10)).hasBinaryContent(bytes(10));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void writerClosedBeforeItsEnd_leavesNoFileAndNoDescriptor() throws IOException {
        SpoolWriter writer = new SpoolWriter(new SpoolFactory(0, folder));
        writer.write(bytes(10), 0, 10);
        assertThat(descriptors()).hasSize(1);

        writer.close();

        assertThat(descriptors()).isEmpty();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void file_isReadableByItsOwnerOnly() throws IOException {
        try (Spool spool = spool(0, bytes(10))) {
            assertThat(spool.isOnDisk()).isTrue();
            assertThat(descriptors()).singleElement().satisfies(file -> assertThat(
                            PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------"));
        }
    }

    /** Descriptors that this JVM has open of files in the folder, also of those without a name. */
    private List<Path> descriptors() throws IOException {
        List<Path> open = new ArrayList<>();
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            for (Path descriptor : all.toList()) {
                try {
                    Path target = Files.readSymbolicLink(descriptor);
                    if (target.startsWith(folder.toRealPath())) {
                        open.add(descriptor);
                    }
                } catch (NoSuchFileException closed) {
                    // the one that listed the others, or another thread's
                }
            }
        }
        return open;
    }

    @Test
    void folderThatIsMissing_isNamedOnceItIsNeeded() throws IOException {
        Path missing = folder.resolve("missing");
        try (SpoolWriter writer = new SpoolWriter(new SpoolFactory(5, missing))) {
            writer.write(bytes(5), 0, 5);

            assertThatExceptionOfType(SpoolException.class)
                    .isThrownBy(() -> writer.write(bytes(1), 0, 1))
                    .withMessageContaining("no temporary file could be made in " + missing)
                    .withCauseInstanceOf(IOException.class);
        }
    }

    @Test
    void negativeThreshold_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SpoolFactory(-1, folder))
                .withMessage("thresholdBytes must be 0 or more, not -1");
    }

    @Test
    void spoolsThatAreClosed_closeTheFilesThatAreLeft() throws IOException {
        SpoolFactory spools = new SpoolFactory(0, folder);
        Spool left;
        try (SpoolWriter writer = new SpoolWriter(spools)) {
            writer.write(bytes(10), 0, 10);
            left = writer.finish();
        }
        spools.close();
        spools.close();

        assertThatExceptionOfType(SpoolException.class)
                .isThrownBy(() -> left.read(0, 10).read());
    }

    @Test
    void interruptedReader_learnsTheEffectOfItsInterruption() throws IOException {
        try (Spool spool = spool(0, bytes(10))) {
            Thread.currentThread().interrupt();

            assertThatExceptionOfType(SpoolException.class)
                    .isThrownBy(() -> spool.read(0, 10).read())
                    .withMessageContaining("the reading thread was interrupted");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
