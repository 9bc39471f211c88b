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
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.apache.camel.builder.LambdaRouteBuilder;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.protocol.json.RecordsJson;
import io.mlbatch.testing.host.HostCaller;
import io.mlbatch.testing.host.RunningHost;
import io.mlbatch.testing.http.RawConnection;

import static io.mlbatch.testing.host.HostCaller.assertResponse;
import static io.mlbatch.testing.host.HostCaller.field;
import static org.assertj.core.api.Assertions.assertThat;

/** Requests and expectations of clients that are older than the host: R, PowerShell, .NET and generated ones. */
@Tag("host")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MlbatchServiceOlderClientsIT {

    private static final String SERVICE = "/api/Text/1.0";
    private static final String RECORD = "{\"text\":\"Zürich\"}";

    @AutoClose
    private final RunningHost host = RunningHost.secured("admin", "secret", routes());

    private final HostCaller admin = host.as("admin", "secret");

    MlbatchServiceOlderClientsIT() throws Exception {}

    private static LambdaRouteBuilder routes() {
        return routes -> {
            routes.from("mlbatch-service:Text/1.0?inputs=text:character&outputs=answer:character&artifacts=a.txt")
                    .setVariable("mlbatch.artifact.a.txt", routes.simple("${body[text]}"))
                    .setBody(routes.simple("${body[text]}"));
            for (String path : List.of("/apidocs", "/login-page", "/services.html", "/status2")) {
                routes.from("platform-http:" + path).setBody(routes.constant("own"));
            }
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"/apidocs", "/login-page", "/services.html", "/status2"})
    void pathThatOnlyBeginsLikeOneOfTheApi_isTheApplications(String path) throws Exception {
        assertThat(host.get(path).body()).isEqualTo("own");
    }

    /** The form of a request that a proxy receives; some proxies pass it on. */
    @ParameterizedTest
    @ValueSource(strings = {"/status", "/services?x=http://a", "/api/Text/1.0/batch"})
    void urlInTheRequestLine_isReadAsItsPath(String path) throws Exception {
        try (RawConnection connection = host.connect()) {
            connection.head("GET HTTP://localhost:1" + path, "Authorization: Bearer x");
            assertThat(connection.answer()).startsWith(path.equals("/status") ? "HTTP/1.1 200 " : "HTTP/1.1 401 ");
        }
    }

    @Test
    void loginOfJsonliteWithListsOfOne_isRead() throws Exception {
        HttpResponse<String> login =
                assertResponse(host.post("/login", "{\"username\":[\"admin\"],\"password\":[\"secret\"]}"), 200);
        HttpResponse<String> refresh = assertResponse(
                host.post(
                        "/login/refreshToken",
                        "{\"refreshToken\":[\"" + fields(login).get("refresh_token") + "\"]}"),
                200);
        assertThat(fields(refresh)).containsKey("access_token");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[\"admin\",\"admin\"]", "[]", "[null]", "[[\"admin\"]]", "{}"})
    void loginWithAnotherList_isRejected(String username) throws Exception {
        assertResponse(
                host.post("/login", "{\"username\":" + username + ",\"password\":\"secret\"}"),
                400,
                "the login has no username");
    }

    /** Strict clients of the vendor's documents, as for Go, accept no number; those that expect one parse the text. */
    @Test
    void expiresOn_isEpochSecondsInAString() throws Exception {
        Map<String, Object> tokens = fields(host.login("admin", "secret"));
        long now = Instant.now().getEpochSecond();
        assertThat(tokens.get("expires_in")).isEqualTo(3600);
        assertThat(tokens.get("expires_on"))
                .isInstanceOfSatisfying(
                        String.class, text -> assertThat(Long.parseLong(text)).isBetween(now, now + 3600));
    }

    @Test
    void revokedToken_returnsALoginWithoutTokens() throws Exception {
        Map<String, Object> login = fields(host.login("admin", "secret"));
        HttpResponse<String> answer =
                assertResponse(admin.delete("/login/refreshToken?refreshToken=" + login.get("refresh_token")), 200);
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
        assertResponse(
                admin.post(SERVICE, RECORD.getBytes(Charset.forName(charset)), "Content-Type", contentType),
                200,
                "\"answer\":\"Zürich\"");
    }

    @Test
    void unknownCharset_isRejectedWithItsName() throws Exception {
        assertResponse(
                admin.post(
                        SERVICE, RECORD.getBytes(StandardCharsets.UTF_8), "Content-Type", "text/json; charset=ebcdic"),
                415,
                "The charset 'ebcdic' of the Content-Type is unknown",
                "UTF-8");
        // a call without a body has none to decode
        assertResponse(admin.get("/services", "Content-Type", "text/json; charset=ebcdic"), 200);
    }

    @Test
    void bytesOutsideOfTheCharset_areRejected() throws Exception {
        assertResponse(
                admin.post(
                        SERVICE,
                        RECORD.getBytes(StandardCharsets.UTF_8),
                        "Content-Type",
                        "application/json; charset=us-ascii"),
                400,
                "The body is not text in US-ASCII");
    }

    /** PowerShell 5.1 sends Latin-1 unless its Content-Type names a charset. */
    @Test
    void latin1WithoutACharset_isRejectedWithTheRemedy() throws Exception {
        assertResponse(
                admin.post(SERVICE, RECORD.getBytes(StandardCharsets.ISO_8859_1), "Content-Type", "application/json"),
                400,
                "Invalid UTF-8",
                "set its charset in the Content-Type");
    }

    @Test
    void executionId_isComparedWithoutRegardToCase(@TempDir Path folder) throws Exception {
        assertIdsInCapitalsAreFound(admin);
        try (RunningHost durable =
                RunningHost.with(component -> component.setDataDirectory(folder.toString()), routes())) {
            assertIdsInCapitalsAreFound(durable);
        }
    }

    private static void assertIdsInCapitalsAreFound(HostCaller caller) throws Exception {
        String id = field(caller.post(SERVICE + "/batch", "[" + RECORD + "]"), "batchExecutionId");
        String path = SERVICE + "/batch/" + id.toUpperCase(Locale.ROOT);
        caller.awaitComplete(path);
        assertThat(caller.get(path + "/0/files").body()).isEqualTo("[\"a.txt\"]");
        assertThat(caller.get(path + "/0/files/a.txt").body()).isEqualTo("Zürich");
        assertThat(caller.delete(path).body()).isEqualTo("[\"" + id + "\"]");
        assertThat(caller.get(SERVICE + "/batch").body()).isEqualTo("[]");
    }

    private static Map<String, Object> fields(HttpResponse<String> answer) throws Exception {
        return RecordsJson.readRecord(answer.body().getBytes(StandardCharsets.UTF_8));
    }
}
