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
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.mlbatch.camel.MlbatchComponent;

/** The jar as it is published: integration tests run on it, and not on {@code target/classes}. */
final class PackagedJar implements AutoCloseable {

    /** A name with its attributes; commas within quotes do not separate clauses. */
    private static final Pattern CLAUSE = Pattern.compile("([\\w.\\-]+)((?:;[^,;\"]*(?:\"[^\"]*\")?)*)(?:,|$)");

    private final Path path;
    private final JarFile jar;

    PackagedJar() throws IOException, URISyntaxException {
        path = Path.of(MlbatchComponent.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        jar = new JarFile(path.toFile());
    }

    Path path() {
        return path;
    }

    String header(String name) throws IOException {
        return jar.getManifest().getMainAttributes().getValue(name);
    }

    /** Packages, each with its attributes and directives. */
    Map<String, String> packages(String header) throws IOException {
        Map<String, String> packages = new LinkedHashMap<>();
        Matcher clause = CLAUSE.matcher(header(header));
        while (clause.find()) {
            packages.put(clause.group(1), clause.group(2));
        }
        return packages;
    }

    /** Names of files, without those of folders. */
    Set<String> files() {
        Set<String> files = new TreeSet<>();
        jar.stream().filter(entry -> !entry.isDirectory()).forEach(entry -> files.add(entry.getName()));
        return files;
    }

    byte[] read(String file) throws IOException {
        return jar.getInputStream(jar.getJarEntry(file)).readAllBytes();
    }

    @Override
    public void close() throws IOException {
        jar.close();
    }
}
