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
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a native image has to be told: the classes that routes name in expressions and conversions. Quarkus registers
 * components, endpoints and the like by itself.
 */
class NativeMetadataTest {

    private static final List<String> NAMED_BY_ROUTES =
            List.of("io.mlbatch.camel.output", "io.mlbatch.client", "io.mlbatch.protocol");

    private static final Path METADATA =
            Path.of("src/main/resources/META-INF/native-image/io.mlbatch/camel-mlbatch-component/reflect-config.json");

    @Test
    void publicClassOfARoute_isRegistered() throws IOException {
        String expected = NAMED_BY_ROUTES.stream()
                .flatMap(NativeMetadataTest::publicClasses)
                .map(name -> "  {\"name\": \"" + name + "\", \"allPublicMethods\": true}")
                .collect(Collectors.joining(",\n", "[\n", "\n]\n"));
        if (Boolean.getBoolean("mlbatch.docs.write")) {
            Files.createDirectories(METADATA.getParent());
            Files.writeString(METADATA, expected);
        }

        assertThat(METADATA)
                .as("Write it with: mvn -B -pl camel-mlbatch-component test -Dtest=NativeMetadataTest"
                        + " -Dmlbatch.docs.write=true")
                .content()
                .isEqualTo(expected)
                .contains("\"io.mlbatch.protocol.BatchResponse\"", "\"io.mlbatch.client.MlbatchException\"");
    }

    private static Stream<String> publicClasses(String packageName) {
        try (Stream<Path> files = Files.list(Path.of("target/classes", packageName.split("\\.")))) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".class") && !name.equals("package-info.class"))
                    .map(name -> packageName + "." + name.substring(0, name.length() - ".class".length()))
                    .filter(NativeMetadataTest::isPublic)
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isPublic(String name) {
        try {
            return Modifier.isPublic(Class.forName(name).getModifiers());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }
}
