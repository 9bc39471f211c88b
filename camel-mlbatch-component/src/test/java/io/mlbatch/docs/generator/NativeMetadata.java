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
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.mlbatch.camel.MlbatchComponent;

/**
 * Classes that a native image must know because routes name them in expressions and conversions. Quarkus registers
 * components and endpoints by itself.
 */
public final class NativeMetadata extends GeneratedFile {

    private static final List<String> NAMED_BY_ROUTES =
            List.of("io.mlbatch.camel.output", "io.mlbatch.client", "io.mlbatch.protocol");

    public NativeMetadata() {
        super(MODULE.resolve(
                "src/main/resources/META-INF/native-image/io.mlbatch/camel-mlbatch-component/reflect-config.json"));
    }

    @Override
    public String content() {
        return NAMED_BY_ROUTES.stream()
                .flatMap(NativeMetadata::publicClasses)
                .map(name -> "  {\"name\": \"" + name + "\", \"allPublicMethods\": true}")
                .collect(Collectors.joining(",\n", "[\n", "\n]\n"));
    }

    private static Stream<String> publicClasses(String packageName) {
        try (Stream<Path> files = Files.list(classes().resolve(packageName.replace('.', '/')))) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".class") && !name.equals("package-info.class"))
                    .map(name -> packageName + "." + name.substring(0, name.length() - ".class".length()))
                    .filter(NativeMetadata::isPublic)
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path classes() throws URISyntaxException {
        return Path.of(MlbatchComponent.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
    }

    private static boolean isPublic(String name) {
        try {
            return Modifier.isPublic(Class.forName(name).getModifiers());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
