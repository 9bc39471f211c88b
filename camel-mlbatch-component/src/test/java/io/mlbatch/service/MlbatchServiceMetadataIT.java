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

import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.LambdaRouteBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.health.HealthCheckRegistry;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import io.mlbatch.testing.host.HostCaller;
import io.mlbatch.testing.host.RunningHost;

import static io.mlbatch.testing.host.HostCaller.assertResponse;
import static org.assertj.core.api.Assertions.assertThat;

/** The description of a host and its services, over a real server and with credentials. */
@Tag("host")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MlbatchServiceMetadataIT {

    private static final String PASS = "{\"statusCode\":\"pass\",\"details\":{},\"components\":{}}";

    @AutoClose
    private final RunningHost host = RunningHost.secured("admin", "secret", routes());

    private final HostCaller admin = host.as("admin", "secret");

    MlbatchServiceMetadataIT() throws Exception {}

    private static LambdaRouteBuilder routes() {
        return routes -> {
            routes.from("mlbatch-service:Tx Service/2.0").log("scored");
            routes.from("mlbatch-service:TxService/2.0").log("scored");
            routes.from("mlbatch-service:TxService/1.0?operationId=manualTransmission&inputs=hp:numeric")
                    .log("scored");
            routes.from("mlbatch-service:Another/1.0").log("scored");
        };
    }

    @Test
    void services_areListedByNameAndVersion() throws Exception {
        for (String path : List.of("/services", "/services/", "/services?x=y")) {
            HttpResponse<String> answer = assertResponse(admin.get(path), 200);
            assertThat(answer.body().split("\"versionPublishedBy\""))
                    .hasSize(5)
                    .satisfiesExactly(
                            first -> assertThat(first).endsWith("{\"name\":\"Another\",\"version\":\"1.0\","),
                            second -> assertThat(second).endsWith("{\"name\":\"Tx Service\",\"version\":\"2.0\","),
                            third -> assertThat(third).endsWith("{\"name\":\"TxService\",\"version\":\"1.0\","),
                            fourth -> assertThat(fourth).endsWith("{\"name\":\"TxService\",\"version\":\"2.0\","),
                            rest -> assertThat(rest).endsWith("}]"));
        }
    }

    @Test
    void versionsOfAService_areListed() throws Exception {
        assertThat(admin.get("/services/TxService").body())
                .containsSubsequence("\"version\":\"1.0\"", "\"version\":\"2.0\"")
                .doesNotContain("Another", "Tx Service");
        assertThat(admin.get("/services/Tx%20Service/").body()).startsWith("[{\"name\":\"Tx Service\"");
        HttpResponse<String> unknown = assertResponse(admin.get("/services/txservice"), 404);
        assertThat(unknown.body())
                .isEqualTo("{\"message\":\"Web service 'txservice' not found\",\"code\":404,\"fields\":\"\"}");
    }

    @Test
    void description_hasTheFieldsOfTheContract() throws Exception {
        assertThat(admin.get("/services/TxService/1.0").body())
                .matches("\\[\\{\"name\":\"TxService\",\"version\":\"1.0\",\"versionPublishedBy\":\"admin\","
                        + "\"creationTime\":\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{7}\","
                        + "\"runtimeType\":\"Python\",\"description\":\"\",\"operationId\":\"manualTransmission\","
                        + "\"inputParameterDefinitions\":\\[\\{\"name\":\"hp\",\"type\":\"numeric\"}],"
                        + "\"outputParameterDefinitions\":\\[],\"outputFileNames\":\\[],"
                        + "\"myPermissionOnService\":\"read/write\"}]");
    }

    @Test
    void lists_needAToken() throws Exception {
        for (String path : List.of("/services", "/services/TxService", "/api/TxService/1.0/swagger.json")) {
            assertResponse(host.get(path), 401);
        }
        assertResponse(host.post("/api/TxService/1.0", "{\"hp\":1}"), 401);
    }

    @Test
    void status_needsNoTokenAndNamesNoService() throws Exception {
        HttpResponse<String> answer = assertResponse(host.get("/status"), 200);
        assertThat(answer.body()).isEqualTo(PASS);
        assertThat(host.get("/status", "Authorization", "Bearer expired").body())
                .isEqualTo(PASS);
        assertResponse(host.send("HEAD", "/status", null), 200);
        assertResponse(host.get("/status/x"), 404);
        assertResponse(host.post("/status", ""), 405);
    }

    @Test
    void clientsHealthCheck_isUpWithAndWithoutCredentials() throws Exception {
        isUpWith(host, "&username=admin&password=secret");
        try (RunningHost open = RunningHost.open(routes())) {
            isUpWith(open, "");
        }
    }

    private static void isUpWith(RunningHost asked, String credentials) throws Exception {
        // the default level shows one of the checks that are up
        HealthCheckRegistry.get(asked.camelContext()).setExposureLevel("full");
        HealthCheckHelper.getHealthCheckRepository(asked.camelContext(), "producers")
                .setEnabled(true);
        RouteBuilder.addRoutes(asked.camelContext(), routes -> routes.from("direct:health")
                .to("mlbatch:TxService/1.0?serverUrl=" + asked.url() + credentials));
        List<HealthCheck.Result> checked = HealthCheckHelper.invokeReadiness(asked.camelContext()).stream()
                .filter(result -> result.getCheck().getId().startsWith("producer:mlbatch"))
                .toList();
        assertThat(checked).singleElement().satisfies(result -> {
            assertThat(result.getState()).isEqualTo(HealthCheck.State.UP);
            assertThat(result.getDetails()).containsEntry("server.status", "pass");
        });
    }

    @Test
    void swagger_isTheClientsAsWell() throws Exception {
        HttpResponse<String> answer = assertResponse(admin.get("/api/TxService/1.0/swagger.json"), 200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json; charset=utf-8");
        assertThat(answer.body())
                .startsWith("{\"swagger\":\"2.0\",\"info\":{\"title\":\"TxService\",\"version\":\"1.0\"")
                .contains("\"operationId\":\"manualTransmission\"")
                .doesNotContain("basePath");
        try (ProducerTemplate template = host.camelContext().createProducerTemplate()) {
            assertThat(template.requestBody(
                            "mlbatch:TxService/1.0?operation=swagger&username=admin&password=secret&serverUrl="
                                    + host.url(),
                            null,
                            String.class))
                    .isEqualTo(answer.body());
        }
        assertThat(admin.get("/api/TxService/3.0/swagger.json").body())
                .contains("Web service 'TxService/3.0' not found");
    }

    @Test
    void swagger_knowsTheContextPath() throws Exception {
        try (RunningHost below = RunningHost.under("/ml", routes())) {
            assertThat(below.get("/api/TxService/2.0/swagger.json").body())
                    .contains("\"basePath\":\"/ml\"", "\"operationId\":\"ConsumeWebService\"");
            assertThat(below.get("/status").body()).isEqualTo(PASS);
        }
    }
}
