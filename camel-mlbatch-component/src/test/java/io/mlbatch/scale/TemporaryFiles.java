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
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The files in this JVM's folder for temporary files, with a name or only an open descriptor. */
final class TemporaryFiles {

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private TemporaryFiles() {}

    static int named() throws IOException {
        try (Stream<Path> files = Files.list(folder())) {
            return (int) files.count();
        }
    }

    /** Descriptors of files there, also of those whose name is gone; 0 where the system does not show them. */
    static int open() throws IOException {
        if (!Files.exists(DESCRIPTORS)) {
            return 0;
        }
        List<Path> descriptors;
        try (Stream<Path> all = Files.list(DESCRIPTORS)) {
            descriptors = all.toList();
        }
        List<Path> open = new ArrayList<>();
        for (Path descriptor : descriptors) {
            try {
                // the target of one without a name ends with " (deleted)", in the same folder
                Path target = Files.readSymbolicLink(descriptor);
                if (target.startsWith(folder())) {
                    open.add(target);
                }
            } catch (NoSuchFileException closed) {
                // the one that listed the others, or another thread's
            }
        }
        return open.size();
    }

    private static Path folder() throws IOException {
        return Path.of(System.getProperty("java.io.tmpdir")).toRealPath();
    }
}
