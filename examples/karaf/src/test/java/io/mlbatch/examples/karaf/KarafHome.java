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
package io.mlbatch.examples.karaf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The folder of a Karaf: its configuration is written anew, and files of an earlier run are deleted. */
final class KarafHome {

    private final Path folder;

    KarafHome(Path folder) {
        this.folder = folder;
    }

    /** @param features the folder of this example's features files */
    void prepare(Path features) throws IOException {
        delete(folder.resolve("data"));
        Files.createDirectories(folder.resolve("data"));
        Files.deleteIfExists(folder.resolve("etc/io.mlbatch.example.cfg"));
        Files.write(
                folder.resolve("etc/org.apache.karaf.features.cfg"),
                List.of(
                        "featuresRepositories = " + karaf("framework") + "," + karaf("standard")
                                + ",mvn:io.mlbatch/camel-mlbatch-component/" + Build.version() + "/xml/features,"
                                + features.resolve("features.xml").toUri() + ","
                                + features.resolve("wrapped-camel.xml").toUri(),
                        "featuresBoot = (wrap,log,framework,feature,bundle,service,config),mlbatch-example-karaf",
                        "featuresBootAsynchronous = false"));
        // nothing but the folder that the build has filled: no network, no other repository of this machine
        Files.write(
                folder.resolve("etc/org.ops4j.pax.url.mvn.cfg"),
                List.of(
                        "org.ops4j.pax.url.mvn.defaultRepositories ="
                                + " ${karaf.home.uri}${karaf.default.repository}@id=system.repository@snapshots",
                        "org.ops4j.pax.url.mvn.repositories =",
                        "org.ops4j.pax.url.mvn.localRepository = ${karaf.data}/m2",
                        "org.ops4j.pax.url.mvn.useFallbackRepositories = false"));
    }

    private static String karaf(String name) {
        return "mvn:org.apache.karaf.features/" + name + "/" + Build.karafVersion() + "/xml/features";
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
