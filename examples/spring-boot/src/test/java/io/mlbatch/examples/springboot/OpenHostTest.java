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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.zip.GZIPOutputStream;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.test.spring.junit5.CamelSpringBootTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A host without credentials in a servlet container, below a context path. */
@CamelSpringBootTest
@SpringBootTest(
        classes = OpenHostTest.Application.class,
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            // not the settings of the example, which have credentials
            "spring.config.name=none",
            "camel.main.routes-include-pattern=classpath:none/*.yaml",
            "server.address=127.0.0.1",
            "server.servlet.context-path=/ml"
        })
class OpenHostTest {

    private static final String BATCH = "/ml/api/A/1.0/batch";

    @LocalServerPort
    private int port;

    @EnableAutoConfiguration
    static class Application {

        @Bean
        RouteBuilder routes() {
            return new RouteBuilder() {
                @Override
                public void configure() {
                    from("mlbatch-service:A/1.0").log("scored");
                    from("mlbatch-service:B/1.0").log("scored");
                    from("platform-http:/mlbatch/own").setBody(constant("own page"));
                }
            };
        }
    }

    @Test
    void clientOnTheSameMachine_isServedBelowTheContextPath() throws IOException {
        assertThat(send("POST", BATCH, "Host: localhost:" + port)).startsWith("HTTP/1.1 202");
        assertThat(send("GET", "/ml/services", "Host: 127.0.0.1")).startsWith("HTTP/1.1 200");
    }

    @Test
    void gzippedBody_isUnpacked() throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write("[{}]".getBytes(StandardCharsets.UTF_8));
        }
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + BATCH))
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofByteArray(packed.toByteArray()))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(request, BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(202);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: evil.example",
                "Host: localhost\r\nOrigin: https://evil.example",
                "Host: localhost\r\nOrigin: null",
                "Host: localhost\r\nSec-Fetch-Site: cross-site"
            })
    void pageOfAnotherSite_isForbidden(String headers) throws IOException {
        assertThat(send("POST", BATCH, headers)).startsWith("HTTP/1.1 403");
        assertThat(send("GET", "/ml/services?Host=localhost", headers)).startsWith("HTTP/1.1 403");
        // other sites may link the index of the page, which has no data
        assertThat(send("GET", "/ml/mlbatch/app.js", headers)).startsWith("HTTP/1.1 403");
    }

    @Test
    void page_isServedBelowTheContextPath() throws IOException {
        String page = send("GET", "/ml/mlbatch/", "Host: localhost:" + port);

        assertThat(page)
                .startsWith("HTTP/1.1 200")
                .contains("Content-Type: text/html;charset=utf-8", "Content-Security-Policy: default-src 'none'")
                .contains("X-Content-Type-Options: nosniff", "<!doctype html>");
        String etag = page.replaceAll("(?s).*ETag: (\\S+).*", "$1");
        assertThat(send("GET", "/ml/mlbatch/", "Host: localhost\r\nIf-None-Match: " + etag))
                .startsWith("HTTP/1.1 304")
                .doesNotContain("<!doctype html>");
        assertThat(send("HEAD", "/ml/mlbatch/app.js", "Host: localhost"))
                .startsWith("HTTP/1.1 200")
                .contains("Content-Type: text/javascript;charset=utf-8")
                .endsWith("\r\n\r\n");
        assertThat(send("GET", "/ml/mlbatch", "Host: localhost"))
                .startsWith("HTTP/1.1 302")
                .contains("Location: mlbatch/");
        assertThat(send("GET", "/ml/mlbatch/config", "Host: localhost")).contains("\"login\":false");
        assertThat(send("GET", "/ml/mlbatch/data/executions", "Host: localhost"))
                .contains("\"executions\":[");
    }

    @Test
    void dataOfThePage_isServed() throws IOException {
        String id =
                send("POST", BATCH, "Host: localhost").replaceAll("(?s).*\"batchExecutionId\":\"([^\"]+)\".*", "$1");
        String data = "/ml/mlbatch/data/A/1.0/" + id;

        await().atMost(Duration.ofSeconds(60))
                .until(() -> send("GET", data, "Host: localhost").contains("\"state\":\"Complete\""));
        assertThat(send("GET", data + "/rows?failed=first", "Host: localhost")).contains("\"matching\":1");
        assertThat(send("GET", data + "/summary?inputs=true", "Host: localhost"))
                .contains("\"complete\":true");
        assertThat(send("GET", data + "/download", "Host: localhost"))
                .startsWith("HTTP/1.1 200")
                .contains("Content-Disposition: attachment; filename=\"A-1.0-" + id + ".csv\"", "\r\n0,TRUE,");
        assertThat(send("HEAD", data + "/download", "Host: localhost"))
                .startsWith("HTTP/1.1 200")
                .endsWith("\r\n\r\n");
        assertThat(send("GET", data + "/rows?sort=hp", "Host: localhost")).startsWith("HTTP/1.1 400");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/ml/mlbatch/files.txt",
                "/ml/mlbatch/Page.class",
                "/ml/mlbatch/../mlbatch/files.txt",
                "/ml/mlbatch/%2e%2e/%2e%2e/META-INF/MANIFEST.MF",
                "/ml/mlbatch/..%2f..%2fapplication.yaml",
                "/ml/mlbatch/app.js;x=/../y"
            })
    void pathOutsideOfThePage_isNotFound(String path) throws IOException {
        assertThat(send("GET", path, "Host: localhost")).containsPattern("^HTTP/1.1 40[04]");
    }

    @Test
    void pathOfTheApplication_takesPrecedenceOverThePage() throws IOException {
        assertThat(send("GET", "/ml/mlbatch/own", "Host: localhost")).contains("own page");
        assertThat(send("GET", "/ml/", "Host: localhost")).startsWith("HTTP/1.1 404");
    }

    @Test
    void rootWithinThePath_isNotTheApi() throws IOException {
        assertThat(send("GET", "/ml/api/A/1.0/batch/x/api/B/1.0/batch", "Host: localhost"))
                .startsWith("HTTP/1.1 404");
    }

    private String send(String method, String path, String headers) throws IOException {
        // the HTTP client of Java does not send another Host header
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(60_000);
            String body = method.equals("POST") ? "[{}]" : "";
            String request =
                    method + " " + path + " HTTP/1.1\r\n" + headers + "\r\nConnection: close\r\nContent-Length: "
                            + body.length() + "\r\nContent-Type: text/plain\r\n\r\n" + body;
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
