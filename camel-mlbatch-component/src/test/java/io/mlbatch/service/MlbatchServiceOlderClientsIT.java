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

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.protocol.json.RecordsJson;
import io.mlbatch.testing.host.RunningHost;

import static org.assertj.core.api.Assertions.assertThat;

/** Requests and expectations of clients that are older than the host: R, PowerShell, .NET and generated ones. */
@Tag("host")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MlbatchServiceOlderClientsIT {

    private static final String SERVICE = "/api/Text/1.0";
    private static final String RECORD = "{\"text\":\"Zürich\"}";

    private RunningHost host;
    private Map<String, Object> tokens;

    @BeforeAll
    void start() throws Exception {
        host = RunningHost.secured("admin", "secret", routes());
        tokens = login();
    }

    @AfterAll
    void stop() throws Exception {
        host.close();
    }

    private static RoutesBuilder routes() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("mlbatch-service:Text/1.0?inputs=text:character&outputs=answer:character&artifacts=a.txt")
                        .setVariable("mlbatch.artifact.a.txt", simple("${body[text]}"))
                        .setBody(simple("${body[text]}"));
            }
        };
    }

    @Test
    void loginOfJsonliteWithListsOfOne_isRead() throws Exception {
        HttpResponse<String> login = host.post("/login", "{\"username\":[\"admin\"],\"password\":[\"secret\"]}");
        assertThat(login.statusCode()).as(login.body()).isEqualTo(200);
        HttpResponse<String> refresh = host.post(
                "/login/refreshToken", "{\"refreshToken\":[\"" + fields(login).get("refresh_token") + "\"]}");
        assertThat(refresh.statusCode()).as(refresh.body()).isEqualTo(200);
        assertThat(fields(refresh)).containsKey("access_token");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[\"admin\",\"admin\"]", "[]", "[null]", "[[\"admin\"]]", "{}"})
    void loginWithAnotherList_isRejected(String username) throws Exception {
        HttpResponse<String> answer = host.post("/login", "{\"username\":" + username + ",\"password\":\"secret\"}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("the login has no username");
    }

    /** Strict clients of the vendor's documents, as for Go, accept no number; those that expect one parse the text. */
    @Test
    void expiresOn_isEpochSecondsInAString() {
        long now = Instant.now().getEpochSecond();
        assertThat(tokens.get("expires_in")).isEqualTo(3600);
        assertThat(tokens.get("expires_on"))
                .isInstanceOfSatisfying(
                        String.class, text -> assertThat(Long.parseLong(text)).isBetween(now, now + 3600));
    }

    @Test
    void revokedToken_returnsALoginWithoutTokens() throws Exception {
        Map<String, Object> login = login();
        HttpResponse<String> answer = host.delete(
                "/login/refreshToken?refreshToken=" + login.get("refresh_token"),
                "Authorization",
                "Bearer " + login.get("access_token"));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(fields(answer)).containsOnlyKeys(login.keySet()).containsEntry("access_token", "");
        assertThat(fields(answer)).containsEntry("refresh_token", "").containsEntry("expires_in", 0);
    }

    @ParameterizedTest
    @CsvSource({
        "ISO-8859-1,application/json; charset=iso-8859-1",
        "ISO-8859-1,application/json;charset=\"Latin1\"",
        "windows-1252,application/json; Charset=windows-1252; x=y",
        "UTF-16LE,application/json; charset=utf-16",
        "UTF-16,application/json; charset=utf-16",
        "UTF-16BE,application/json; charset=utf-16be",
        "UTF-8,application/json; charset=utf8",
        "UTF-8,application/json; charset=",
        "GB18030,text/plain; charset=gb18030"
    })
    void body_isReadInTheCharsetOfItsContentType(String charset, String contentType) throws Exception {
        HttpResponse<String> answer = post(SERVICE, RECORD.getBytes(Charset.forName(charset)), contentType);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("\"answer\":\"Zürich\"");
    }

    @Test
    void unknownCharset_isRejectedWithItsName() throws Exception {
        HttpResponse<String> answer =
                post(SERVICE, RECORD.getBytes(StandardCharsets.UTF_8), "text/json; charset=ebcdic");
        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(answer.body()).contains("The charset 'ebcdic' of the Content-Type is unknown", "UTF-8");
        // a call without a body has none to decode
        assertThat(host.get("/services", "Authorization", bearer(), "Content-Type", "text/json; charset=ebcdic")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void bytesOutsideOfTheCharset_areRejected() throws Exception {
        HttpResponse<String> answer =
                post(SERVICE, RECORD.getBytes(StandardCharsets.UTF_8), "application/json; charset=us-ascii");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("The body is not text in US-ASCII");
    }

    /** PowerShell 5.1 sends Latin-1 unless its Content-Type names a charset. */
    @Test
    void latin1WithoutACharset_isRejectedWithTheRemedy() throws Exception {
        HttpResponse<String> answer = post(SERVICE, RECORD.getBytes(StandardCharsets.ISO_8859_1), "application/json");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("Invalid UTF-8", "set its charset in the Content-Type");
    }

    @Test
    void executionId_isComparedWithoutRegardToCase(@TempDir Path folder) throws Exception {
        assertIdsInCapitalsAreFound(host, "Authorization", bearer());
        try (RunningHost durable =
                RunningHost.with(component -> component.setDataDirectory(folder.toString()), routes())) {
            assertIdsInCapitalsAreFound(durable);
        }
    }

    private static void assertIdsInCapitalsAreFound(RunningHost asked, String... headers) throws Exception {
        HttpResponse<String> started = asked.post(SERVICE + "/batch", "[" + RECORD + "]", headers);
        String id = started.body().replaceAll(".*\"batchExecutionId\":\"([^\"]+)\".*", "$1");
        String path = SERVICE + "/batch/" + id.toUpperCase(Locale.ROOT);
        Awaitility.await()
                .atMost(1, TimeUnit.MINUTES)
                .until(() -> asked.get(path, headers).body().contains("\"state\":\"Complete\""));
        assertThat(asked.get(path + "/0/files", headers).body()).isEqualTo("[\"a.txt\"]");
        assertThat(asked.get(path + "/0/files/a.txt", headers).body()).isEqualTo("Zürich");
        assertThat(asked.delete(path, headers).body()).isEqualTo("[\"" + id + "\"]");
        assertThat(asked.get(SERVICE + "/batch", headers).body()).isEqualTo("[]");
    }

    private String bearer() {
        return "Bearer " + tokens.get("access_token");
    }

    private Map<String, Object> login() throws Exception {
        return fields(host.post("/login", "{\"username\":\"admin\",\"password\":\"secret\"}"));
    }

    private static Map<String, Object> fields(HttpResponse<String> answer) throws Exception {
        return RecordsJson.readRecord(answer.body().getBytes(StandardCharsets.UTF_8));
    }

    private HttpResponse<String> post(String path, byte[] body, String contentType) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(host.url() + path))
                .headers("Authorization", bearer(), "Content-Type", contentType)
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }
}
