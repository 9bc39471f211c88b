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
package io.mlbatch.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.client.transport.ApiRequest;
import io.mlbatch.client.transport.ApiResponse;
import io.mlbatch.client.transport.TokenSession;
import io.mlbatch.client.transport.TokenSource;
import io.mlbatch.protocol.ApiCall;
import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.BatchState;
import io.mlbatch.protocol.Credentials;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.testing.client.FakeRecordSource;
import io.mlbatch.testing.client.HttpServerSupport;
import io.mlbatch.testing.http.RawServer;

import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static io.mlbatch.testing.client.Samples.DESCRIPTION;
import static io.mlbatch.testing.client.Samples.EXECUTION;
import static io.mlbatch.testing.client.Samples.RECORDS;
import static io.mlbatch.testing.client.Samples.SERVICE;
import static io.mlbatch.testing.client.Samples.STARTED;
import static org.assertj.core.api.Assertions.assertThat;

/** Requests and responses of successful calls. */
class HttpContractTest extends HttpServerSupport {

    private static final Set<String> HEADERS_OF_EVERY_CALL =
            Set.of("accept-encoding", "authorization", "connection", "host", "user-agent");

    @BeforeEach
    void respondToEverything() {
        for (Call call : Call.values()) {
            SERVER.stubFor(call.responding());
        }
    }

    @Test
    void start_sendsItsRecordsAndReturnsTheExecution() {
        assertThat(client().start(SERVICE, RecordSource.of(RECORDS), 4)).isEqualTo(EXECUTION);

        LoggedRequest request = lastRequest();
        assertThat(line(request)).isEqualTo("POST /api/TxService/1.0/batch?parallelCount=4");
        assertThat(request.getBodyAsString()).isEqualTo("[{\"hp\":110.0,\"wt\":2.62},{\"hp\":93.0,\"wt\":2.32}]");
        assertThat(request.getHeader("Content-Type")).startsWith("application/json");
        assertThat(request.getHeader("Content-Length")).isEqualTo(String.valueOf(request.getBody().length));
        assertThat(request.getHeader("Accept")).isEqualTo("application/json");
    }

    @Test
    void startOfManyRecords_isSentInChunks() {
        int many = 100_000;
        FakeRecordSource source = new FakeRecordSource(many, false, index -> Map.of("hp", index, "wt", 1));

        assertThat(client().start(SERVICE, source, 10)).isEqualTo(EXECUTION);

        LoggedRequest request = lastRequest();
        assertThat(request.getHeader("Transfer-Encoding")).isEqualTo("chunked");
        assertThat(request.getBodyAsString())
                .startsWith("[{\"hp\":0,\"wt\":1},")
                .endsWith(",{\"hp\":" + (many - 1) + ",\"wt\":1}]");
        assertThat(source.isEveryOpenedOneClosed()).isTrue();
    }

