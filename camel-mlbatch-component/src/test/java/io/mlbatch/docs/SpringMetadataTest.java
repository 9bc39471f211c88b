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
package io.mlbatch.docs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.mlbatch.docs.generator.CatalogSchema;
import io.mlbatch.docs.generator.GeneratedFile;
import io.mlbatch.docs.generator.SpringMetadata;
import io.mlbatch.springboot.MlbatchAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/** The files that Spring Boot and its editors read. */
class SpringMetadataTest {

    private static final String IMPORTS =
            "/META-INF/spring/org.springframework.boot.autoconfigure.AutoConfiguration.imports";

    @Test
    void completionMetadata_matchesTheSchemas() throws IOException {
        assertThat(new SpringMetadata().difference())
                .as("Write it with: %s", GeneratedFile.COMMAND)
                .isEmpty();
    }

    @Test
    void option_hasItsDashedNameTypeDefaultAndValues() throws IOException {
        String schema = """
                {"component": {"name": "some"}, "componentProperties": {
                  "maxDelay": {"index": 0, "kind": "property", "type": "duration", "javaType": "long",
                               "defaultValue": "1s", "description": "d"},
                  "most": {"index": 1, "kind": "property", "type": "integer", "javaType": "int", "defaultValue": 7,
                           "description": "m"},
                  "onStop": {"index": 2, "kind": "property", "type": "enum", "javaType": "x.Y", "enum": ["leave", "cancel"],
                             "description": "o"}}}
                """;

        String metadata = SpringMetadata.json(List.of(CatalogSchema.parse(schema.getBytes(StandardCharsets.UTF_8))));

        assertThat(metadata.replaceAll("\\s+", " "))
                .contains("\"name\": \"camel.component.some.max-delay\", \"type\": \"java.lang.String\","
                        + " \"description\": \"d\"")
                .contains("\"defaultValue\": \"1s\"")
                .contains("\"name\": \"camel.component.some.most\", \"type\": \"java.lang.Integer\"")
                .contains("\"defaultValue\": 7")
                .contains("{ \"name\": \"camel.component.some.on-stop\", \"values\": [ { \"value\": \"leave\" },"
                        + " { \"value\": \"cancel\" } ] }");
    }

    @Test
    void importsFile_namesTheAutoConfiguration() throws IOException {
        try (var imports = SpringMetadataTest.class.getResourceAsStream(IMPORTS)) {
            assertThat(new String(imports.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo(MlbatchAutoConfiguration.class.getName() + "\n");
        }
    }
}
