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
package io.mlbatch.scale;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import io.mlbatch.testing.ChildJvm;

import static org.assertj.core.api.Assertions.assertThat;

/** Runs programs in a JVM of their own with a heap of 64 MiB and an empty folder for temporary files. */
final class SmallHeapJvm {

    static final long HEAP_BYTES = 64L * 1024 * 1024;

    private final Path folder;

    /** @param folder is empty; what the programs print stays there */
    SmallHeapJvm(Path folder) {
        this.folder = folder;
    }

    /** Runs a program to its end, which must be a good one, and gives the figures that it printed. */
    List<Figures> run(Class<?> program, List<String> arguments) throws IOException, InterruptedException {
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        Path out = folder.resolve("out.txt");
        Path err = folder.resolve("err.txt");
        Process process = ChildJvm.of(options(temporary), program, arguments)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        boolean ended;
        try {
            ended = process.waitFor(5, TimeUnit.MINUTES);
        } finally {
            process.destroyForcibly();
        }
        String printed = Files.readString(out) + Files.readString(err);
        assertThat(ended)
                .as("%s ends by itself; it printed:%n%s", program, printed)
                .isTrue();
        assertThat(process.exitValue()).as("%s printed:%n%s", program, printed).isZero();
        return Files.readAllLines(out).stream()
                .map(Figures::parse)
                .flatMap(Optional::stream)
                .toList();
    }

    private static List<String> options(Path temporary) {
        return List.of(
                "-Xmx" + HEAP_BYTES,
                // else a route could take it for a failure like any other
                "-XX:+ExitOnOutOfMemoryError",
                "-Djava.io.tmpdir=" + temporary);
    }
}
