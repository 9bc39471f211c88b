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
package io.mlbatch.docs.generator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** File of this module that is generated, as a whole or in parts. {@link #main} writes all of them. */
public abstract class GeneratedFile {

    /** Command that writes the files, for messages of tests. */
    public static final String COMMAND = "mvn -B -Pgenerate -pl camel-mlbatch-component test-compile";

    /** Folder of the module: Maven sets its property, other runners start in the folder. */
    static final Path MODULE = Path.of(System.getProperty("basedir", ""));

    private final Path file;

    GeneratedFile(Path file) {
        this.file = file;
    }

    public static void main(String[] args) throws IOException {
        List<GeneratedFile> files = new ArrayList<>(ReferencePage.all());
        files.add(new SpringMetadata());
        files.add(new NativeMetadata());
        files.add(new MeterTable());
        for (GeneratedFile generated : files) {
            generated.write();
        }
    }

    /** Returns the content that the file must have. */
    public abstract String content() throws IOException;

    final Path file() {
        return file;
    }

    public final void write() throws IOException {
        Files.writeString(file, content());
    }

    /** Returns the first line that differs from the content that the file must have, with its number. */
    public final Optional<String> difference() throws IOException {
        List<String> found = Files.readString(file).lines().toList();
        List<String> expected = content().lines().toList();
        for (int i = 0; i < Math.max(found.size(), expected.size()); i++) {
            String is = i < found.size() ? found.get(i) : "(end of the file)";
            String must = i < expected.size() ? expected.get(i) : "(end of the file)";
            if (!is.equals(must)) {
                return Optional.of("line %d is%n  %s%nand must be%n  %s".formatted(i + 1, is, must));
            }
        }
        return Optional.empty();
    }

    @Override
    public final String toString() {
        return file.getFileName().toString();
    }
}