    @Test
    void startWithTextOutsideAscii_isSentAsUtf8() {
        SERVER.stubFor(get("/services/TxService/1.0").willReturn(okJson(DESCRIPTION.replace("numeric", "character"))));

        client().start(SERVICE, RecordSource.of(List.of(Map.of("hp", "größer €", "wt", "1"))), 10);

        assertThat(new String(lastRequest().getBody(), StandardCharsets.UTF_8))
                .isEqualTo("[{\"hp\":\"größer €\",\"wt\":\"1\"}]");
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void results_areRequestedWithTheirParameter(boolean showPartialResults) {
        BatchResponse response = client().results(EXECUTION, showPartialResults);

        assertThat(response.state()).isEqualTo(BatchState.COMPLETE);
        assertThat(response.execution(0).output("answer")).isEqualTo(0.5);
        assertThat(line(lastRequest()))
                .isEqualTo("GET " + BATCH_EXECUTION + "?showPartialResults=" + showPartialResults);
    }

    @ParameterizedTest
    @CsvSource({
        "START, POST /api/TxService/1.0/batch?parallelCount=10",
        "RESULTS, GET {execution}?showPartialResults=false",
        "CANCEL, DELETE {execution}",
        "EXECUTIONS, GET /api/TxService/1.0/batch",
        "ARTIFACTS, GET {execution}/0/files",
        "ARTIFACT, GET {execution}/0/files/answer.csv",
        "CAPABILITIES, GET /services/TxService/1.0",
        "CONSUME, POST /api/TxService/1.0",
        "SWAGGER, GET /api/TxService/1.0/swagger.json",
        "STATUS, GET /status"
    })
    void call_hasMethodPathAndQueryOfTheContract(Call call, String line) {
        call.make(http.client(serverUrl(), TokenSource.NONE));

        assertThat(line(lastRequest())).isEqualTo(line.replace("{execution}", BATCH_EXECUTION));
        assertThat(lastRequest().containsHeader("Authorization")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a,b\n", ""})
    void artifact_isStreamed(String content) throws IOException {
        SERVER.stubFor(Call.ARTIFACT
                .onServer()
                .willReturn(ok(content)
                        .withHeader("Content-Type", "text/csv")
                        .withHeader("Content-Length", String.valueOf(content.length()))));

        try (Artifact artifact = client().artifact(EXECUTION, 0, "answer.csv")) {
            assertThat(artifact.fileName()).isEqualTo("answer.csv");
            assertThat(artifact.length()).hasValue(content.length());
            assertThat(artifact.contentType()).isEqualTo("text/csv");
            assertThat(artifact).hasContent(content);
        }
        assertThat(lastRequest().containsHeader("Accept")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"k-1, k-1, true", "k-1, k-2, false", "k-1, , false", ", k-1, false", ", , false"})
    void responseThatRepeatsTheKey_acknowledgesIt(String sent, String returned, boolean acknowledged) {
        ResponseDefinitionBuilder response = okJson(STARTED);
        SERVER.stubFor(Call.START
                .onServer()
                .willReturn(returned == null ? response : response.withHeader("Idempotency-Key", returned)));
        ApiRequest start = ApiRequest.of(ApiCall.START, SERVICE).withIdempotencyKey(sent);

        assertThat((boolean) http.transport(serverUrl()).call(start, ApiResponse::isKeyAcknowledged))
                .isEqualTo(acknowledged);
    }

    @Test
    void loginAndRefresh_carryNoToken() {
        SERVER.stubFor(post("/login").willReturn(okJson(tokens("A", "R"))));
        SERVER.stubFor(post("/login/refreshToken").willReturn(okJson(tokens("B", "S"))));
        TokenSession session =
                new TokenSession(http.transport(serverUrl()), new Credentials("ada", "s3cret \"ü\""), time);

        assertThat(session.token()).isEqualTo("A");
        LoggedRequest login = lastRequest();
        session.renew("A");
        LoggedRequest refresh = lastRequest();

        assertThat(session.token()).isEqualTo("B");
        assertThat(line(login)).isEqualTo("POST /login");
        assertThat(login.getBodyAsString()).isEqualTo("{\"username\":\"ada\",\"password\":\"s3cret \\\"ü\\\"\"}");
        assertThat(line(refresh)).isEqualTo("POST /login/refreshToken");
        assertThat(refresh.getBodyAsString()).isEqualTo("{\"refreshToken\":\"R\"}");
        assertThat(List.of(login, refresh)).noneMatch(request -> request.containsHeader("Authorization"));
    }

    @ParameterizedTest
    @EnumSource
    void everyCall_carriesTheTokenAndNothingOfItsCaller(Call call) {
        call.make(client());

        assertThat(SERVER.findAll(anyRequestedFor(anyUrl()))).isNotEmpty().allSatisfy(request -> {
            assertThat(request.getHeader("Authorization")).isEqualTo("Bearer " + TOKEN);
            Set<String> others = new TreeSet<>();
            request.getHeaders().all().forEach(header -> others.add(header.key().toLowerCase(Locale.ROOT)));
            others.removeAll(HEADERS_OF_EVERY_CALL);
            assertThat(others).isSubsetOf("accept", "content-length", "content-type", "idempotency-key", "prefer");
        });
    }

    @Test
    void baseUrlWithAPath_isKept() {
        SERVER.stubFor(get("/gateway/mls/api/TxService/1.0/batch").willReturn(okJson("[]")));

        assertThat(http.client(serverUrl() + "/gateway/mls", TokenSource.NONE).executions(SERVICE))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "my answer.csv,      my%20answer.csv",
        "Größe.csv,          Gr%C3%B6%C3%9Fe.csv",
        "../../etc/passwd,   ..%2F..%2Fetc%2Fpasswd",
        "a/b.csv,            a%2Fb.csv",
        "..,                 %2E%2E",
        "a?b#c%d.csv,        a%3Fb%23c%25d.csv",
        "a+b&c=d;e.csv,      a%2Bb%26c%3Dd%3Be.csv"
    })
    void fileName_arrivesAsOneEncodedSegment(String fileName, String segment) throws IOException {
        try (RawServer server = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx");
                Artifact artifact = http.client(server.url(), TokenSource.NONE).artifact(EXECUTION, 3, fileName)) {
            assertThat(artifact.fileName()).isEqualTo(fileName);
            assertThat(server.requestLines())
                    .containsExactly("GET " + BATCH_EXECUTION + "/3/files/" + segment + " HTTP/1.1");
        }
    }

    @Test
    void serviceNameWithASpace_arrivesAsOneEncodedSegment() {
        SERVER.stubFor(get(urlPathEqualTo("/api/Tx%20Service/1.0/batch")).willReturn(okJson("[]")));

        assertThat(client().executions(new ServiceId("Tx Service", "1.0"))).isEmpty();
        assertThat(lastRequest().getUrl()).isEqualTo("/api/Tx%20Service/1.0/batch");
    }

    private static String tokens(String access, String refresh) {
        return "{\"access_token\":\"" + access + "\",\"refresh_token\":\"" + refresh + "\",\"expires_in\":3600}";
    }

    private static LoggedRequest lastRequest() {
        return SERVER.getAllServeEvents().get(0).getRequest();
    }

    private static String line(LoggedRequest request) {
        return request.getMethod() + " " + request.getUrl();
    }
}
