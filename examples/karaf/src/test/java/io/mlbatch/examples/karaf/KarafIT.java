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

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** A real Karaf installs the feature and scores. The test reads the outcome from its files and from the hosts. */
class KarafIT {

    private static final Pattern ID = Pattern.compile("\"([0-9a-f-]{36})\"");

    @TempDir
    private static Path executions;

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static Host host;
    private static List<ScoredFile> scored;
    private static String printed;

    @BeforeAll
    static void run() throws Exception {
        host = Host.start(executions);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        scored = KarafExample.run(host.url(), new PrintStream(out, true));
        printed = out.toString();
    }

    @AfterAll
    static void stop() {
        if (host != null) {
            host.close();
        }
    }

    @Test
    void bothRoutes_writeThePublishedPredictions() throws Exception {
        assertThat(scored).hasSize(2).allSatisfy(file -> {
            assertThat(file.predictions()).hasSize(32);
            assertThat(file.largestDifference()).isLessThan(KarafExample.TOLERANCE);
        });
        assertThat(printed).contains("yaml route: 32 predictions", "java route: 32 predictions");

        String token = token();
        Matcher id = ID.matcher(get(token, "/api/TxService/1.0/batch"));
        List<String> ids = id.results().map(found -> found.group(1)).toList();
        assertThat(ids).as("one batch of each route").hasSize(2).doesNotHaveDuplicates();
        for (String execution : ids) {
            assertThat(get(token, "/api/TxService/1.0/batch/" + execution + "?showPartialResults=false"))
                    .containsPattern("(?i)\"state\":\"complete\"")
                    .contains("\"completedItemCount\":32");
        }
    }

    @Test
    void serviceOfTheBundle_computesABatchOfACallerOutside() {
        assertThat(printed)
                .containsPattern("hosts Power/1.0 at http://127.0.0.1:\\d+: 110 and 335 hp are 82.0 and 249.8 kW");
    }

    private static String token() throws Exception {
        HttpRequest login = HttpRequest.newBuilder(URI.create(host.url() + "/login"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"username\":\"analyst\",\"password\":\"mtcars-1974\"}"))
                .build();
        String response = CLIENT.send(login, BodyHandlers.ofString()).body();
        Matcher token = Pattern.compile("\"access_token\":\"([^\"]+)\"").matcher(response);
        assertThat(token.find()).as(response).isTrue();
        return token.group(1);
    }

    private static String get(String token, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(host.url() + path))
                .header("Authorization", "Bearer " + token)
                .build();
        return CLIENT.send(request, BodyHandlers.ofString()).body();
    }
}
