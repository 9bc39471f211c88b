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
package io.mlbatch.examples.springboot;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

import org.apache.camel.test.spring.junit5.CamelSpringBootTest;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/** Behind a proxy of this machine, which the tests are: the servlet container takes the callers' addresses from it. */
@CamelSpringBootTest
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "camel.component.mlbatch.serverUrl=http://localhost:${local.server.port}",
            "server.forward-headers-strategy=native"
        })
class CallersTest {

    private final HttpClient client = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    @Test
    void guessesFromOneAddress_delayOnlyThatAddress() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertThat(login("guessed-" + i, "203.0.113.7").statusCode()).isEqualTo(401);
        }

        HttpResponse<String> tooMany = login("guessed-more", "203.0.113.7");
        assertThat(tooMany.statusCode()).isEqualTo(429);
        assertThat(tooMany.headers().firstValue("Retry-After")).isPresent();
        assertThat(login("guessed-more", "203.0.113.8").statusCode()).isEqualTo(401);
    }

    @Test
    void callersOnThisMachine_doNotWaitForEachOther() throws Exception {
        for (int i = 0; i < 6; i++) {
            assertThat(login("local-" + i, null).statusCode()).isEqualTo(401);
        }
    }

    private HttpResponse<String> login(String name, String forwardedFor) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/login"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"username\":\"" + name + "\",\"password\":\"guess\"}"));
        if (forwardedFor != null) {
            request.header("X-Forwarded-For", forwardedFor);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }
}
