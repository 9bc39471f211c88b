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

import org.apache.camel.builder.LambdaRouteBuilder;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.testing.host.RunningHost;
import io.mlbatch.testing.http.RawConnection;

import static io.mlbatch.testing.host.HostCaller.assertResponse;
import static org.assertj.core.api.Assertions.assertThat;

/** The files of the page over the HTTP server of camel-main. */
@Tag("host")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MlbatchServicePageIT {

    private static final LambdaRouteBuilder SERVICE =
            routes -> routes.from("mlbatch-service:A/1.0").setBody(body -> "ok");

    @AutoClose
    private final RunningHost host = RunningHost.secured("anna", "s3cret", SERVICE);

    MlbatchServicePageIT() throws Exception {}

    @Test
    void page_isServedWithoutATokenAndWithStrictHeaders() throws Exception {
        HttpResponse<String> page = assertResponse(host.get("/mlbatch/"), 200, "<!doctype html>", "app.js");

        assertThat(page.headers().map())
                .containsEntry("content-type", List.of("text/html; charset=utf-8"))
                .containsEntry("x-content-type-options", List.of("nosniff"))
                .containsEntry("referrer-policy", List.of("no-referrer"))
                .containsEntry("cache-control", List.of("no-cache"));
        assertThat(header(page, "Content-Security-Policy")).contains("frame-ancestors 'none'");
        assertResponse(host.get("/mlbatch/app.js"), 200);
        assertResponse(host.get("/mlbatch/config"), 200, "\"login\":true", "\"publicUrl\":null");
    }

    /** The folder of the page has data and errors as well. */
    @ParameterizedTest
    @CsvSource({
        "GET, /mlbatch, 302",
        "GET, /mlbatch/config, 200",
        "GET, /mlbatch/none.js, 404",
        "GET, /mlbatch/%zz, 400",
        "GET, /mlbatch/data/executions, 401",
        "GET, /mlbatch/data/A/1.0/none, 401",
        "POST, /mlbatch/, 405"
    })
    void responseBesideThePage_cannotBeAPageAndIsNotStored(String method, String path, int status) throws Exception {
        try (RawConnection connection = host.connect()) {
            assertThat(connection
                            .send(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n")
                            .answer())
                    .startsWith("HTTP/1.1 " + status)
                    .contains("Content-Security-Policy: default-src 'none'; frame-ancestors 'none'; sandbox\r\n")
                    .contains("Cache-Control: no-store\r\n", "X-Content-Type-Options: nosniff\r\n");
        }
    }

    @Test
    void conditionalRequest_isNotModified() throws Exception {
        HttpResponse<String> script = host.get("/mlbatch/app.js");

        HttpResponse<String> again = host.get("/mlbatch/app.js", "If-None-Match", header(script, "ETag"));

        assertThat(assertResponse(again, 304).body()).isEmpty();
        assertThat(header(again, "ETag")).isEqualTo(header(script, "ETag"));
    }

    @Test
    void head_hasTheHeadersOfGet() throws Exception {
        HttpResponse<String> head = assertResponse(host.send("HEAD", "/mlbatch/app.js", null), 200);

        assertThat(head.body()).isEmpty();
        assertThat(header(head, "Content-Length")).isEqualTo(header(host.get("/mlbatch/app.js"), "Content-Length"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE"})
    void otherMethod_isNotAllowed(String method) throws Exception {
        HttpResponse<String> response = assertResponse(host.send(method, "/mlbatch/app.js", ""), 405);
        assertThat(header(response, "Allow")).isEqualTo("GET");
    }

    @ParameterizedTest
    @CsvSource({"/, mlbatch/", "/mlbatch, mlbatch/"})
    void addressThatAPersonTypes_leadsToThePage(String path, String location) throws Exception {
        assertThat(header(assertResponse(host.get(path), 302), "Location")).isEqualTo(location);
        assertThat(header(assertResponse(host.send("HEAD", path, null), 302), "Location"))
                .isEqualTo(location);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/mlbatch/../mlbatch/files.txt",
                "/mlbatch/files.txt",
                "/mlbatch/Page.class",
                "/mlbatch/..%2fhttp%2fapi%2fBatchApi.class",
                "/mlbatch/%2e%2e/%2e%2e/%2e%2e/%2e%2e/META-INF/MANIFEST.MF",
                "/mlbatch/..%5c..%5cMETA-INF%5cMANIFEST.MF",
                "/mlbatch//etc/passwd",
                "/mlbatch/%2fetc%2fpasswd",
                "/mlbatch/app.js%00.html",
                "/mlbatch/app.js/x"
            })
    void pathOutsideOfThePage_isNotFound(String path) throws Exception {
        try (RawConnection connection = host.connect()) {
            String response = connection
                    .send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    .answer();
            assertThat(response).startsWith("HTTP/1.1 404").doesNotContain("Manifest-Version", "root:");
        }
    }

    @Test
    void hostBelowAContextPath_hasThePageThere() throws Exception {
        try (RunningHost below = RunningHost.under("/ml", SERVICE)) {
            assertResponse(below.get("/mlbatch/"), 200, "<!doctype html>");
            assertResponse(below.get("/mlbatch/config"), 200, "\"login\":false");
            assertThat(header(assertResponse(below.get("/"), 302), "Location")).isEqualTo("mlbatch/");
            assertThat(header(assertResponse(below.get(""), 302), "Location")).isEqualTo("ml/mlbatch/");
            assertThat(header(assertResponse(below.get("/mlbatch"), 302), "Location"))
                    .isEqualTo("mlbatch/");
        }
    }

    @Test
    void publicUrl_isInTheSettingsOfThePageAndInSwagger() throws Exception {
        try (RunningHost proxied =
                RunningHost.with(component -> component.setPublicUrl("https://scoring.example/ml/"), SERVICE)) {
            assertResponse(proxied.get("/mlbatch/config"), 200, "\"publicUrl\":\"https://scoring.example/ml\"");
            assertResponse(
                    proxied.get("/api/A/1.0/swagger.json"),
                    200,
                    "\"host\":\"scoring.example\",\"basePath\":\"/ml\",\"schemes\":[\"https\"]");
        }
    }

    @Test
    void pathsOfTheApplication_takePrecedence() throws Exception {
        try (RunningHost own = RunningHost.open(routes -> {
            SERVICE.accept(routes);
            for (String path : new String[] {"/", "/mlbatch/own", "/mlbatches", "/mlbatch/app.js"}) {
                routes.from("platform-http:" + path).setBody(body -> "application " + path);
            }
        })) {
            for (String path : new String[] {"/", "/mlbatch/own", "/mlbatches", "/mlbatch/app.js"}) {
                assertResponse(own.get(path), 200, "application " + path);
            }
            assertResponse(own.get("/mlbatch/"), 200, "<!doctype html>");
        }
    }

    @Test
    void staticFilesOfTheApplication_doNotHideThePage() throws Exception {
        try (RunningHost own = RunningHost.on(
                server -> {
                    server.setStaticEnabled(true);
                    server.setStaticContextPath("/");
                    server.setStaticSourceDir("io/mlbatch/service/console");
                },
                SERVICE)) {
            assertResponse(own.get("/"), 200, "<!doctype html>");
            assertResponse(own.get("/mlbatch/"), 200, "<!doctype html>");
        }
    }

    @Test
    void withoutConsole_nothingIsServed() throws Exception {
        try (RunningHost off = RunningHost.with(component -> component.setConsole(false), SERVICE)) {
            for (String path : new String[] {"/", "/mlbatch", "/mlbatch/", "/mlbatch/config"}) {
                assertResponse(off.get(path), 404);
            }
            assertResponse(off.get("/services"), 200);
        }
    }

    @Test
    void hostWithoutCredentials_servesItsOwnPagesOnly() throws Exception {
        try (RunningHost open = RunningHost.open(SERVICE)) {
            assertResponse(open.get("/mlbatch/app.js", "Sec-Fetch-Site", "same-origin"), 200);
            assertResponse(open.get("/mlbatch/app.js", "Sec-Fetch-Site", "cross-site"), 403);
            // a link in a wiki
            assertResponse(open.get("/mlbatch/", "Sec-Fetch-Site", "cross-site"), 200);
            assertResponse(open.get("/mlbatch/config", "Origin", "https://evil.example"), 403);
            try (RawConnection connection = open.connect()) {
                assertThat(connection
                                .send("GET /mlbatch/ HTTP/1.1\r\nHost: evil.example\r\n\r\n")
                                .answer())
                        .startsWith("HTTP/1.1 403");
            }
        }
    }

    private static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElseThrow();
    }
}
