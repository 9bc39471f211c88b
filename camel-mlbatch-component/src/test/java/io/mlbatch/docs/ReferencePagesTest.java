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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.mlbatch.docs.generator.CatalogSchema;
import io.mlbatch.docs.generator.GeneratedFile;
import io.mlbatch.docs.generator.ReferencePage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The tables of the reference pages match the catalog's schemas. */
class ReferencePagesTest {

    private static final String MARKERS = """
            // component header: START
            // component header: END
            Before.
            // component dependency: START
            // component dependency: END
            // component options: START
            // component options: END
            // endpoint options: START
            // endpoint options: END
            // component headers: START
            // component headers: END
            After.
            """;

    static List<ReferencePage> pages() throws IOException {
        return ReferencePage.all();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void tablesOfAPage_matchItsSchema(ReferencePage page) throws IOException {
        assertThat(page.difference())
                .as("%s differs from the catalog's schema. Write its tables with: %s", page, GeneratedFile.COMMAND)
                .isEmpty();
    }

    @Test
    void writtenPage_keepsItsTextAndFollowsTheSchema(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("some-component.adoc"), MARKERS);

        ReferencePage.in(folder, schema("1.0")).write();

        assertThat(file)
                .content()
                .contains("Before.\n")
                .contains("<version>1.0</version>")
                .endsWith("After.\n");
        assertThat(ReferencePage.in(folder, schema("1.0")).difference()).isEmpty();
        assertThat(ReferencePage.in(folder, schema("2.0")).difference())
                .hasValueSatisfying(difference -> assertThat(difference)
                        .contains("<version>1.0</version>")
                        .contains("<version>2.0</version>"));
    }

    @Test
    void pageWithoutAMarker_failsWithTheMissingMarker(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("some-component.adoc"), MARKERS.replace("// endpoint options: END\n", ""));

        assertThatThrownBy(() -> ReferencePage.in(folder, schema("1.0")).write())
                .hasMessageContaining("some-component.adoc")
                .hasMessageContaining("// endpoint options: END");
    }

    private static CatalogSchema schema(String version) throws IOException {
        String json = "{\"component\":{\"name\":\"some\",\"version\":\"" + version + "\"}}";
        return CatalogSchema.parse(json.getBytes(StandardCharsets.UTF_8));
    }
}
