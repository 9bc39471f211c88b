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
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.mlbatch.testing.ChildJvm;

/** The figures of one exchange, as a line {@code figures name=value ...} that one JVM prints and another reads. */
final class Figures {

    private static final String START = "figures";

    private final Map<String, String> values = new LinkedHashMap<>();

    /** @param value has no space in its text */
    Figures put(String name, Object value) {
        values.put(name, String.valueOf(value));
        return this;
    }

    String text(String name) {
        return Optional.ofNullable(values.get(name))
                .orElseThrow(() -> new IllegalArgumentException("no " + name + " in " + this));
    }

    long number(String name) {
        return Long.parseLong(text(name));
    }

    double fraction(String name) {
        return Double.parseDouble(text(name));
    }

    /** Runs a program in a JVM with a small heap, and returns the figures that it printed. */
    static List<Figures> ofSmallHeap(Path folder, Class<?> program, List<String> arguments)
            throws IOException, InterruptedException {
        return parsed(ChildJvm.runWithSmallHeap(folder, program, arguments));
    }

    /** Runs a program in a JVM with options, and returns the figures that it printed. */
    static List<Figures> of(Path folder, List<String> options, Class<?> program, List<String> arguments)
            throws IOException, InterruptedException {
        try (ChildJvm jvm = new ChildJvm("figures", folder, options, program, arguments)) {
            return parsed(jvm.awaitEnd());
        }
    }

    private static List<Figures> parsed(List<String> lines) {
        return lines.stream().map(Figures::parse).flatMap(Optional::stream).toList();
    }

    /** Reads a line; empty when it is something else. */
    private static Optional<Figures> parse(String line) {
        String[] parts = line.split(" ");
        if (!parts[0].equals(START)) {
            return Optional.empty();
        }
        Figures figures = new Figures();
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            figures.put(parts[i].substring(0, equals), parts[i].substring(equals + 1));
        }
        return Optional.of(figures);
    }

    @Override
    public String toString() {
        StringBuilder line = new StringBuilder(START);
        values.forEach(
                (name, value) -> line.append(' ').append(name).append('=').append(value));
        return line.toString();
    }
}
