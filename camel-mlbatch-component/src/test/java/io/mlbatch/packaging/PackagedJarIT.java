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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Contents by which runtimes find the component: the manifest for OSGi, the index for Quarkus, the files of Camel. */
class PackagedJarIT {

    private static final String CAMEL = ";version=\"[4.14,5)\"";
    private static final String OPTIONAL = ";resolution:=optional";

    private PackagedJar jar;

    @BeforeEach
    void open() throws IOException, URISyntaxException {
        String camel = new DefaultCamelContext().getVersion();
        assumeTrue(
                Files.readString(Path.of("../pom.xml")).contains("<camel.version>" + camel + "</camel.version>"),
                "users get the jar that was compiled with the default Camel");
        jar = new PackagedJar();
    }

    @AfterEach
    void close() throws IOException {
        if (jar != null) {
            jar.close();
        }
    }

    @Test
    void jar_isAnOsgiBundleWithItsOwnName() throws IOException {
        assertThat(jar.path()).hasExtension("jar");
        assertThat(jar.header("Bundle-ManifestVersion")).isEqualTo("2");
        assertThat(jar.header("Bundle-SymbolicName")).isEqualTo("io.mlbatch.camel-mlbatch-component");
        assertThat(jar.header("Bundle-Version")).matches("\\d+\\.\\d+\\.\\d+(\\.SNAPSHOT)?");
        assertThat(jar.header("Bundle-License")).startsWith("\"Apache-2.0\"");
        assertThat(jar.header("Require-Capability")).contains("(osgi.ee=JavaSE)(version=17)");
    }

    @Test
    void bundle_importsTheTestedCamelLinesOnly() throws IOException {
        assertThat(jar.packages("Import-Package").entrySet().stream()
                        .filter(imported -> imported.getKey().startsWith("org.apache.camel")))
                .hasSizeGreaterThan(10)
                .allSatisfy(imported ->
                        assertThat(imported.getValue()).as(imported.getKey()).startsWith(CAMEL));
    }

    @Test
    void optionalImports_areTheOptionalDependenciesOfThePom() throws IOException {
        Map<String, String> imports = jar.packages("Import-Package");

        assertThat(imports.keySet().stream().filter(name -> imports.get(name).contains(OPTIONAL)))
                .contains(
                        "org.apache.camel.component.platform.http",
                        "org.apache.camel.impl.health",
                        "jakarta.servlet",
                        "io.vertx.core.http",
                        "org.sqlite",
                        "com.github.kagkarlsson.scheduler",
                        "org.springframework.security.crypto.bcrypt")
                .allMatch(name -> name.startsWith("org.apache.camel.component.platform.http")
                        || name.equals("org.apache.camel.impl.health")
                        || name.startsWith("jakarta.servlet")
                        || name.startsWith("io.vertx.")
                        || name.startsWith("io.netty.")
                        || name.startsWith("org.sqlite")
                        || name.startsWith("com.github.kagkarlsson.")
                        || name.startsWith("io.micrometer.")
                        || name.startsWith("org.springframework."));
    }

    @Test
    void imports_areThoseOfItsDependencies() throws IOException {
        assertThat(jar.packages("Import-Package").keySet()).allMatch(name -> Stream.of(
                        "org.apache.camel",
                        "org.apache.hc.",
                        "com.fasterxml.jackson.",
                        "de.siegmar.fastcsv.",
                        "org.slf4j",
                        "jakarta.servlet",
                        "io.vertx.",
                        "io.netty.",
                        "org.sqlite",
                        "com.github.kagkarlsson.",
                        "io.micrometer.",
                        "org.springframework.",
                        "javax.management",
                        "javax.net.ssl",
                        "javax.sql")
                .anyMatch(name::startsWith));
        assertThat(jar.packages("Import-Package").get("org.slf4j")).isEqualTo(";version=\"[1.7,3)\"");
    }

