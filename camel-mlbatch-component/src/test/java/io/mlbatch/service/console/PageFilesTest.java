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
package io.mlbatch.service.console;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.service.http.api.HttpResponse;

import static org.assertj.core.api.Assertions.assertThat;

class PageFilesTest {

    private static final Path FOLDER = Path.of("src/main/resources/io/mlbatch/service/console");

    private final PageFiles files = new PageFiles();

    @Test
    void list_hasEveryFileOfTheFolder() throws Exception {
        try (var found = Files.list(FOLDER)) {
            List<String> names = found.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals(PageFiles.LIST))
                    .sorted()
                    .toList();
            assertThat(Files.readAllLines(FOLDER.resolve(PageFiles.LIST))).isEqualTo(names);
        }
    }

    @Test
    void wholePage_isSmallerThan150Kilobytes() throws Exception {
        long bytes = 0;
        try (var found = Files.list(FOLDER)) {
            for (Path file : found.toList()) {
                bytes += Files.size(file);
            }
        }
        assertThat(bytes).isLessThan(150 * 1024);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ".", "..", "files.txt", "Page.class", "../api/BatchApi.class", "/index.html", "INDEX.HTML"})
    void nameThatIsNotListed_isNotFound(String name) {
        assertThat(files.find(name)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"index.html, text/html", "icon.svg, image/svg+xml", "uPlot.iife.min.js, text/javascript"})
    void file_hasTheTypeOfItsName(String name, String type) {
        assertThat(response(name, null).headers().get("Content-Type")).startsWith(type);
    }

    @Test
    void page_runsItsOwnFilesOnly() {
        assertThat(response("index.html", null).headers().get("Content-Security-Policy"))
                .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe", "http:", "https:", "*");
        assertThat(new String((byte[]) response("index.html", null).body(), StandardCharsets.UTF_8))
                .doesNotContain("<style", " style=", "://")
                .doesNotContainPattern("<script(?! src=)")
                .doesNotContainPattern(" on[a-z]+=");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ETAG", "W/ETAG", "\"other\", ETAG", "*"})
    void unchangedFile_isNotSentAgain(String ifNoneMatch) {
        String etag = response("index.html", null).headers().get("ETag");

        HttpResponse response = response("index.html", ifNoneMatch.replace("ETAG", etag));

        assertThat(response.status()).isEqualTo(304);
        assertThat(response.body()).isEqualTo(new byte[0]);
        assertThat(response.headers()).containsEntry("ETag", etag).containsEntry("Cache-Control", "no-cache");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"other\"", "\"\"", ",", "W/"})
    void otherETag_getsTheFile(String ifNoneMatch) {
        assertThat(response("index.html", ifNoneMatch).status()).isEqualTo(200);
    }

    private HttpResponse response(String name, String ifNoneMatch) {
        return files.find(name).orElseThrow().response(Optional.ofNullable(ifNoneMatch));
    }
}
