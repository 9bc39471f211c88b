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
package io.mlbatch.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Graph of resolved dependencies with all edges, as {@code dependency:tree} writes it. */
final class DependencyTree {

    private static final Pattern EDGE = Pattern.compile("\"([^\"]+)\" -> \"([^\"]+)\"");
    private static final Pattern NODE = Pattern.compile("\\(?([\\w.\\-]+):([\\w.\\-]+):jar:([\\w.\\-]+)(:\\w+)?.*");
    private static final Pattern OPTIONAL =
            Pattern.compile("<artifactId>([^<]+)</artifactId>\\s*<optional>true</optional>");

    private final Map<String, Set<String>> edges = new HashMap<>();
    private final Map<String, String> versions = new HashMap<>();
    private final Set<String> ofItsOwn = new HashSet<>();

    /** @param dot the file that Maven has written */
    DependencyTree(Path dot) throws IOException {
        Matcher edge = EDGE.matcher(Files.readString(dot));
        while (edge.find()) {
            Matcher from = node(edge.group(1));
            Matcher to = node(edge.group(2));
            edges.computeIfAbsent(from.group(2), name -> new LinkedHashSet<>()).add(to.group(2));
            if (!edge.group(2).startsWith("(")) {
                versions.put(to.group(2), to.group(3));
                if (from.group(2).equals("camel-mlbatch-component")
                        && !to.group(4).matches(":(compile|runtime)")) {
                    ofItsOwn.add(to.group(2));
                }
            }
        }
    }

    private static Matcher node(String label) {
        Matcher node = NODE.matcher(label);
        if (!node.matches()) {
            throw new IllegalArgumentException("No artifact: " + label);
        }
        return node;
    }

    /** Returns the artifacts that users of the component receive, with their versions. */
    Map<String, String> runtime(Path pom) throws IOException {
        Set<String> seen = new HashSet<>(ofItsOwn);
        OPTIONAL.matcher(Files.readString(pom)).results().forEach(found -> seen.add(found.group(1)));
        Map<String, String> runtime = new TreeMap<>();
        Deque<String> open = new ArrayDeque<>();
        for (String direct : edges.get("camel-mlbatch-component")) {
            if (!seen.contains(direct)) {
                open.add(direct);
            }
        }
        while (!open.isEmpty()) {
            String artifact = open.remove();
            if (runtime.put(artifact, versions.get(artifact)) == null) {
                open.addAll(edges.getOrDefault(artifact, Set.of()));
            }
        }
        return runtime;
    }
}
