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
package io.mlbatch.examples.quarkus;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.ZipFile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The input of a native build: only its metadata, since no native image is built here. */
class NativeMetadataIT {

    private static final Path SOURCES = Path.of("target/native-sources");

    private static JsonNode reflection;
    private static JsonNode resources;

    @BeforeAll
    static void readRegistrations() throws IOException {
        Path application = only(SOURCES, "*-runner.jar");
        reflection = read(application, "META-INF/native-image/reflect-config.json");
        resources = read(application, "META-INF/native-image/resource-config.json");
    }

    @Test
    void componentsConfigurersAndUriFactories_areRegistered() {
        assertThat(names(reflection))
                .contains(
                        "io.mlbatch.camel.MlbatchComponent",
                        "io.mlbatch.camel.MlbatchComponentConfigurer",
                        "io.mlbatch.camel.MlbatchEndpoint",
                        "io.mlbatch.camel.MlbatchEndpointConfigurer",
                        "io.mlbatch.camel.MlbatchEndpointUriFactory",
                        "io.mlbatch.camel.MlbatchProducer",
                        "io.mlbatch.camel.MlbatchConsumer",
                        "io.mlbatch.camel.transform.CsvDataTypeTransformer",
                        "io.mlbatch.service.MlbatchServiceComponent",
                        "io.mlbatch.service.MlbatchServiceComponentConfigurer",
                        "io.mlbatch.service.MlbatchServiceEndpoint",
                        "io.mlbatch.service.MlbatchServiceEndpointConfigurer",
                        "io.mlbatch.service.MlbatchServiceEndpointUriFactory",
                        "io.mlbatch.service.MlbatchServiceConsumer");
    }

    @Test
    void modelAndClassesThatRoutesName_areRegistered() throws IOException {
        Set<String> registered = names(reflection);
        registered.addAll(names(read(
                // Quarkus moves classes that it transforms, here a handler of Netty, and renames the jar to modified-…
                only(SOURCES.resolve("lib"), "*io.mlbatch.camel-mlbatch-component-*.jar"),
                "META-INF/native-image/io.mlbatch/camel-mlbatch-component/reflect-config.json")));

        assertThat(registered)
                .contains(
                        "io.mlbatch.examples.mtcars.Car",
                        "io.mlbatch.examples.mtcars.TransmissionModel",
                        "io.mlbatch.protocol.BatchResponse",
                        "io.mlbatch.protocol.ServiceResponse",
                        "io.mlbatch.client.UnknownOutcomeException",
                        "io.mlbatch.camel.output.Csv");
    }

    @Test
    void routesDataAndCatalogFiles_areInTheImage() {
        assertThat(resources.findValuesAsText("pattern"))
                .anyMatch(pattern -> includes(pattern, "camel/score.yaml"))
                .anyMatch(pattern -> includes(pattern, "data/mtcars.csv"))
                .anyMatch(pattern -> includes(pattern, "META-INF/io/mlbatch/camel/mlbatch.json"))
                .anyMatch(pattern -> includes(pattern, "META-INF/io/mlbatch/service/mlbatch-service.json"));
    }

    private static boolean includes(String pattern, String file) {
        return Pattern.matches(pattern, file);
    }

    private static Set<String> names(JsonNode classes) {
        Set<String> names = new HashSet<>();
        classes.forEach(entry -> names.add(entry.path("name").asText()));
        return names;
    }

    private static JsonNode read(Path jar, String entry) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile());
                InputStream json = zip.getInputStream(zip.getEntry(entry))) {
            return new ObjectMapper().readTree(json);
        }
    }

    private static Path only(Path folder, String glob) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, glob)) {
            return files.iterator().next();
        }
    }
}
