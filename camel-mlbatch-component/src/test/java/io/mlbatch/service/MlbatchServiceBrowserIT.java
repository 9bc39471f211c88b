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
package io.mlbatch.service;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.camel.builder.LambdaRouteBuilder;
import org.apache.camel.component.platform.http.main.MainHttpServer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.mlbatch.testing.host.RunningHost;
import io.mlbatch.testing.http.RawConnection;

import static io.mlbatch.testing.host.HostCaller.assertResponse;
import static org.assertj.core.api.Assertions.assertThat;

/** Requests of other sites' pages to a host on the machine of the browser. */
@Tag("host")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MlbatchServiceBrowserIT {

    private static final String BATCH = "/api/A/1.0/batch";

    private final AtomicInteger scored = new AtomicInteger();

    @AutoClose
    private final RunningHost host = RunningHost.open(routes());

    MlbatchServiceBrowserIT() throws Exception {}

    private LambdaRouteBuilder routes() {
        return routes -> {
            routes.from("mlbatch-service:A/1.0").process(exchange -> scored.incrementAndGet());
            routes.from("mlbatch-service:B/1.0").process(exchange -> scored.incrementAndGet());
        };
    }

    @ParameterizedTest
    @CsvSource({
        "application/x-www-form-urlencoded, Origin, https://evil.example",
        "text/plain, Origin, https://evil.example",
        "text/plain, Origin, null",
        "text/plain, Sec-Fetch-Site, cross-site",
        "text/plain, Sec-Fetch-Site, same-site"
    })
    void postOfAnotherSitesPage_isForbiddenAndComputesNothing(String contentType, String header, String value)
            throws Exception {
        int before = scored.get();
        for (String path : List.of(BATCH, "/api/A/1.0", "/login")) {
            assertResponse(
                    host.post(path, "[{}]", "Content-Type", contentType, header, value),
                    403,
                    "a web page of another origin",
                    "or set credentials");
        }
        assertResponse(host.delete(BATCH + "/x", header, value), 403);
        assertThat(scored).hasValue(before);
    }

    @ParameterizedTest
    @CsvSource({"GET, /services", "GET, /api/A/1.0/batch", "GET, /status", "POST, /login"})
    void hostOfAnotherName_isForbidden(String method, String path) throws Exception {
        String response = send(host, method, path, "Host: evil.example:8080");
        assertThat(response).startsWith("HTTP/1.1 403").contains("use localhost or 127.0.0.1 in the URL");
    }

    @ParameterizedTest
    @CsvSource({"host: evil.example", "HOST: evil.example"})
    void headersInAnyLetterCase_areChecked(String header) throws Exception {
        assertThat(send(host, "GET", "/services", header)).startsWith("HTTP/1.1 403");
        assertThat(send(host, "GET", "/services", "host: localhost\r\norigin: null"))
                .startsWith("HTTP/1.1 403");
    }

    @Test
    void parameterOfTheQuery_doesNotReplaceTheHostHeader() throws Exception {
        assertThat(send(host, "GET", "/services?Host=localhost", "Host: evil.example"))
                .startsWith("HTTP/1.1 403");
    }

    @ParameterizedTest
    @CsvSource({"localhost", "127.0.0.1:8080", "[::1]:8080"})
    void localHost_isServed(String name) throws Exception {
        assertThat(send(host, "GET", "/services", "Host: " + name)).startsWith("HTTP/1.1 200");
    }

    @Test
    void clientWithoutABrowsersHeaders_isServed() throws Exception {
        assertResponse(host.post(BATCH, "[{}]"), 202);
        assertResponse(host.get("/services"), 200);
    }

    @Test
    void pageOfTheHostItself_isServed() throws Exception {
        assertResponse(host.get("/services", "Origin", host.url(), "Sec-Fetch-Site", "same-origin"), 200);
    }

    @Test
    void pageAllowedByCors_needsAHostWithCredentials() throws Exception {
        String page = "http://app.example";
        try (RunningHost open = RunningHost.on(MlbatchServiceBrowserIT::allow, routes());
                RunningHost secured = RunningHost.on(
                        MlbatchServiceBrowserIT::allow,
                        component -> {
                            component.setUsername("anna");
                            component.setPassword("s3cret");
                        },
                        routes())) {
            assertResponse(open.get("/services", "Origin", page), 403);

            HttpResponse<String> login = assertResponse(
                    secured.post(
                            "/login",
                            "{\"username\":\"anna\",\"password\":\"s3cret\"}",
                            "Origin",
                            page,
                            "Sec-Fetch-Site",
                            "cross-site"),
                    200);
            assertThat(login.headers().firstValue("Access-Control-Allow-Origin"))
                    .contains(page);
            String token = login.body().replaceAll(".*\"access_token\":\"([^\"]+)\".*", "$1");
            assertResponse(secured.get("/services", "Origin", page, "Authorization", "Bearer " + token), 200);
            // the name of the host in the network, or that of a proxy
            assertThat(send(secured, "GET", "/status", "Host: scoring.example")).startsWith("HTTP/1.1 200");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/api/A/1.0/batch/x/api/B/1.0/batch",
        "/x/api/B/1.0/batch",
        "/api/api/B/1.0/batch",
        "/login/login",
        "/services/x/services/B/1.0"
    })
    void rootWithinThePath_isNotTheApi(String path) throws Exception {
        assertThat(host.get(path).statusCode()).isIn(404, 405);
        assertThat(host.post(path, "[{}]").statusCode()).isIn(404, 405);
    }

    private static void allow(MainHttpServer server) {
        server.getCors().setEnabled(true);
        server.getCors().setOrigins(List.of("http://app.example"));
    }

    private static String send(RunningHost asked, String method, String path, String host) throws Exception {
        try (RawConnection connection = asked.connect()) {
            return connection
                    .send(method + " " + path + " HTTP/1.1\r\n" + host + "\r\nContent-Length: 0\r\n\r\n")
                    .answer();
        }
    }
}
