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
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.testing.host.HostCaller;
import io.mlbatch.testing.host.RunningHost;

import static io.mlbatch.testing.host.HostCaller.assertResponse;
import static org.assertj.core.api.Assertions.assertThat;

/** Requests of published clients of the original servers in C#, Python and R, and the responses that they need. */
@Tag("host")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MlbatchServiceVendorClientsIT {

    @AutoClose
    private final RunningHost host = RunningHost.secured("admin", "secret", routes -> {
        for (String version : List.of("v10", "v2", "v9")) {
            routes.from("mlbatch-service:TxService/" + version + "?inputs=hp:numeric&outputs=answer:numeric")
                    .process(exchange -> exchange.getMessage()
                            .setBody(exchange.getMessage().getBody(Map.class).get("hp")));
        }
        routes.from("mlbatch-service:Frames/1.0?inputs=d:data.frame&outputs=d:data.frame")
                .log("scored");
        routes.from("mlbatch-service:Clock/1.0?outputs=now:numeric&runtimeType=R")
                .setBody(routes.constant(7));
    });

    private final HostCaller admin = host.as("admin", "secret");

    MlbatchServiceVendorClientsIT() throws Exception {}

    @Test
    void jsonInSingleQuotesOfACSharpClient_isRead() throws Exception {
        assertResponse(host.post("/login", "{'username': 'admin','password': 'secret'}"), 200, "access_token");
        assertThat(admin.post("/api/TxService/v2", "{'hp': 120}").body()).contains("\"answer\":120.0");
        assertResponse(admin.post("/api/TxService/v2/batch", "[{'hp': 120}]"), 202);
    }

    /** The Python client selects the last one when its caller names no version. */
    @Test
    void latestVersion_isTheLastOne() throws Exception {
        assertThat(admin.get("/services/TxService").body())
                .containsSubsequence("\"version\":\"v2\"", "\"version\":\"v9\"", "\"version\":\"v10\"");
    }

    /** The Python client names its scoring function after it, and consume only when it is absent or null. */
    @Test
    void routeWithoutOperationId_hasNoneInItsDescriptions() throws Exception {
        for (String path : List.of("/services", "/services/TxService", "/services/TxService/v2")) {
            assertThat(admin.get(path).body())
                    .as(path)
                    .contains("\"name\":\"TxService\"")
                    .doesNotContain("operationId");
        }
        assertThat(admin.get("/api/TxService/v2/swagger.json").body())
                .contains("\"operationId\":\"ConsumeWebService\"");
    }

    /** Typed clients, as AutoRest makes them, throw on any other word. */
    @Test
    void runtimeType_isOfTheVendorsEnum() throws Exception {
        assertThat(admin.get("/services/TxService/v2").body()).contains("\"runtimeType\":\"Python\"");
        assertThat(admin.get("/services/Clock/1.0").body()).contains("\"runtimeType\":\"R\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "null", "[]"})
    void serviceWithoutInputs_acceptsEveryFormOfAnEmptyBody(String nothing) throws Exception {
        assertThat(admin.post("/api/Clock/1.0", nothing).body()).contains("\"success\":true", "\"now\":7");
        assertResponse(admin.post("/api/TxService/v2", nothing), 400);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {"d":{"a":[1,2],"b":["x","y"]}}
        {"d":[{"a":1,"b":"x"},{"a":2,"b":"y"}]}
        {"d":{"a":{"3":1,"7":2},"b":{"3":"x","7":"y"}}}
        """)
    void dataFrameOfRAndPandas_isReadByColumnsRowsAndLabels(String record) throws Exception {
        assertThat(admin.post("/api/Frames/1.0", record).body())
                .contains("\"outputParameters\":{\"d\":{\"a\":[1,2],\"b\":[\"x\",\"y\"]}}");
    }

    @Test
    void fixedPartsOfAPath_comeInAnyLetterCase() throws Exception {
        assertResponse(admin.get("/api/TxService/v2/Batch"), 200);
        assertThat(admin.get("/api/TxService/v2/Swagger.json").body()).contains("\"swagger\":\"2.0\"");
        assertResponse(admin.post("/login/refreshtoken", "{\"refreshToken\":\"none\"}"), 401);
        // names are names
        assertResponse(admin.get("/api/txservice/v2/batch"), 404);
        // and a path in another case is not open to more callers
        assertResponse(host.get("/api/TxService/v2/Batch"), 401);
    }

    @Test
    void gzippedBody_isUnpacked() throws Exception {
        assertResponse(
                host.post("/login", gzip("{'username':'admin','password':'secret'}"), "Content-Encoding", "gzip"), 200);
        assertResponse(
                admin.post("/api/TxService/v2", gzip("{\"hp\":7}"), "Content-Encoding", "gzip"), 200, "\"answer\":7.0");
        assertResponse(admin.post("/api/TxService/v2/batch", gzip("[{\"hp\":7}]"), "Content-Encoding", "GZIP"), 202);
        HttpResponse<String> refused = assertResponse(
                admin.post("/api/TxService/v2/batch", "[{}]", "Content-Encoding", "br"), 415, "Send it with gzip");
        assertThat(refused.headers().firstValue("Accept-Encoding")).contains("gzip, identity");
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return compressed.toByteArray();
    }

    @Test
    void preflightOfAnAllowedOrigin_isAccepted() throws Exception {
        String allowed = "Access-Control-Allow-Origin";
        String path = "/api/Clock/1.0/batch/x";
        try (RunningHost open = RunningHost.on(
                server -> {
                    server.getCors().setEnabled(true);
                    server.getCors().setOrigins(List.of("http://app.example"));
                    server.getCors().setMethods(List.of("GET", "DELETE"));
                },
                routes -> routes.from("mlbatch-service:Clock/1.0").log("scored"))) {
            HttpResponse<String> preflight = assertResponse(preflight(open, path, "http://app.example"), 200);
            assertThat(preflight.headers().firstValue(allowed)).contains("http://app.example");
            assertThat(open.get("/services", "Origin", "http://app.example")
                            .headers()
                            .firstValue(allowed))
                    .contains("http://app.example");
            assertThat(preflight(open, path, "http://other.example").headers().firstValue(allowed))
                    .isEmpty();
        }
        HttpResponse<String> refused = assertResponse(preflight(host, path, "http://app.example"), 405);
        assertThat(refused.headers().firstValue(allowed)).isEmpty();
    }

    private static HttpResponse<String> preflight(RunningHost asked, String path, String origin) throws Exception {
        return asked.send("OPTIONS", path, null, "Origin", origin, "Access-Control-Request-Method", "DELETE");
    }
}
