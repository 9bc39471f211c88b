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
package io.mlbatch.survival;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The executions that the route of one node received. They are written before the route does anything else: a line that
 * was passed to the system survives a kill of the JVM.
 *
 * @param node has a file of its own
 */
record Emitted(String node, String id, boolean redelivered) {

    /** @param folder exists */
    void writeTo(Path folder) throws IOException {
        String line = id + " " + redelivered + "\n";
        try (OutputStream out =
                Files.newOutputStream(folder.resolve(node), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            out.write(line.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** All of all nodes, by the names of the nodes, each node's in their order. */
    static List<Emitted> readFrom(Path folder) throws IOException {
        List<Emitted> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                all.addAll(of(file));
            }
        }
        return all;
    }

    /** Every emission but the first of its execution. */
    static List<Emitted> repeated(List<Emitted> emissions) {
        Set<String> first = new HashSet<>();
        return emissions.stream().filter(emission -> !first.add(emission.id())).toList();
    }

    /** The lines that one node has written; empty if it has no file yet. */
    static List<Emitted> of(Path file) throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        String written = Files.readString(file);
        // a line that a kill has cut does not count as written
        String whole = written.substring(0, written.lastIndexOf('\n') + 1);
        return whole.lines()
                .map(line -> line.split(" "))
                .map(parts -> new Emitted(file.getFileName().toString(), parts[0], Boolean.parseBoolean(parts[1])))
                .toList();
    }
}