    @Test
    void exports_arePublicPackagesWithoutPackagesOfOthers() throws IOException {
        assertThat(jar.packages("Export-Package").keySet())
                .containsExactlyInAnyOrder(
                        "io.mlbatch.camel",
                        "io.mlbatch.camel.input",
                        "io.mlbatch.camel.output",
                        "io.mlbatch.camel.transform",
                        "io.mlbatch.client",
                        "io.mlbatch.client.files",
                        "io.mlbatch.protocol",
                        "io.mlbatch.protocol.objects",
                        "io.mlbatch.service",
                        "io.mlbatch.service.security");
        Set<String> packages = jar.files().stream()
                .filter(file -> file.endsWith(".class"))
                .map(file -> file.substring(0, file.lastIndexOf('/')).replace('/', '.'))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> declared = new TreeSet<>(jar.packages("Export-Package").keySet());
        declared.addAll(jar.packages("Private-Package").keySet());
        assertThat(packages).isEqualTo(declared).allMatch(name -> name.startsWith("io.mlbatch."));
    }

    @Test
    void jar_hasTheIndexForQuarkus() throws IOException {
        assertThat(jar.files()).contains("META-INF/jandex.idx");
        byte[] index = jar.read("META-INF/jandex.idx");
        assertThat(index).startsWith(0xBA, 0xBE, 0x1F, 0x15);
        assertThat(new String(index, StandardCharsets.ISO_8859_1))
                .contains("MlbatchComponent", "MlbatchServiceComponent", "MlbatchComponentConfigurer");
    }

    @Test
    void nativeImageMetadata_listsClassesThatRoutesCanName() throws IOException {
        String file = "META-INF/native-image/io.mlbatch/camel-mlbatch-component/reflect-config.json";

        assertThat(jar.files()).contains(file);
        assertThat(new String(jar.read(file), StandardCharsets.UTF_8)).contains("io.mlbatch.protocol.BatchResponse");
    }

    @Test
    void resourcesOfThePackages_areInTheJarAndInNativeImages() throws IOException {
        String file = "META-INF/native-image/io.mlbatch/camel-mlbatch-component/resource-config.json";
        List<Pattern> included = Pattern.compile("\"pattern\": \"(.*?)\"}")
                .matcher(new String(jar.read(file), StandardCharsets.UTF_8))
                .results()
                .map(found -> Pattern.compile(found.group(1).replace("\\\\", "\\")))
                .toList();

        assertThat(jar.files())
                .contains(
                        "io/mlbatch/protocol/json/swagger-template.json",
                        "io/mlbatch/service/console/index.html",
                        "io/mlbatch/service/console/files.txt")
                .filteredOn(name -> name.startsWith("io/mlbatch/") && !name.endsWith(".class") && !name.endsWith("/"))
                .allSatisfy(name -> assertThat(included)
                        .anyMatch(pattern -> pattern.matcher(name).matches()));
    }

    @Test
    void jar_hasTheGeneratedFiles() throws IOException {
        List<String> generated = files(Path.of("src/generated/java"));
        List<String> resources = files(Path.of("src/generated/resources"));

        assertThat(generated).hasSizeGreaterThan(6).allSatisfy(source -> assertThat(jar.files())
                .contains(source.replaceAll("\\.java$", ".class")));
        assertThat(resources)
                .contains(
                        "META-INF/services/org/apache/camel/component/mlbatch",
                        "META-INF/services/org/apache/camel/component/mlbatch-service",
                        "META-INF/services/org/apache/camel/TypeConverterLoader")
                .allSatisfy(file -> assertThat(jar.files()).contains(file));
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .toList();
        }
    }

    @Test
    void classOfAServiceFile_isInTheJar() throws IOException {
        int named = 0;
        for (String file : jar.files()) {
            if (file.startsWith("META-INF/services/") && !file.matches(".*\\.(json|properties)")) {
                for (String line : new String(jar.read(file), StandardCharsets.UTF_8)
                        .lines()
                        .toList()) {
                    if (!line.startsWith("#")) {
                        String name = line.replaceFirst("^class=", "");
                        assertThat(jar.files()).as(file).contains(name.replace('.', '/') + ".class");
                        named++;
                    }
                }
            }
        }
        assertThat(named).isGreaterThan(6);
    }

    @Test
    void jar_hasItsLicenseAndNoFileAtItsRoot() throws IOException {
        assertThat(jar.files()).allMatch(file -> file.contains("/"));
        for (String file : List.of("LICENSE", "NOTICE")) {
            assertThat(new String(jar.read("META-INF/" + file), StandardCharsets.UTF_8))
                    .isEqualTo(Files.readString(Path.of("../" + file)));
        }
    }
}
