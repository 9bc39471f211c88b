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
package io.mlbatch.examples.generated;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Checks that the client is generated from the swagger.json of the host. {@code -Dmlbatch.docs.write=true} writes a
 * changed one.
 */
@Tag("host")
class SwaggerOfTheHostTest {

    private static final Path COMMITTED = Path.of("src/main/swagger/TxService.json");

    @Test
    void swaggerOfTheHost_isTheInputOfTheGenerator() throws Exception {
        String ofHost = pretty(swagger());
        if (Boolean.getBoolean("mlbatch.docs.write")) {
            Files.writeString(COMMITTED, ofHost);
        }
        assertThat(ofHost).isEqualTo(Files.readString(COMMITTED));
    }

    private static String swagger() throws Exception {
        try (Host host = new Host()) {
            Session session = new Session(host.url());
            session.login("analyst", "mtcars-1974");
            HttpRequest request = HttpRequest.newBuilder(URI.create(host.url() + "/api/TxService/1.0/swagger.json"))
                    .header("Authorization", "Bearer " + session.tokens().getAccessToken())
                    .build();
            HttpResponse<String> response =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            return response.body();
        }
    }

    private static String pretty(String json) throws Exception {
        return new ObjectMapper().readTree(json).toPrettyString() + "\n";
    }
}
