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

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.testing.host.RunningHost;

import static org.assertj.core.api.Assertions.assertThat;

/** What published clients of the original servers send, in C#, Python and R, and what they need of the answer. */
@Tag("host")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MlbatchServiceVendorClientsIT {

    private RunningHost host;
    private String token;

    @BeforeAll
    void start() throws Exception {
        host = RunningHost.secured("admin", "secret", new RouteBuilder() {
            @Override
            public void configure() {
                for (String version : List.of("v10", "v2", "v9")) {
                    from("mlbatch-service:TxService/" + version + "?inputs=hp:numeric&outputs=answer:numeric")
                            .process(exchange -> exchange.getMessage()
                                    .setBody(exchange.getMessage()
                                            .getBody(Map.class)
                                            .get("hp")));
                }
                from("mlbatch-service:Frames/1.0?inputs=d:data.frame&outputs=d:data.frame")
                        .log("scored");
                from("mlbatch-service:Clock/1.0?outputs=now:numeric&runtimeType=R")
                        .setBody(constant(7));
            }
        });
        token = host.post("/login", "{'username': 'admin','password': 'secret'}")
                .body()
                .replaceAll(".*\"access_token\":\"([^\"]+)\".*", "$1");
    }

    @AfterAll
    void stop() throws Exception {
        host.close();
    }

    @Test
    void jsonInSingleQuotesOfACSharpClient_isRead() throws Exception {
        // the token of this class came for such a login
        assertThat(call("POST", "/api/TxService/v2", "{'hp': 120}").body()).contains("\"answer\":120.0");
        assertThat(call("POST", "/api/TxService/v2/batch", "[{'hp': 120}]").statusCode())
                .isEqualTo(202);
    }

    /** The Python client takes the last one when it is asked for no version. */
    @Test
    void latestVersion_isTheLastOne() throws Exception {
        assertThat(call("GET", "/services/TxService", null).body())
                .containsSubsequence("\"version\":\"v2\"", "\"version\":\"v9\"", "\"version\":\"v10\"");
    }

    /** The Python client names its scoring function after it, and consume only when it is absent or null. */
    @Test
    void routeWithoutOperationId_hasNoneInItsDescriptions() throws Exception {
        for (String path : List.of("/services", "/services/TxService", "/services/TxService/v2")) {
            assertThat(call("GET", path, null).body())
                    .as(path)
                    .contains("\"name\":\"TxService\"")
                    .doesNotContain("operationId");
        }
        assertThat(call("GET", "/api/TxService/v2/swagger.json", null).body())
                .contains("\"operationId\":\"ConsumeWebService\"");
    }

    /** Typed clients, as AutoRest makes them, throw on any other word. */
    @Test
    void runtimeType_isOfTheVendorsEnum() throws Exception {
        assertThat(call("GET", "/services/TxService/v2", null).body()).contains("\"runtimeType\":\"Python\"");
        assertThat(call("GET", "/services/Clock/1.0", null).body()).contains("\"runtimeType\":\"R\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "null", "[]"})
    void serviceWithoutInputs_acceptsEveryFormOfAnEmptyBody(String nothing) throws Exception {
        assertThat(call("POST", "/api/Clock/1.0", nothing).body()).contains("\"success\":true", "\"now\":7");
        HttpResponse<String> refused = call("POST", "/api/TxService/v2", nothing);
        assertThat(refused.statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {"d":{"a":[1,2],"b":["x","y"]}}
        {"d":[{"a":1,"b":"x"},{"a":2,"b":"y"}]}
        """)
    void dataFrameOfAnRClient_isReadByColumnsAndByRows(String record) throws Exception {
        assertThat(call("POST", "/api/Frames/1.0", record).body())
                .contains("\"outputParameters\":{\"d\":{\"a\":[1,2],\"b\":[\"x\",\"y\"]}}");
    }

    @Test
    void fixedPartsOfAPath_comeInAnyLetterCase() throws Exception {
        assertThat(call("GET", "/api/TxService/v2/Batch", null).statusCode()).isEqualTo(200);
        assertThat(call("GET", "/api/TxService/v2/Swagger.json", null).body()).contains("\"swagger\":\"2.0\"");
        assertThat(call("POST", "/login/refreshtoken", "{\"refreshToken\":\"none\"}")
                        .statusCode())
                .isEqualTo(401);
        // names are names
        assertThat(call("GET", "/api/txservice/v2/batch", null).statusCode()).isEqualTo(404);
        // and a path in another case is not open to more callers
        assertThat(host.get("/api/TxService/v2/Batch").statusCode()).isEqualTo(401);
    }

    @Test
    void compressedBody_isRefusedWithWhatIsWrong() throws Exception {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write("[{\"hp\":1}]".getBytes(StandardCharsets.UTF_8));
        }
        HttpRequest request = HttpRequest.newBuilder(URI.create(host.url() + "/api/TxService/v2/batch"))
                .headers("Authorization", "Bearer " + token, "Content-Encoding", "gzip")
                .POST(BodyPublishers.ofByteArray(compressed.toByteArray()))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(answer.body()).contains("without Content-Encoding: gzip");
    }

    @Test
    void preflightOfABrowser_isAnsweredWhereTheServerAllowsItsOrigin() throws Exception {
        String allowed = "Access-Control-Allow-Origin";
        String path = "/api/Clock/1.0/batch/x";
        try (RunningHost open = RunningHost.on(
                server -> {
                    server.getCors().setEnabled(true);
                    server.getCors().setOrigins(List.of("http://app.example"));
                    server.getCors().setMethods(List.of("GET", "DELETE"));
                },
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("mlbatch-service:Clock/1.0").log("scored");
                    }
                })) {
            HttpResponse<String> preflight = preflight(open, path, "http://app.example");
            assertThat(preflight.statusCode()).isEqualTo(200);
            assertThat(preflight.headers().firstValue(allowed)).contains("http://app.example");
            assertThat(open.get("/services", "Origin", "http://app.example")
                            .headers()
                            .firstValue(allowed))
                    .contains("http://app.example");
            assertThat(preflight(open, path, "http://other.example").headers().firstValue(allowed))
                    .isEmpty();
        }
        HttpResponse<String> refused = preflight(host, path, "http://app.example");
        assertThat(refused.statusCode()).isEqualTo(405);
        assertThat(refused.headers().firstValue(allowed)).isEmpty();
    }

    private static HttpResponse<String> preflight(RunningHost asked, String path, String origin) throws Exception {
        return asked.send("OPTIONS", path, null, "Origin", origin, "Access-Control-Request-Method", "DELETE");
    }

    private HttpResponse<String> call(String method, String path, String body) throws Exception {
        return host.send(method, path, body, "Authorization", "Bearer " + token);
    }
}
