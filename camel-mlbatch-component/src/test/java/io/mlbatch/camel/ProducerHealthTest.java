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
package io.mlbatch.camel;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheck.Result;
import org.apache.camel.health.HealthCheck.State;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.health.HealthCheckRepository;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.mlbatch.testing.http.StubServer;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static io.mlbatch.testing.http.StubServer.json;
import static org.assertj.core.api.Assertions.assertThat;

class ProducerHealthTest {

    @RegisterExtension
    private final StubServer server = new StubServer();

    private final DefaultCamelContext camel = new DefaultCamelContext();

    @AfterEach
    void stopCamel() {
        camel.stop();
    }

    private void start(String... options) throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                for (int i = 0; i < options.length; i++) {
                    from("direct:r" + i)
                            .routeId("r" + i)
                            .to("mlbatch:TxService/" + i + ".0?serverUrl=" + server.url() + options[i]);
                }
            }
        });
        camel.start();
    }

    private void enable() {
        // or what is up has no details
        HealthCheckRegistry.get(camel).setExposureLevel("full");
        HealthCheckHelper.getHealthCheckRepository(camel, "producers").setEnabled(true);
    }

    private List<Result> results() {
        Collection<Result> all = HealthCheckHelper.invokeReadiness(camel);
        return all.stream()
                .filter(result -> result.getCheck().getId().startsWith("producer:mlbatch"))
                .toList();
    }

    private Result result() {
        assertThat(results()).hasSize(1);
        return results().get(0);
    }

    private void says(ResponseDefinitionBuilder answer) {
        server.answer(get(urlPathEqualTo("/status")), answer);
    }

    private static String everythingOf(Result result) {
        StringBuilder text = new StringBuilder(result.toString() + result.getMessage() + result.getDetails());
        for (Throwable e = result.getError().orElse(null); e != null; e = e.getCause()) {
            text.append(e);
        }
        return text.toString();
    }

    @Test
    void check_isDisabledByDefault() throws Exception {
        start("");

        assertThat(results()).isEmpty();
        server.http.verify(0, getRequestedFor(urlPathEqualTo("/status")));
    }

    @Test
    void passingServer_isUp() throws Exception {
        enable();
        says(json("{\"statusCode\":\"pass\",\"details\":{},\"components\":{\"node\":{\"statusCode\":\"pass\"}}}"));
        start("");

        Result result = result();

        assertThat(result.getState()).isEqualTo(State.UP);
        assertThat(result.getDetails())
                .containsEntry("server.url", server.url())
                .containsEntry("services", "TxService/0.0")
                .containsEntry("server.status", "pass")
                .containsEntry("server.components", "node=pass")
                .doesNotContainKey(HealthCheck.HTTP_RESPONSE_CODE);
    }

    @Test
    void serverWithoutAStatusCall_isUpWithAMessage() throws Exception {
        enable();
        start("");

        Result result = result();

        assertThat(result.getState()).isEqualTo(State.UP);
        assertThat(result.getMessage()).contains("The server responds, but has no /status");
        assertThat(result.getDetails())
                .containsEntry(HealthCheck.HTTP_RESPONSE_CODE, 404)
                .doesNotContainKey("server.status");
    }

    @ParameterizedTest
    @CsvSource({"401", "403", "429", "500", "503"})
    void serverThatRejectsTheCredentials_isDownAfterOneRequest(int status) throws Exception {
        enable();
        says(json("{\"message\":\"not now\"}").withStatus(status));
        start("");

        Result result = HealthCheckHelper.invoke(
                        camel, "producer:mlbatch-" + server.url().substring(7), Map.of())
                .orElseThrow();

        assertThat(result.getState()).isEqualTo(State.DOWN);
        assertThat(result.getMessage()).contains("status: HTTP " + status + ": not now");
        assertThat(result.getDetails()).containsEntry(HealthCheck.HTTP_RESPONSE_CODE, status);
        server.http.verify(1, getRequestedFor(urlPathEqualTo("/status")));
    }

    @Test
    void unexpectedResponse_isDown() throws Exception {
        enable();
        says(aResponse().withBody("<html>welcome</html>"));
        start("");

        Result result = result();

        assertThat(result.getState()).isEqualTo(State.DOWN);
        assertThat(result.getMessage().orElseThrow()).startsWith("status: the server's status");
    }

    @Test
    void unreachableServer_isDownUntilItResponds() throws Exception {
        enable();
        says(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER));
        start("");
        assertThat(result().getState()).isEqualTo(State.DOWN);
        assertThat(result().getMessage().orElseThrow()).contains(server.url());

        says(json("{\"statusCode\":\"warn\"}"));

        assertThat(result().getState()).isEqualTo(State.UP);
        assertThat(result().getDetails()).containsEntry("server.status", "warn");
    }

    @Test
    void serverWithoutALoginCall_isDown() throws Exception {
        enable();
        start("&username=u&password=RAW(s3cret)");

        Result result = result();

        assertThat(result.getState()).isEqualTo(State.DOWN);
        assertThat(result.getMessage().orElseThrow()).startsWith("login: HTTP 404");
        assertThat(everythingOf(result)).doesNotContain("s3cret");
    }

    @Test
    void statusRequest_hasTheTokenAndTheResultHasNot() throws Exception {
        enable();
        server.answer(post(urlPathEqualTo("/login")), json("{\"access_token\":\"t0ken\",\"expires_in\":3600}"));
        server.answer(
                get(urlPathEqualTo("/status")).withHeader("Authorization", equalTo("Bearer t0ken")),
                json("{\"statusCode\":\"fail\",\"components\":{\"node\":{\"statusCode\":\"fail\"}}}"));
        start("&username=u&password=RAW(s3cret)");

        Result result = result();

        assertThat(result.getState()).isEqualTo(State.DOWN);
        assertThat(result.getMessage()).contains("The server reports that it fails");
        assertThat(result.getDetails()).containsEntry("server.components", "node=fail");
        assertThat(everythingOf(result)).doesNotContain("s3cret").doesNotContain("t0ken");
    }

    @Test
    void producersOfOneServer_shareACheckUntilTheLastStops() throws Exception {
        enable();
        start("", "&operation=results", "&accessToken=another-user");
        assertThat(results()).hasSize(2);
        assertThat(services()).containsExactly("TxService/0.0, TxService/1.0", "TxService/2.0");

        camel.getRouteController().stopRoute("r0");
        assertThat(services()).containsExactly("TxService/1.0", "TxService/2.0");

        camel.getRouteController().stopRoute("r2");
        assertThat(services()).containsExactly("TxService/1.0");

        camel.getRouteController().stopRoute("r1");
        assertThat(results()).isEmpty();

        camel.getRouteController().startRoute("r1");
        assertThat(services()).containsExactly("TxService/1.0");
    }

    private List<Object> services() {
        return results().stream()
                .map(result -> result.getDetails().get("services"))
                .sorted()
                .toList();
    }

    @Test
    void checkDisabledByTheComponent_isUnknownWithoutRequests() throws Exception {
        enable();
        camel.getComponent("mlbatch", MlbatchComponent.class).setHealthCheckProducerEnabled(false);
        start("");

        Result result = result();

        assertThat(result.getState()).isEqualTo(State.UNKNOWN);
        assertThat(result.getDetails()).containsEntry(HealthCheck.CHECK_ENABLED, false);
        server.http.verify(0, getRequestedFor(urlPathEqualTo("/status")));
    }

    @Test
    void stoppedContext_leavesNoCheck() throws Exception {
        enable();
        HealthCheckRepository repository = HealthCheckHelper.getHealthCheckRepository(camel, "producers");
        start("", "&operation=results");
        List<HealthCheck> before = new ArrayList<>(repository.stream().toList());

        camel.stop();

        assertThat(before).hasSize(1);
        assertThat(repository.stream()).isEmpty();
    }
}
